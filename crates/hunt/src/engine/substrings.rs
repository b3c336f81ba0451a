//! Many literals, searched anywhere in a text, without regard to ASCII case.
//!
//! Rules look for thousands of literals in a few hot fields, far more than vector search handles, and an automaton over them
//! falls out of the first cache level. So each literal is represented by a few of its bytes (a gram) that few others have. A pass
//! over the text hashes the gram at each position into a bitmap that stays in the first cache level; the rare hits are looked up
//! and compared. Grams are compared with the bit set that tells upper case from lower, so that the text need not be
//! folded first; the comparison that follows is exact.
//!
//! A long literal has several grams one after another, and is then found by looking at every second, fourth or eighth
//! position only, since one of the positions that its grams take is among them.

use hashbrown::HashMap;

/// Bytes of a gram.
const GRAM: usize = 4;

/// Bytes that represent a literal shorter than a gram.
const PAIR: usize = 2;

/// How many literals may join a pass by pairs, whose candidates are frequent.
const FEW: usize = 16;

/// The bit that tells an upper-case ASCII letter from its lower case.
const CASE: u32 = 0x2020_2020;

/// Bits of a bitmap for each gram in it: about one position in sixteen passes it by accident.
const BITS_PER_GRAM: usize = 16;

/// Words of the bitmaps: half a KiB, 8 KiB, and 32 KiB, which fills most of a first-level cache.
const SMALL: usize = 1 << 6;
const MEDIUM: usize = 1 << 10;
const LARGE: usize = 1 << 12;

/// A set of literals. The caller's number of a literal is its place in the list that the set was built from.
#[derive(Debug, Default)]
pub(crate) struct Substrings {
    literals: Vec<Box<[u8]>>,
    passes: Vec<Pass>,
}

/// Literals of similar length.
#[derive(Debug)]
enum Pass {
    /// Found by grams; every so manieth position is looked at.
    Grams { stride: usize, keyed: Keyed },
    /// Found by pairs; every position is looked at.
    Pairs(Keyed),
    /// Literals of a single byte, each with its number.
    Bytes(Vec<(u8, u32)>),
}

/// Literals by the bytes that represent them.
#[derive(Debug, Default)]
struct Keyed {
    filter: Filter,
    entries: HashMap<u32, Vec<Entry>>,
}

#[derive(Debug)]
enum Filter {
    Small(Box<[u64; SMALL]>),
    Medium(Box<[u64; MEDIUM]>),
    Large(Box<[u64; LARGE]>),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    literal: u32,
    /// Where in the literal the representing bytes stand.
    offset: u32,
}

/// How many positions one look of a pass may cover, by the shortest literal that it is to find: so many grams the literal has.
const STRIDES: [(usize, usize); 4] = [(11, 8), (7, 4), (5, 2), (4, 1)];

impl Substrings {
    /// The set of `literals`, folded, none of which may be empty.
    pub(crate) fn new(literals: Vec<Box<[u8]>>) -> Self {
        let common = gram_counts(&literals);
        let mut passes = Vec::new();
        let (shortest, stride) = stride(&literals);
        let (long, short): (Vec<Member<'_>>, Vec<_>) =
            (0..).zip(&literals).partition(|(_, literal)| literal.len() >= shortest);
        if !long.is_empty() {
            passes.push(Pass::Grams { stride, keyed: Keyed::new(&long, GRAM, stride, &common) });
        }
        let (bytes, members): (Vec<_>, Vec<_>) =
            short.into_iter().partition(|(_, literal)| literal.len() < PAIR);
        if !members.is_empty() {
            passes.push(Pass::Pairs(Keyed::new(&members, PAIR, 1, &common)));
        }
        if !bytes.is_empty() {
            passes.push(Pass::Bytes(
                bytes.iter().filter_map(|(number, literal)| Some((*literal.first()?, *number))).collect(),
            ));
        }
        Substrings { literals, passes }
    }

    /// Whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.literals.is_empty()
    }

