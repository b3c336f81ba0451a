//! Many literals, searched anywhere in a text, in one pass.
//!
//! Rules look for thousands of literals in a few hot fields, far more than vector search handles, and an automaton over them
//! falls out of the first cache level. So each literal is represented by four of its bytes (a gram) that few others have. A pass
//! hashes the gram at each position into a bitmap that stays in the first cache level; the rare hits are looked up and compared.
//! Literals shorter than a gram are represented by two bytes, in a bitmap of their own.

use hashbrown::HashMap;

/// Bytes that represent a literal.
const GRAM: usize = 4;

/// Bytes that represent a literal shorter than [`GRAM`].
const PAIR: usize = 2;

/// Sets of up to this many literals get the small bitmap: one position in sixteen passes it by accident.
const SMALL: usize = 256;

/// Words of the small bitmap, 512 bytes.
const SMALL_WORDS: usize = 64;

/// Words of the large bitmap: 8 KiB, a quarter of a first-level cache.
const LARGE_WORDS: usize = 1024;

/// A set of literals. The caller's number of a literal is its place in the list that the set was built from.
#[derive(Debug, Default)]
pub(crate) struct Substrings {
    literals: Vec<Box<[u8]>>,
    long: Keyed,
    short: Keyed,
}

/// Literals by the bytes that represent them.
#[derive(Debug, Default)]
struct Keyed {
    filter: Filter,
    entries: HashMap<u32, Vec<Entry>>,
}

#[derive(Debug, Default)]
enum Filter {
    #[default]
    Empty,
    Small(Box<[u64; SMALL_WORDS]>),
    Large(Box<[u64; LARGE_WORDS]>),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    literal: u32,
    /// Where in the literal the representing bytes stand.
    offset: u32,
}

impl Substrings {
    /// The set of `literals`, none of which may be empty.
    pub(crate) fn new(literals: Vec<Box<[u8]>>) -> Self {
        let common = gram_counts(&literals);
        let (mut long, mut short) = (Keyed::default(), Keyed::default());
        for (number, literal) in (0..).zip(&literals) {
            match literal.len() {
                0 => {}
                // A single byte stands before any other, or at the end, where a zero stands in for what follows.
                1 => (0..=u8::MAX).for_each(|next| short.add(pair(&[literal.first().copied().unwrap_or(0), next]), number, 0)),
                PAIR..GRAM => {
                    let (offset, pair) = rarest(literal.windows(PAIR).map(pair), &common);
                    short.add(pair, number, offset);
                }
                _ => {
                    let (offset, gram) = rarest(literal.windows(GRAM).map(gram), &common);
                    long.add(gram, number, offset);
                }
            }
        }
        long.build_filter();
        short.build_filter();
        Substrings { literals, long, short }
    }

    /// Whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.literals.is_empty()
    }

    /// Calls `found` with the number of each literal that stands in `text`, once for each place.
    pub(crate) fn search(&self, text: &[u8], found: &mut dyn FnMut(u32)) {
        self.search_keyed(&self.long, text, gram, found);
        self.search_keyed(&self.short, text, pair, found);
    }

    #[inline(always)]
    fn search_keyed(&self, keyed: &Keyed, text: &[u8], key: impl Fn(&[u8]) -> u32, found: &mut dyn FnMut(u32)) {
        match &keyed.filter {
            Filter::Empty => {}
            Filter::Small(bitmap) => scan(bitmap, text, key, |key, at| self.compare(keyed, key, text, at, found)),
            Filter::Large(bitmap) => scan(bitmap, text, key, |key, at| self.compare(keyed, key, text, at, found)),
        }
    }

    /// Tells the literals that stand where their representing bytes were found.
    #[inline(never)]
    fn compare(&self, keyed: &Keyed, key: u32, text: &[u8], at: usize, found: &mut dyn FnMut(u32)) {
        for entry in keyed.entries.get(&key).into_iter().flatten() {
            let literal = self.literals.get(entry.literal as usize).map_or(&[][..], |literal| literal);
            let start = at.checked_sub(entry.offset as usize);
            if start.and_then(|start| text.get(start..)).is_some_and(|rest| rest.starts_with(literal)) {
                found(entry.literal);
            }
        }
    }
}

