//! Many literals, compared with the whole, the start or the end of a text.

use hashbrown::HashMap;

/// Literals are looked up by this many of their bytes and then compared.
const KEY: usize = 8;

/// A set of literals with the places where each must stand. A literal's number is the caller's.
#[derive(Debug, Default)]
pub(crate) struct Affixes {
    whole: HashMap<Box<[u8]>, Vec<u32>>,
    starts: Table,
    ends: Table,
}

/// Literals by their first or last bytes, one map for each length of key.
#[derive(Debug, Default)]
struct Table {
    by_length: [HashMap<u64, Vec<(Box<[u8]>, u32)>>; KEY],
}

impl Affixes {
    pub(crate) fn add_whole(&mut self, literal: &[u8], number: u32) {
        self.whole.entry(literal.into()).or_default().push(number);
    }

    pub(crate) fn add_start(&mut self, literal: &[u8], number: u32) {
        self.starts.add(literal, literal.get(..KEY).unwrap_or(literal), number);
    }

    pub(crate) fn add_end(&mut self, literal: &[u8], number: u32) {
        let from = literal.len().saturating_sub(KEY);
        self.ends.add(literal, literal.get(from..).unwrap_or_default(), number);
    }

    /// Calls `found` with the number of each literal that stands at its place in `text`.
    #[inline]
    pub(crate) fn search(&self, text: &[u8], mut found: impl FnMut(u32)) {
        if !self.whole.is_empty() {
            self.whole.get(text).into_iter().flatten().for_each(|&number| found(number));
        }
        self.starts.candidates(
            |length| text.get(..length),
            |literal, number| if text.starts_with(literal) { found(number) },
        );
        self.ends.candidates(
            |length| text.len().checked_sub(length).and_then(|from| text.get(from..)),
            |literal, number| if text.ends_with(literal) { found(number) },
        );
    }
}

impl Table {
    fn add(&mut self, literal: &[u8], key: &[u8], number: u32) {
        let map = key.len().checked_sub(1).and_then(|index| self.by_length.get_mut(index));
        if let Some(map) = map {
            map.entry(pack(key)).or_default().push((literal.into(), number));
        }
    }

    #[inline(always)]
    fn candidates<'t>(&self, key: impl Fn(usize) -> Option<&'t [u8]>, mut check: impl FnMut(&[u8], u32)) {
        for (index, map) in self.by_length.iter().enumerate() {
            if map.is_empty() {
                continue;
            }
            let bucket = key(index + 1).and_then(|key| map.get(&pack(key)));
            bucket.into_iter().flatten().for_each(|(literal, number)| check(literal, *number));
        }
    }
}

#[inline(always)]
fn pack(key: &[u8]) -> u64 {
    match key.first_chunk() {
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
        let search = |text: &[u8]| {
            let mut found = Vec::new();
            affixes.search(text, |number| found.push(number));
            found.sort_unstable();
            found
        };
        assert_eq!(search(b"cmd.exe"), [0, 3, 4]);
        assert_eq!(search(b"c:\\windows\\powershell.exe"), [1, 2, 3, 4]);
        assert!(search(b"xc:\\windows\\").is_empty());
        assert!(search(b"").is_empty());
        assert!(search(b"exe").is_empty());
    }
}
