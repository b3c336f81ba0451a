//! Many literals, searched anywhere in a text, in one pass.
//!
//! Rules look for thousands of literals in a few hot fields, far more than vector search handles, and an automaton over them
//! falls out of the first cache level. So each literal is represented by four of its bytes (a gram) that few others have. A pass
//! hashes the gram at each position into a bitmap that stays in the first cache level; the rare hits are looked up and compared.
//! Shorter literals have bitmaps of their own, where there are any.

/// Bytes in a gram.
const GRAM: usize = 4;

/// Bits per literal in the bitmap: about one position in sixteen passes by accident.
const BITS_PER_LITERAL: usize = 16;

/// log2 of the largest bitmap: 8 KiB, a quarter of a first-level cache.
const MAX_BITS: u32 = 16;

/// A set of literals. The caller's number of a literal is its place in the list that the set was built from.
#[derive(Debug, Default)]
pub(crate) struct Substrings {
    literals: Vec<Box<[u8]>>,
    /// By length of gram, 1 to 4.
    grams: [Option<Grams>; GRAM],
}

/// The literals that are represented by grams of one length.
#[derive(Debug)]
struct Grams {
    mask: u32,
    shift: u32,
    bitmap: Box<[u64]>,
    /// Where the entries of a hash begin, one more than there are hashes.
    starts: Box<[u32]>,
    entries: Box<[Entry]>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    gram: u32,
    literal: u32,
    /// Where in the literal the gram stands.
    offset: u32,
}

impl Substrings {
    /// The set of `literals`, none of which may be empty.
    pub(crate) fn new(literals: Vec<Box<[u8]>>) -> Self {
        let common = gram_counts(&literals);
        let mut by_length: [Vec<Entry>; GRAM] = Default::default();
        for (number, literal) in literals.iter().enumerate() {
            let length = literal.len().min(GRAM);
            if let Some(entries) = length.checked_sub(1).and_then(|index| by_length.get_mut(index)) {
                let (offset, gram) = rarest(literal, length, &common);
                entries.push(Entry { gram, literal: number as u32, offset: offset as u32 });
            }
        }
        let mut length = 0;
        let grams = by_length.map(|entries| {
            length += 1;
            (!entries.is_empty()).then(|| Grams::new(entries, length))
        });
        Substrings { literals, grams }
    }

    /// Whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.literals.is_empty()
    }

    /// Calls `found` with the number of each literal that stands in `text`, once for each place.
    pub(crate) fn search(&self, text: &[u8], mut found: impl FnMut(u32)) {
        for grams in self.grams.iter().flatten() {
            grams.search(text, |entry, at| {
                let literal = self.literals.get(entry.literal as usize).map_or(&[][..], |literal| literal);
                let start = at.checked_sub(entry.offset as usize);
                if start.and_then(|start| text.get(start..)).is_some_and(|rest| rest.starts_with(literal)) {
                    found(entry.literal);
                }
            });
        }
    }
}

impl Grams {
    fn new(mut entries: Vec<Entry>, length: u32) -> Self {
        let bits = (entries.len() * BITS_PER_LITERAL).next_power_of_two().trailing_zeros().clamp(6, MAX_BITS);
        let mut grams = Grams {
            mask: u32::MAX >> (32 - 8 * length),
            shift: 32 - bits,
            bitmap: vec![0; 1 << (bits - 6)].into(),
            starts: Box::default(),
            entries: Box::default(),
        };
        entries.sort_by_key(|entry| (grams.hash(entry.gram), entry.gram, entry.literal));
        let mut starts = vec![0; (1 << bits) + 1];
        for entry in &entries {
            let hash = grams.hash(entry.gram);
            if let Some(word) = grams.bitmap.get_mut(hash / 64) {
                *word |= 1 << (hash % 64);
            }
            starts.iter_mut().skip(hash + 1).take(1).for_each(|start| *start += 1);
        }
        let mut sum = 0;
        starts.iter_mut().for_each(|start| {
            sum += *start;
            *start = sum;
        });
        grams.starts = starts.into();
        grams.entries = entries.into();
        grams
    }

