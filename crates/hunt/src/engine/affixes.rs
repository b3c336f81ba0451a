//! Many literals, compared with the whole, the start or the end of a text, without regard to ASCII case.

use hashbrown::HashMap;

/// Literals are looked up by this many of their bytes and then compared.
const KEY: usize = 8;

/// The bit that tells an upper-case ASCII letter from its lower case, in every byte.
const CASE: u64 = 0x2020_2020_2020_2020;

/// A set of folded literals with the places where each must stand. A literal's number is the caller's.
#[derive(Debug, Default)]
pub(crate) struct Affixes {
    /// By length and last bytes.
    whole: HashMap<(usize, u64), Bucket>,
    starts: Table,
    ends: Table,
}

/// Literals that are looked up alike.
type Bucket = Vec<(Box<[u8]>, u32)>;

/// Literals by their first or last bytes, one map for each length of key that there is.
#[derive(Debug, Default)]
struct Table {
    by_length: Vec<(usize, HashMap<u64, Bucket>)>,
}

impl Affixes {
    pub(crate) fn add_whole(&mut self, literal: &[u8], number: u32) {
        self.whole.entry((literal.len(), pack(last(literal)))).or_default().push((literal.into(), number));
    }

    pub(crate) fn add_start(&mut self, literal: &[u8], number: u32) {
        self.starts.add(literal, literal.get(..KEY).unwrap_or(literal), number);
    }

    pub(crate) fn add_end(&mut self, literal: &[u8], number: u32) {
        self.ends.add(literal, last(literal), number);
    }

    /// Calls `found` with the number of each literal that stands at its place in `text`, which is ASCII, or folded.
    #[inline]
    pub(crate) fn search(&self, text: &[u8], mut found: impl FnMut(u32)) {
        if !self.whole.is_empty() {
            let bucket = self.whole.get(&(text.len(), pack(last(text))));
            let same = |(literal, _): &&(Box<[u8]>, u32)| text.eq_ignore_ascii_case(literal);
            bucket.into_iter().flatten().filter(same).for_each(|(_, number)| found(*number));
        }
        self.starts.search(|length| text.get(..length), &mut found);
        self.ends
            .search(|length| text.len().checked_sub(length).and_then(|from| text.get(from..)), &mut found);
    }
}

impl Table {
    fn add(&mut self, literal: &[u8], key: &[u8], number: u32) {
        if self.by_length.iter().all(|(length, _)| *length != key.len()) {
            self.by_length.push((key.len(), HashMap::new()));
        }
        let map = self.by_length.iter_mut().find(|(length, _)| *length == key.len());
        if let Some((_, map)) = map {
            map.entry(pack(key)).or_default().push((literal.into(), number));
        }
    }

    /// `part` gives the so many bytes of the text that stand where the literals must.
    #[inline(always)]
    fn search<'t>(&self, part: impl Fn(usize) -> Option<&'t [u8]>, found: &mut impl FnMut(u32)) {
        for (length, map) in &self.by_length {
            let bucket = part(*length).and_then(|key| map.get(&pack(key)));
            for (literal, number) in bucket.into_iter().flatten() {
                if part(literal.len()).is_some_and(|part| part.eq_ignore_ascii_case(literal)) {
                    found(*number);
                }
            }
        }
    }
}

fn last(literal: &[u8]) -> &[u8] {
    literal.get(literal.len().saturating_sub(KEY)..).unwrap_or_default()
}

#[inline(always)]
fn pack(key: &[u8]) -> u64 {
    CASE | match key.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => key.iter().fold(0, |packed, &byte| packed << 8 | u64::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_literal_only_at_its_place() {
        let mut affixes = Affixes::default();
        affixes.add_whole(b"cmd.exe", 0);
        affixes.add_start(b"c:\\windows\\", 1);
        affixes.add_end(b"\\powershell.exe", 2);
        affixes.add_end(b".exe", 3);
        affixes.add_start(b"c", 4);
        affixes.add_whole(b"", 5);
        let search = |text: &[u8]| {
            let mut found = Vec::new();
            affixes.search(text, |number| found.push(number));
            found.sort_unstable();
            found
        };
        assert_eq!(search(b"CMD.exe"), [0, 3, 4]);
        assert_eq!(search(b"C:\\Windows\\PowerShell.exe"), [1, 2, 3, 4]);
        assert!(search(b"xc:\\windows\\").is_empty());
        assert_eq!(search(b""), [5]);
        assert!(search(b"exe").is_empty());
    }
}
