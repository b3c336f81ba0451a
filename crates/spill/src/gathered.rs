//! Records that are in memory, before and after they are sorted there.

use crate::SpillError;
use crate::record::{Record, decode, encode};

/// Records one after another, and where each begins.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
}

/// Where a record begins.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The first 16 bytes of the key: most comparisons end here and touch no other memory.
    prefix: [u64; 2],
    start: usize,
}

impl Gathered {
    /// Takes a record. After an error it is as it was before.
    pub(crate) fn push(&mut self, record: Record<'_>) -> Result<(), SpillError> {
        let start = self.bytes.len();
        encode(record, &mut self.bytes)?;
        self.slots.push(Slot { prefix: prefix(record.key), start });
        Ok(())
    }

    /// The bytes that the records take up.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + self.slots.len() * size_of::<Slot>()
    }

    /// Sorts by key; no two records begin at one place, so that equal keys stay in the order in which they came.
    pub(crate) fn sort(&mut self) {
        let Gathered { bytes, slots } = self;
        let key = |slot: &Slot| record(bytes, slot).key;
        slots.sort_unstable_by(|a, b| {
            a.prefix.cmp(&b.prefix).then_with(|| key(a).cmp(key(b))).then(a.start.cmp(&b.start))
        });
    }

    /// The record in this place.
    pub(crate) fn get(&self, place: usize) -> Option<Record<'_>> {
        self.slots.get(place).map(|slot| record(&self.bytes, slot))
    }

    /// All records in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        self.slots.iter().map(|slot| record(&self.bytes, slot))
    }

    /// Forgets all records and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.slots.clear();
    }
}

fn prefix(key: &[u8]) -> [u64; 2] {
    let mut first = [0; 16];
    first.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let both = u128::from_be_bytes(first);
    [(both >> 64) as u64, both as u64]
}

fn record<'b>(bytes: &'b [u8], slot: &Slot) -> Record<'b> {
    bytes.get(slot.start..).and_then(decode).map(|(record, _)| record).unwrap_or_default()
}