    #[inline(always)]
    fn hash(&self, gram: u32) -> usize {
        (gram.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    #[inline(always)]
    fn search(&self, text: &[u8], mut candidate: impl FnMut(&Entry, usize)) {
        let mut check = |gram: u32, at: usize| {
            let gram = gram & self.mask;
            let hash = self.hash(gram);
            if self.bitmap.get(hash / 64).is_some_and(|word| word >> (hash % 64) & 1 == 1) {
                self.entries_of(hash).iter().filter(|entry| entry.gram == gram).for_each(|entry| candidate(entry, at));
            }
        };
        let mut at = 0;
        for window in text.windows(GRAM) {
            check(first_four(window), at);
            at += 1;
        }
        // The last positions have fewer bytes than a gram; zeros stand in, and the comparison sees the true end.
        for at in at..text.len() {
            let mut window = [0; GRAM];
            window.iter_mut().zip(text.iter().skip(at)).for_each(|(to, from)| *to = *from);
            check(u32::from_le_bytes(window), at);
        }
    }

    fn entries_of(&self, hash: usize) -> &[Entry] {
        let bounds = self.starts.get(hash).zip(self.starts.get(hash + 1));
        bounds.and_then(|(&start, &end)| self.entries.get(start as usize..end as usize)).unwrap_or_default()
    }
}

#[inline(always)]
fn first_four(window: &[u8]) -> u32 {
    window.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// How many literals hold each gram: what is common among the literals is likely common in the field too.
fn gram_counts(literals: &[Box<[u8]>]) -> hashbrown::HashMap<u32, u32> {
    let mut counts = hashbrown::HashMap::new();
    for literal in literals {
        literal.windows(GRAM).for_each(|window| *counts.entry(first_four(window)).or_default() += 1);
    }
    counts
}

/// Where the least common gram of a literal stands, and the gram.
fn rarest(literal: &[u8], length: usize, counts: &hashbrown::HashMap<u32, u32>) -> (usize, u32) {
    let gram = |window: &[u8]| window.iter().rev().fold(0, |gram, &byte| gram << 8 | u32::from(byte));
    literal
        .windows(length)
        .map(gram)
        .enumerate()
        .min_by_key(|&(offset, gram)| (counts.get(&gram).copied().unwrap_or(0), commonness(gram), offset))
        .unwrap_or_default()
}

/// A rough measure of how often the bytes of a gram stand in telemetry: letters often, spaces and digits less,
/// the rest rarely.
fn commonness(gram: u32) -> u32 {
    let weight = |byte: u8| match byte {
        b'e' | b'i' | b'o' | b's' | b't' | b'r' | b'n' | b'a' | b'\\' => 4,
        b'a'..=b'z' | b'0' | b'.' | b' ' => 3,
        b'0'..=b'9' | b'-' | b'/' | b':' => 2,
        _ => 1,
    };
    gram.to_le_bytes().into_iter().map(weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn search(literals: &[&str], text: &str) -> BTreeSet<u32> {
        let set = Substrings::new(literals.iter().map(|literal| literal.as_bytes().into()).collect());
        let mut found = BTreeSet::new();
        set.search(text.as_bytes(), |number| {
            found.insert(number);
        });
        found
    }

    #[test]
    fn finds_what_a_plain_search_finds() {
        let literals = ["a", "ab", "abc", "abcd", "abcde", "cmd.exe", "\\cmd", " /c", "-enc", "\0", "é", "exe"];
        let texts = ["", "a", "xab", "abcde", "c:\\cmd.exe /c dir", "powershell -enc", "caf\u{e9}", "ab\0", "exeexe"];
        for text in texts {
            let plain: BTreeSet<u32> =
                (0..).zip(literals).filter(|(_, literal)| text.contains(literal)).map(|(number, _)| number).collect();
            assert_eq!(search(&literals, text), plain, "in {text:?}");
        }
    }
}
