//! The table in memory: what was noted since the last file was written.
//!
//! Nearly all that is noted is known: this value, today, on this host. That is one look into a hash table, one comparison of the key, and one of
//! day and hosts, in a slot of twenty bytes; nothing is read from the disk to find out whether a value is in a file already. Values of more than
//! one stretch of days, or of more than two hosts, have a record of their own.

use crate::{bytes::push_piece, days::Days, hosts::Numbers, record::Record};
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// How many hosts lie in the slot.
const NEAR: usize = 2;

/// What is known of a value.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Where its key lies.
    key: u32,
    length: u16,
    /// How many hosts are here; more than [`NEAR`] says that days and hosts are the record of the number that stands in place of the first.
    hosts: u8,
    /// Whether it changed since the last commit.
    changed: bool,
    first: u16,
    last: u16,
    numbers: [u32; NEAR],
}

/// Says that a slot has a record.
const FAR: u8 = NEAR as u8 + 1;

/// Values with their days and hosts.
#[derive(Debug, Default)]
pub(crate) struct Table {
    keys: Vec<u8>,
    slots: Vec<Slot>,
    records: Vec<Record>,
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// The slots that changed since the last commit.
    changed: Vec<u32>,
}

impl Table {
    /// Notes a day and perhaps a host of a value; whether that is new here.
    #[inline]
    pub(crate) fn note(&mut self, key: &[u8], day: u16, host: Option<u32>) -> bool {
        let hash = self.hasher.hash_one(key);
        match self.place(hash, key) {
            Some(place) => self.add(place, day, host),
            None => {
                self.insert(hash, key, day, host);
                true
            }
        }
    }

    /// Whether the table has the value.
    pub(crate) fn has(&self, key: &[u8]) -> bool {
        self.place(self.hasher.hash_one(key), key).is_some()
    }

    /// Joins a record to what is known of a value.
    pub(crate) fn join(&mut self, key: &[u8], record: &Record) {
        let hash = self.hasher.hash_one(key);
        let place =
            self.place(hash, key).unwrap_or_else(|| self.insert(hash, key, record.days.first(), None));
        let mut known = self.record(place);
        if known.join(record) {
            self.put(place, known);
        }
    }

    /// What is known of a value.
    pub(crate) fn get(&self, key: &[u8]) -> Option<Record> {
        self.place(self.hasher.hash_one(key), key).map(|place| self.record(place))
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// How much memory it takes, about.
    #[inline]
    pub(crate) fn memory(&self) -> u64 {
        let slots = self.slots.len() * (size_of::<Slot>() + 4) + self.places.capacity() * 5;
        (self.keys.len() + slots + self.records.len() * FAR_BYTES) as u64
    }

    /// The key and the record of a slot, by its number in the order in which they came.
    pub(crate) fn entry(&self, place: usize) -> Option<(&[u8], Record)> {
        let slot = self.slots.get(place)?;
        Some((self.key(slot), self.record(place as u32)))
    }

    /// The key of a slot.
    pub(crate) fn key_of(&self, place: usize) -> Option<&[u8]> {
        self.slots.get(place).map(|slot| self.key(slot))
    }

    /// The numbers of all slots in the order of their keys.
    pub(crate) fn sorted(&self) -> impl Iterator<Item = usize> {
        // The first bytes decide most comparisons without going to where the keys lie.
        let start = |key: &[u8]| {
            let mut start = [0; 8];
            start.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
            u64::from_be_bytes(start)
        };
        let mut order: Vec<(u64, u32)> =
            (0..).zip(&self.slots).map(|(place, slot)| (start(self.key(slot)), place)).collect();
        let key = |place: u32| self.slots.get(place as usize).map(|slot| self.key(slot));
        order.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| key(one.1).cmp(&key(other.1))));
        order.into_iter().map(|(_, place)| place as usize)
    }

    /// Appends the keys and records that changed since the last call to `to`, up to about `most` bytes. Gives back the slots; none if nothing changed.
    pub(crate) fn take_changed(&mut self, to: &mut Vec<u8>, most: usize) -> Vec<u32> {
        let mut taken = Vec::new();
        while to.len() < most
            && let Some(place) = self.changed.pop()
        {
            let Some(slot) = self.slots.get(place as usize) else { continue };
            push_piece(to, self.key(slot));
            self.record(place).push(to);
            self.slots.get_mut(place as usize).into_iter().for_each(|slot| slot.changed = false);
            taken.push(place);
        }
        taken
    }

    /// Takes it back that these slots need not be written.
    pub(crate) fn mark_changed(&mut self, places: &[u32]) {
        places.iter().for_each(|place| self.touch(*place));
    }

    /// Says that all is on the disk.
    pub(crate) fn forget_changes(&mut self) {
        self.changed.clear();
        self.slots.iter_mut().for_each(|slot| slot.changed = false);
    }

    #[inline]
    fn place(&self, hash: u64, key: &[u8]) -> Option<u32> {
        let is_it = |place: &u32| self.slots.get(*place as usize).is_some_and(|slot| self.key(slot) == key);
        self.places.find(hash, is_it).copied()
    }

    #[inline]
    fn key(&self, slot: &Slot) -> &[u8] {
        let start = slot.key as usize;
        self.keys.get(start..start + usize::from(slot.length)).unwrap_or_default()
    }

    fn insert(&mut self, hash: u64, key: &[u8], day: u16, host: Option<u32>) -> u32 {
        let place = self.slots.len() as u32;
        let numbers = [host.unwrap_or_default(), 0];
        let (start, length) = (self.keys.len() as u32, key.len() as u16);
        self.keys.extend_from_slice(key);
        let hosts = host.is_some().into();
        self.slots.push(Slot { key: start, length, hosts, changed: true, first: day, last: day, numbers });
        self.changed.push(place);
        let Table { keys, slots, places, hasher, .. } = self;
        places.insert_unique(hash, place, |place| {
            let slot = slots.get(*place as usize);
            let key = slot
                .and_then(|slot| keys.get(slot.key as usize..slot.key as usize + usize::from(slot.length)));
            hasher.hash_one(key.unwrap_or_default())
        });
        place
    }

    #[inline]
    fn add(&mut self, place: u32, day: u16, host: Option<u32>) -> bool {
        let Some(slot) = self.slots.get(place as usize) else { return false };
        if slot.hosts == FAR {
            return self.add_far(place, day, host);
        }
        let known = slot.numbers.iter().take(slot.hosts.into());
        let is_known = host.is_none_or(|host| known.clone().any(|number| *number == host));
        if is_known && (slot.first..=slot.last).contains(&day) {
            return false;
        }
        let mut record = self.record(place);
        record.days.join(&Days::stretch(day, day));
        if let Some(host) = host {
            record.hosts.add(host);
        }
        self.put(place, record);
        true
    }

    fn add_far(&mut self, place: u32, day: u16, host: Option<u32>) -> bool {
        let Some(record) = self.far(place).and_then(|far| self.records.get_mut(far)) else { return false };
        let new = !record.days.has(day) && record.days.join(&Days::stretch(day, day));
        if new | host.is_some_and(|host| record.hosts.add(host)) {
            self.touch(place);
            return true;
        }
        false
    }

    /// The number of the record of a slot that has one.
    fn far(&self, place: u32) -> Option<usize> {
        let slot = self.slots.get(place as usize).filter(|slot| slot.hosts == FAR)?;
        slot.numbers.first().map(|number| *number as usize)
    }

    fn record(&self, place: u32) -> Record {
        if let Some(record) = self.far(place).and_then(|far| self.records.get(far)) {
            return record.clone();
        }
        let Some(slot) = self.slots.get(place as usize) else { return Record::default() };
        let hosts = slot.numbers.split_at(usize::from(slot.hosts).min(NEAR)).0;
        Record { days: Days::stretch(slot.first, slot.last), hosts: Numbers::of(hosts) }
    }

    /// Puts a record in the place of what a slot has.
    fn put(&mut self, place: u32, record: Record) {
        self.touch(place);
        let far = self.far(place);
        let Some(slot) = self.slots.get_mut(place as usize) else { return };
        let hosts = record.hosts.as_slice();
        if far.is_none() && hosts.len() <= NEAR && record.days.is_stretch() {
            (slot.first, slot.last, slot.hosts) =
                (record.days.first(), record.days.last(), hosts.len() as u8);
            slot.numbers.iter_mut().zip(hosts).for_each(|(to, from)| *to = *from);
            return;
        }
        let far = far.unwrap_or_else(|| {
            self.records.push(Record::default());
            self.records.len() - 1
        });
        (slot.hosts, slot.numbers) = (FAR, [far as u32, 0]);
        self.records.get_mut(far).into_iter().for_each(|to| to.clone_from(&record));
    }

    fn touch(&mut self, place: u32) {
        if let Some(slot) = self.slots.get_mut(place as usize).filter(|slot| !slot.changed) {
            slot.changed = true;
            self.changed.push(place);
        }
    }
}