    /// Calls `found` with the number of each literal that stands in `text`, once or more. The text is ASCII, or folded.
    pub(crate) fn search(&self, text: &[u8], found: &mut dyn FnMut(u32)) {
        for pass in &self.passes {
            match pass {
                Pass::Grams { stride: 8, keyed } => self.pass::<8>(keyed, text, gram, found),
                Pass::Grams { stride: 4, keyed } => self.pass::<4>(keyed, text, gram, found),
                Pass::Grams { stride: 2, keyed } => self.pass::<2>(keyed, text, gram, found),
                Pass::Grams { keyed, .. } => self.pass::<1>(keyed, text, gram, found),
                Pass::Pairs(keyed) => self.pass::<1>(keyed, text, pair, found),
                Pass::Bytes(bytes) => {
                    let stands = |byte: u8| memchr::memchr2(byte, byte.to_ascii_uppercase(), text).is_some();
                    bytes.iter().filter(|(byte, _)| stands(*byte)).for_each(|(_, number)| found(*number));
                }
            }
        }
    }

    #[inline(always)]
    fn pass<const STRIDE: usize>(
        &self,
        keyed: &Keyed,
        text: &[u8],
        key: impl Fn(&[u8]) -> Option<u32>,
        found: &mut dyn FnMut(u32),
    ) {
        let compare = |key, at| self.compare(keyed, key, text, at, found);
        match &keyed.filter {
            Filter::Small(bitmap) => scan::<STRIDE, SMALL>(bitmap, text, key, compare),
            Filter::Medium(bitmap) => scan::<STRIDE, MEDIUM>(bitmap, text, key, compare),
            Filter::Large(bitmap) => scan::<STRIDE, LARGE>(bitmap, text, key, compare),
        }
    }

    /// Tells the literals that stand where their representing bytes were found.
    #[inline(never)]
    fn compare(&self, keyed: &Keyed, key: u32, text: &[u8], at: usize, found: &mut dyn FnMut(u32)) {
        for entry in keyed.entries.get(&key).into_iter().flatten() {
            let literal = self.literals.get(entry.literal as usize).map_or(&[][..], |literal| literal);
            let start = at.checked_sub(entry.offset as usize);
            let there = start.and_then(|start| text.get(start..start + literal.len()));
            if there.is_some_and(|there| there.eq_ignore_ascii_case(literal)) {
                found(entry.literal);
            }
        }
    }
}

/// The pass by grams over a set: its shortest literal, and its stride. All literals from there on are found by it, since one pass finds
/// any number. Where shorter ones ask for a pass by pairs anyway, a few more literals join that one and let this
/// one stride out.
fn stride(literals: &[Box<[u8]>]) -> (usize, usize) {
    let shorter =
        |than: usize| literals.iter().filter(|literal| (GRAM..than).contains(&literal.len())).count();
    let few = if literals.iter().any(|literal| literal.len() < GRAM) { FEW } else { 0 };
    STRIDES.into_iter().find(|&(shortest, _)| shorter(shortest) <= few).unwrap_or((GRAM, 1))
}

/// A literal with its number.
type Member<'l> = (u32, &'l Box<[u8]>);

impl Keyed {
    /// Enters each literal under the `run` neighbouring keys of so many bytes that are least common.
    fn new(members: &[Member<'_>], width: usize, run: usize, common: &HashMap<u32, u32>) -> Self {
        let mut keyed = Keyed::default();
        for &(number, literal) in members {
            let keys: Vec<u32> = literal.windows(width).map(packed).collect();
            let rarest = (0..).zip(keys.windows(run)).min_by_key(|(_, keys)| {
                keys.iter().map(|key| (common.get(key).copied().unwrap_or(0), commonness(*key))).max()
            });
            for (offset, &key) in rarest.into_iter().flat_map(|(offset, keys)| (offset..).zip(keys)) {
                keyed.entries.entry(key).or_default().push(Entry { literal: number, offset });
            }
        }
        keyed.filter = Filter::of(&keyed.entries);
        keyed
    }
}

impl Default for Filter {
    fn default() -> Self {
        Filter::Small(Box::new([0; SMALL]))
    }
}

impl Filter {
    fn of(entries: &HashMap<u32, Vec<Entry>>) -> Self {
        let bits = entries.len() * BITS_PER_GRAM;
        if bits <= SMALL * 64 {
            Filter::Small(bitmap(entries.keys()))
        } else if bits <= MEDIUM * 64 {
            Filter::Medium(bitmap(entries.keys()))
        } else {
            Filter::Large(bitmap(entries.keys()))
        }
    }
}

fn bitmap<'k, const WORDS: usize>(keys: impl Iterator<Item = &'k u32>) -> Box<[u64; WORDS]> {
    let mut bitmap = Box::new([0; WORDS]);
    for &key in keys {
        let (word, bit) = place::<WORDS>(key);
        if let Some(word) = bitmap.get_mut(word) {
            *word |= 1 << bit;
        }
    }
    bitmap
}

