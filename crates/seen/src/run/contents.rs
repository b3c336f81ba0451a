//! What is in a run, and where.
//!
//! ```text
//! 8 bytes   the number of the sequence that the file belongs to: files of one sequence have no keys in common
//! 8 bytes   how many values there are
//! 2 bytes   the first day of all
//! 2 bytes   the day before which all is forgotten
//! a number  on how many days values were seen last; for each
//!   2 bytes   the day
//!   a number  how many values were seen last on it
//! a piece   the last key
//! 4 bytes   the CRC-32 of the filter
//! a number  how many blocks there are; for each
//!   a piece   a key that is not behind its first, and behind the last of the block before
//!   a number  how long it is
//! ```
//!
//! A *number* has seven bits a byte, the low ones first, the eighth says that there is more; a *piece* stands behind its length, a number.

use super::VERSION;
use crate::{
    bytes::{push_number, push_piece, take_array, take_number, take_piece},
    key::MAX_KEY,
};
use std::ops::Range;

/// What is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) sequence: u64,
    pub(crate) values: u64,
    pub(crate) oldest: u16,
    pub(crate) horizon: u16,
    /// Days with the number of values that were seen last on them, ascending.
    pub(crate) last_seen: Vec<(u16, u32)>,
    pub(crate) last_key: Vec<u8>,
    pub(crate) filter_sum: u32,
    /// The keys that part the blocks, one behind another.
    keys: Vec<u8>,
    blocks: Vec<Block>,
}

/// A block: where its key ends among the keys, and where it ends in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    key: u32,
    end: u32,
}

impl Contents {
    /// Of a file in which nothing is yet.
    pub(super) fn begin(sequence: u64, horizon: u16) -> Self {
        Contents { sequence, horizon, oldest: u16::MAX, ..Contents::default() }
    }

    /// Adds a block behind the others. `None` where a file would be too long.
    pub(super) fn push_block(&mut self, key: &[u8], length: usize) -> Option<()> {
        self.keys.extend_from_slice(key);
        let end = u32::try_from(self.end() + length as u64).ok()?;
        self.blocks.push(Block { key: u32::try_from(self.keys.len()).ok()?, end });
        Some(())
    }

    /// How many blocks there are.
    pub(crate) fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Where the last block ends in the file.
    pub(crate) fn end(&self) -> u64 {
        self.blocks.last().map_or(VERSION.len() as u64, |block| block.end.into())
    }

    /// Where a block is in the file.
    pub(crate) fn place(&self, block: usize) -> Option<Range<u64>> {
        let before = block.checked_sub(1).and_then(|before| self.blocks.get(before));
        let start = before.map_or(VERSION.len() as u64, |block| block.end.into());
        Some(start..self.blocks.get(block)?.end.into())
    }

    /// The key that parts a block from the one before it.
    pub(crate) fn key(&self, block: usize) -> Option<&[u8]> {
        let before = block.checked_sub(1).and_then(|before| self.blocks.get(before));
        let start = before.map_or(0, |block| block.key as usize);
        self.keys.get(start..self.blocks.get(block)?.key as usize)
    }

    /// The first key of all.
    pub(crate) fn first_key(&self) -> &[u8] {
        self.key(0).unwrap_or_default()
    }

    /// The block that a key would be in; the first for one that is before all.
    pub(crate) fn find(&self, key: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.blocks.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.key(middle).is_some_and(|parting| parting <= key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.saturating_sub(1)
    }

    /// How much memory it takes.
    pub(crate) fn memory(&self) -> u64 {
        (self.keys.len() + 8 * self.blocks.len() + 8 * self.last_seen.len() + self.last_key.len()) as u64
    }

    /// How many values were seen last before this day.
    pub(crate) fn seen_before(&self, day: u16) -> u64 {
        self.last_seen.iter().filter(|(last, _)| *last < day).map(|(_, count)| u64::from(*count)).sum()
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(self.values.to_be_bytes());
        bytes.extend(self.oldest.to_be_bytes());
        bytes.extend(self.horizon.to_be_bytes());
        push_number(&mut bytes, self.last_seen.len() as u32);
        for (day, count) in &self.last_seen {
            bytes.extend(day.to_be_bytes());
            push_number(&mut bytes, *count);
        }
        push_piece(&mut bytes, &self.last_key);
        bytes.extend(self.filter_sum.to_be_bytes());
        push_number(&mut bytes, self.blocks.len() as u32);
        for block in 0..self.blocks.len() {
            push_piece(&mut bytes, self.key(block).unwrap_or_default());
            let place = self.place(block).unwrap_or_default();
            push_number(&mut bytes, (place.end - place.start) as u32);
        }
        bytes
    }

    /// The contents that were written as these bytes; `None` where they contradict themselves.
    pub(crate) fn read(mut bytes: &[u8]) -> Option<Self> {
        let bytes = &mut bytes;
        let mut contents = Contents {
            sequence: u64::from_be_bytes(take_array(bytes)?),
            values: u64::from_be_bytes(take_array(bytes)?),
            oldest: u16::from_be_bytes(take_array(bytes)?),
            horizon: u16::from_be_bytes(take_array(bytes)?),
            ..Contents::default()
        };
        for _ in 0..take_number(bytes)? {
            let day = u16::from_be_bytes(take_array(bytes)?);
            contents.last_seen.push((day, take_number(bytes)?));
        }
        contents.last_key = take_piece(bytes)?.to_vec();
        contents.filter_sum = u32::from_be_bytes(take_array(bytes)?);
        for _ in 0..take_number(bytes)? {
            let key = take_piece(bytes)?;
            contents.push_block(key, take_number(bytes)? as usize)?;
        }
        (bytes.is_empty() && contents.is_ordered()).then_some(contents)
    }

    fn is_ordered(&self) -> bool {
        let keys = || (0..self.blocks.len()).filter_map(|block| self.key(block));
        let fits = keys().chain([&*self.last_key]).all(|key| !key.is_empty() && key.len() <= MAX_KEY);
        let behind = keys().zip(keys().skip(1)).all(|(key, next)| key < next);
        let last = keys().next_back().is_some_and(|key| key <= &*self.last_key);
        fits && behind && last && self.last_seen.is_sorted_by(|one, next| one.0 < next.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_come_back_and_blocks_are_found() {
        let mut contents = Contents {
            sequence: 7,
            values: 300,
            oldest: 20_000,
            horizon: 19_999,
            last_seen: vec![(20_000, 200), (20_005, 100)],
            last_key: b"zebra".to_vec(),
            ..Contents::default()
        };
        for (key, length) in [("b", 100), ("f", 200), ("m", 300)] {
            contents.push_block(key.as_bytes(), length).expect("room");
        }
        for (key, block) in [("a", 0), ("b", 0), ("ez", 0), ("f", 1), ("lz", 1), ("m", 2), ("zz", 2)] {
            assert_eq!(contents.find(key.as_bytes()), block, "{key}");
        }
        assert_eq!(contents.place(1), Some(120..320));
        assert_eq!((contents.seen_before(20_001), contents.seen_before(20_006)), (200, 300));
        let bytes = contents.to_bytes();
        assert_eq!(Contents::read(&bytes), Some(contents));
        for length in 0..bytes.len() {
            assert_eq!(Contents::read(&bytes[..length]), None);
        }
    }
}