/// What a record of its own takes, about: a dozen hosts, some weeks.
const FAR_BYTES: usize = size_of::<Record>() + 96;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn it_holds_what_was_noted_in_the_order_of_keys() {
        let (mut table, mut plain) =
            (Table::default(), BTreeMap::<Vec<u8>, (BTreeSet<u16>, BTreeSet<u32>)>::new());
        let mut state = 1_u64;
        let mut chance = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..20_000 {
            let key = format!("{}", chance(600)).repeat(1 + chance(3) as usize).into_bytes();
            let (day, host) = (20_000 + chance(6) as u16, Some(chance(5) as u32).filter(|host| *host > 0));
            let (days, hosts) = plain.entry(key.clone()).or_default();
            let new = days.insert(day) | host.is_some_and(|host| hosts.insert(host));
            let first = days.len() == 1 && host.is_none() && new;
            assert_eq!(table.note(&key, day, host), new || first);
        }
        assert_eq!(table.len(), plain.len());
        let found: Vec<_> = table.sorted().filter_map(|place| table.entry(place)).collect();
        for ((key, (days, hosts)), (found, record)) in plain.iter().zip(&found) {
            assert_eq!(key, found);
            assert_eq!(days, &record.days.iter().collect());
            assert_eq!(&hosts.iter().copied().collect::<Vec<_>>(), record.hosts.as_slice());
            assert_eq!(table.get(key).as_ref(), Some(record));
        }
        assert_eq!(table.get(b"other"), None);
    }

    #[test]
    fn what_changed_is_handed_out_once() {
        let mut table = Table::default();
        table.note(b"a", 20_000, Some(1));
        table.note(b"b", 20_000, Some(1));
        let mut bytes = Vec::new();
        let taken = table.take_changed(&mut bytes, usize::MAX);
        assert_eq!(taken.len(), 2);
        assert!(table.changed.is_empty());
        table.note(b"a", 20_000, Some(1));
        assert!(table.changed.is_empty());
        table.note(b"a", 20_001, None);
        table.mark_changed(&taken);
        let mut again = Vec::new();
        assert_eq!(table.take_changed(&mut again, 1).len(), 1);
        assert_eq!(table.take_changed(&mut again, usize::MAX).len(), 1);
        assert_eq!(again.len(), bytes.len() + 1);
    }
}