impl Keyed {
    fn add(&mut self, key: u32, literal: u32, offset: u32) {
        self.entries.entry(key).or_default().push(Entry { literal, offset });
    }

    fn build_filter(&mut self) {
        self.filter = match self.entries.len() {
            0 => Filter::Empty,
            1..=SMALL => Filter::Small(Box::new(bitmap(self.entries.keys()))),
            _ => Filter::Large(Box::new(bitmap(self.entries.keys()))),
        };
    }
}

fn bitmap<'k, const WORDS: usize>(keys: impl Iterator<Item = &'k u32>) -> [u64; WORDS] {
    let mut bitmap = [0; WORDS];
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
fn scan<const WORDS: usize>(
    bitmap: &[u64; WORDS],
    text: &[u8],
    key: impl Fn(&[u8]) -> u32,
    mut candidate: impl FnMut(u32, usize),
) {
    let mut check = |window: &[u8], at: usize| {
        let key = key(window);
        let (word, bit) = place::<WORDS>(key);
        // `place` keeps within the words, so this never misses, and the compiler knows.
        if bitmap.get(word).is_some_and(|word| word >> bit & 1 == 1) {
            candidate(key, at);
        }
    };
    for (at, window) in text.windows(GRAM).enumerate() {
        check(window, at);
    }
    // The last positions have fewer bytes than a gram; zeros stand in, and the comparison sees the true end.
    let rest = text.len().saturating_sub(GRAM - 1);
    for at in rest..text.len() {
        let mut window = [0; GRAM];
        window.iter_mut().zip(text.iter().skip(at)).for_each(|(to, from)| *to = *from);
        check(&window, at);
    }
}

#[inline(always)]
fn gram(window: &[u8]) -> u32 {
    window.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

#[inline(always)]
fn pair(window: &[u8]) -> u32 {
    window.first_chunk().map_or(0, |bytes| u32::from(u16::from_le_bytes(*bytes)))
}

/// How many literals hold each gram: what is common among the literals is likely common in the field too.
fn gram_counts(literals: &[Box<[u8]>]) -> HashMap<u32, u32> {
    let mut counts = HashMap::new();
    for literal in literals {
        literal.windows(GRAM).for_each(|window| *counts.entry(gram(window)).or_default() += 1);
    }
    counts
}

/// Where the least common of some keys stands, and the key.
fn rarest(keys: impl Iterator<Item = u32>, counts: &HashMap<u32, u32>) -> (u32, u32) {
    let rarity = |&(offset, key): &(u32, u32)| (counts.get(&key).copied().unwrap_or(0), commonness(key), offset);
    (0..).zip(keys).min_by_key(rarity).unwrap_or_default()
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
        let literals = ["a", "ab", "abc", "abcd", "abcde", "cmd.exe", "\\cmd", " /c", "-enc", "\0", "é", "exe", "e"];
        let texts = ["", "a", "xab", "abcde", "c:\\cmd.exe /c dir", "powershell -enc", "caf\u{e9}", "ab\0", "exeexe"];
        for text in texts {
            let plain: BTreeSet<u32> =
                (0..).zip(literals).filter(|(_, literal)| text.contains(literal)).map(|(number, _)| number).collect();
            assert_eq!(search(&literals, text), plain, "in {text:?}");
        }
    }

    #[test]
    fn finds_in_a_large_set_too() {
        let literals: Vec<String> = (0..3000).map(|number| format!("literal-{number:04}-x")).collect();
        let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
        assert_eq!(search(&literals, "xx literal-2718-x literal-0042-x literal-5000-x"), BTreeSet::from([2718, 42]));
    }
}
