//! Which indicators a value is: exactly, by comparing.
//!
//! Buckets of a few values each, by the number of the value; in them, where the values lie in the arena. There is no object for an
//! indicator, so that ten million of them cost what their bytes cost and about seven bytes each.

use super::{
    arena::{Arena, At, Entry},
    hash::Hasher,
    packed,
    source::MAX_NAMED,
};

/// Values for each bucket, on average.
const LOAD: usize = 4;

/// Values, to be found by what they are.
#[derive(Debug, Default)]
pub(super) struct Table {
    hasher: Hasher,
    arena: Arena,
    /// By bucket, where its part of `slots` starts; one more for the end.
    starts: Vec<u32>,
    slots: Vec<At>,
    /// A byte of the number of each slot's value, so that few are fetched for nothing.
    marks: Vec<u8>,
}

impl Table {
    /// Files all values of the arena, of which there are `count`. Of one value with one tag, a few are kept.
    pub(super) fn new(hasher: Hasher, arena: Arena, count: usize) -> Self {
        let mut table = Table { hasher, arena, starts: vec![0; count / LOAD + 2], ..Table::default() };
        table.fill(count);
        table.drop_repeated();
        table
    }

    /// How many values there are, each counted once for each of the sources that are kept.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The entries with this number, kind and bytes, whether exact or not, in the order in which they were added.
    pub(super) fn find(&self, number: u64, kind: u8, packed: &[u8]) -> impl Iterator<Item = (At, Entry<'_>)> {
        let found = self.bucket(number).filter(move |(mark, _)| *mark == mark_of(number));
        let entries = found.filter_map(|(_, at)| Some((at, self.arena.get(at)?)));
        entries.filter(move |(_, entry)| packed::kind(entry.tag) as u8 == kind && entry.value == packed)
    }

    /// All entries.
    pub(super) fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        self.arena.iter().map(|(_, entry)| entry)
    }

    /// Puts every value into its bucket: buckets are counted, then filled, in two passes over the arena.
    fn fill(&mut self, count: usize) {
        for (_, entry) in self.arena.iter() {
            let bucket = self.place(self.number(&entry));
            self.starts.iter_mut().skip(bucket).take(1).for_each(|start| *start += 1);
        }
        let mut end = 0;
        for start in &mut self.starts {
            end += *start;
            *start = end;
        }
        self.slots = vec![At::default(); count];
        self.marks = vec![0; count];
        for (at, entry) in self.arena.iter() {
            let number = packed::number(self.hasher, packed::kind(entry.tag), entry.value);
            let bucket = place(number, self.starts.len());
            // Filled from its end down, so that its start is right when it is full.
            let Some(start) = self.starts.get_mut(bucket) else { continue };
            *start -= 1;
            let slot = *start as usize;
            self.slots.iter_mut().skip(slot).take(1).for_each(|slot| *slot = at);
            self.marks.iter_mut().skip(slot).take(1).for_each(|mark| *mark = mark_of(number));
        }
    }

    fn number(&self, entry: &Entry<'_>) -> u64 {
        packed::number(self.hasher, packed::kind(entry.tag), entry.value)
    }

    fn place(&self, number: u64) -> usize {
        place(number, self.starts.len())
    }

    fn bucket(&self, number: u64) -> impl Iterator<Item = (u8, At)> {
        let bucket = self.place(number);
        let bounds = self.starts.get(bucket).zip(self.starts.get(bucket + 1));
        let range = bounds.map_or(0..0, |(&start, &end)| start as usize..end as usize);
        let slots = self.slots.get(range.clone()).unwrap_or_default();
        let marks = self.marks.get(range).unwrap_or_default();
        marks.iter().copied().zip(slots.iter().copied())
    }

    /// Leaves no more of one value than will be told: a list may repeat one for ever, and each look at its bucket would cost as long.
    fn drop_repeated(&mut self) {
        let (mut kept, mut from) = (0, 0);
        for bucket in 0..self.starts.len().saturating_sub(1) {
            let start = kept;
            let end = self.starts.get(bucket + 1).copied().unwrap_or_default() as usize;
            let slots = self.slots.get_mut(from..end).unwrap_or_default();
            let marks = self.marks.get_mut(from..end).unwrap_or_default();
            let own = drop_repeated(&self.arena, slots, marks);
            self.slots.copy_within(from..from + own, kept);
            self.marks.copy_within(from..from + own, kept);
            (from, kept) = (end, kept + own);
            self.starts.iter_mut().skip(bucket).take(1).for_each(|bound| *bound = start as u32);
        }
        self.starts.last_mut().into_iter().for_each(|bound| *bound = kept as u32);
        self.slots.truncate(kept);
        self.marks.truncate(kept);
    }
}

/// Brings what is kept of a bucket to its front, in the order of the arena, and says how much that is.
fn drop_repeated(arena: &Arena, slots: &mut [At], marks: &mut [u8]) -> usize {
    // It was filled from its end.
    slots.reverse();
    marks.reverse();
    let mut kept = 0;
    for slot in 0..slots.len() {
        let (Some(&at), Some(&mark)) = (slots.get(slot), marks.get(slot)) else { break };
        let own = arena.get(at);
        let earlier = slots.iter().zip(marks.iter()).take(kept).filter(|(_, other)| **other == mark);
        let same = earlier.filter(|(other, _)| {
            let other = arena.get(**other);
            other.map(|entry| (entry.tag, entry.value)) == own.map(|entry| (entry.tag, entry.value))
        });
        // One more than is told, so that it can be told that there are more.
        if same.count() > MAX_NAMED {
            continue;
        }
        slots.swap(kept, slot);
        marks.swap(kept, slot);
        kept += 1;
    }
    kept
}

/// The upper half of the number, as a fraction of the buckets. The last start is no bucket's.
fn place(number: u64, starts: usize) -> usize {
    (((number >> 32) * (starts as u64).saturating_sub(1)) >> 32) as usize
}

fn mark_of(number: u64) -> u8 {
    number as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::source::Listed;
    use statement::observable::Kind;

    fn table(values: &[(&str, bool)]) -> Table {
        let mut arena = Arena::default();
        for (line, (value, exact)) in (1..).zip(values) {
            let place = Listed { file: 0, line, item: "" };
            let tag = packed::tag(Kind::Domain, *exact);
            arena.add(Entry { tag, value: value.as_bytes(), place }).expect("room");
        }
        Table::new(Hasher::default(), arena, values.len())
    }

    fn lines(table: &Table, value: &str) -> Vec<u32> {
        let number = packed::number(table.hasher, Kind::Domain, value.as_bytes());
        table.find(number, Kind::Domain as u8, value.as_bytes()).map(|(_, entry)| entry.place.line).collect()
    }

    #[test]
    fn each_value_is_found_and_no_other() {
        let values: Vec<String> = (0..10_000).map(|number| format!("host{number}.example")).collect();
        let listed: Vec<(&str, bool)> = values.iter().map(|value| (value.as_str(), false)).collect();
        let table = table(&listed);
        for (line, value) in (1..).zip(&values) {
            assert_eq!(lines(&table, value), [line]);
        }
        assert!(lines(&table, "host10000.example").is_empty());
        assert!(lines(&Table::default(), "host1.example").is_empty());
    }

    #[test]
    fn a_value_keeps_its_first_sources() {
        let repeated = vec![("evil.example", false); 1000];
        assert_eq!(lines(&table(&repeated), "evil.example"), [1, 2, 3, 4]);
        let both = [("evil.example", true), ("evil.example", false), ("good.example", true)];
        assert_eq!(lines(&table(&both), "evil.example"), [1, 2]);
    }
}