/// Word and bit of a key in a bitmap of so many words (a power of two).
#[inline(always)]
fn place<const WORDS: usize>(key: u32) -> (usize, u32) {
    let hash = key.wrapping_mul(0x9E37_79B1) >> (32 - (WORDS * 64).trailing_zeros());
    ((hash / 64) as usize % WORDS, hash % 64)
}

/// Calls `candidate` with each key of the text that the bitmap may hold, and where it stands.
#[inline(always)]
fn scan<const STRIDE: usize, const WORDS: usize>(
    bitmap: &[u64; WORDS],
    text: &[u8],
    key: impl Fn(&[u8]) -> Option<u32>,
    mut candidate: impl FnMut(u32, usize),
) {
    let mut rest = text;
    let mut at = 0;
    while let Some(key) = key(rest) {
        let (word, bit) = place::<WORDS>(key);
        // `place` keeps within the words, so this never misses, and the compiler knows.
        if bitmap.get(word).is_some_and(|word| word >> bit & 1 == 1) {
            candidate(key, at);
        }
        rest = rest.get(STRIDE..).unwrap_or_default();
        at += STRIDE;
    }
}

#[inline(always)]
fn gram(text: &[u8]) -> Option<u32> {
    text.first_chunk().map(|bytes| u32::from_le_bytes(*bytes) | CASE)
}

#[inline(always)]
fn pair(text: &[u8]) -> Option<u32> {
    text.first_chunk().map(|bytes| u32::from(u16::from_le_bytes(*bytes)) | CASE)
}

/// Up to four bytes as [`gram`] and [`pair`] read them.
fn packed(window: &[u8]) -> u32 {
    window.iter().rev().fold(0, |key, &byte| key << 8 | u32::from(byte)) | CASE
}

/// How many literals hold each gram: what is common among the literals is likely common in the field too.
fn gram_counts(literals: &[Box<[u8]>]) -> HashMap<u32, u32> {
    let mut counts = HashMap::new();
    for literal in literals {
        literal.windows(GRAM).for_each(|window| *counts.entry(packed(window)).or_default() += 1);
    }
    counts
}

/// A rough measure of how often the bytes of a key stand in telemetry: letters often, spaces and digits less,
/// the rest rarely.
fn commonness(key: u32) -> u32 {
    let weight = |byte: u8| match byte {
        b'e' | b'i' | b'o' | b's' | b't' | b'r' | b'n' | b'a' | b'\\' => 4,
        b'a'..=b'z' | b'0' | b'.' | b' ' => 3,
        b'0'..=b'9' | b'-' | b'/' | b':' => 2,
        _ => 1,
    };
    key.to_le_bytes().into_iter().map(weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn search(literals: &[&str], text: &str) -> BTreeSet<u32> {
        let set = Substrings::new(literals.iter().map(|literal| literal.as_bytes().into()).collect());
        let mut found = BTreeSet::new();
        set.search(text.as_bytes(), &mut |number| {
            found.insert(number);
        });
        found
    }

    #[test]
    fn finds_what_a_plain_search_finds() {
        let literals =
            ["a", "ab", "abc", "abcd", "abcde", "cmd.exe", "\\cmd", " /c", "-enc", "\0", "é", "exe", "e"];
        let texts = [
            "",
            "a",
            "xab",
            "abcde",
            "c:\\cmd.exe /c dir",
            "powershell -enc",
            "caf\u{e9}",
            "ab\0",
            "exeexe",
            "CMD.EXE -Enc",
        ];
        for text in texts {
            let plain: BTreeSet<u32> = (0..)
                .zip(literals)
                .filter(|(_, literal)| text.to_ascii_lowercase().contains(literal))
                .map(|(number, _)| number)
                .collect();
            assert_eq!(search(&literals, text), plain, "in {text:?}");
        }
    }

    #[test]
    fn finds_in_a_large_set_too() {
        let literals: Vec<String> = (0..3000).map(|number| format!("literal-{number:04}-x")).collect();
        let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
        assert_eq!(
            search(&literals, "xx literal-2718-x literal-0042-x literal-5000-x"),
            BTreeSet::from([2718, 42])
        );
    }
}
