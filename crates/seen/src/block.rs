//! Blocks: some hundred keys in order, with their records, packed together.
//!
//! An entry is the number of bytes that its key has in common with the one before it, the number of those that follow, these, and the record.
//! In a file a block is packed by Zstandard, behind its length unpacked and a CRC-32 over that and the packed bytes, 4 bytes each, big-endian.

use crate::{
    bytes::{common, push_number, take, take_array, take_number},
    key::MAX_KEY,
    record::Outline,
};
use std::io;
use zstd::bulk::{Compressor, Decompressor};

/// A block that is so long is ended. What is looked up costs unpacking one; what is smaller packs worse.
pub(crate) const BLOCK: usize = 16 << 10;

/// No block is longer unpacked: the last entry may have the longest key and the longest record.
pub(crate) const MAX_BLOCK: usize = BLOCK + 2 * MAX_KEY + (16 << 10);

/// What stands before the packed bytes.
const HEAD: usize = 8;

/// The level at which Zstandard packs: the next ones take twice the time for a twentieth less.
const LEVEL: i32 = 1;

/// A block that is being filled.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    bytes: Vec<u8>,
    last: Vec<u8>,
}

impl Filling {
    /// Adds a key, which is behind all others, and its record.
    pub(crate) fn push(&mut self, key: &[u8], record: &[u8]) {
        let shared = if self.bytes.is_empty() { 0 } else { common(&self.last, key) };
        let rest = key.split_at_checked(shared).unwrap_or_default().1;
        push_number(&mut self.bytes, shared as u32);
        push_number(&mut self.bytes, rest.len() as u32);
        self.bytes.extend_from_slice(rest);
        self.bytes.extend_from_slice(record);
        self.last.truncate(shared);
        self.last.extend_from_slice(rest);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() >= BLOCK
    }

    /// The key that was added last.
    pub(crate) fn last(&self) -> &[u8] {
        &self.last
    }

    /// Packs the block behind what `to` has, and begins another.
    pub(crate) fn pack(&mut self, packer: &mut Packer, to: &mut Vec<u8>) -> io::Result<()> {
        packer.room.clear();
        packer.room.reserve(zstd::zstd_safe::compress_bound(self.bytes.len()));
        packer.zstd.compress_to_buffer(&self.bytes, &mut packer.room)?;
        let length = (self.bytes.len() as u32).to_be_bytes();
        to.extend(length);
        to.extend(sum(&length, &packer.room).to_be_bytes());
        to.extend_from_slice(&packer.room);
        self.bytes.clear();
        Ok(())
    }
}

/// What packs blocks.
pub(crate) struct Packer {
    zstd: Compressor<'static>,
    room: Vec<u8>,
}

impl Packer {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Packer { zstd: Compressor::new(LEVEL)?, room: Vec::new() })
    }
}

fn sum(length: &[u8], packed: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(length);
    sum.update(packed);
    sum.finalize()
}

/// Reads blocks, one after another, with memory that is kept between them. It stands before the first entry, or on one.
pub(crate) struct Reading {
    zstd: Decompressor<'static>,
    bytes: Vec<u8>,
    at: usize,
    key: Vec<u8>,
    record: std::ops::Range<usize>,
}

/// A block is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadBlock;

impl Reading {
    pub(crate) fn new() -> io::Result<Self> {
        let (bytes, key) = (Vec::with_capacity(MAX_BLOCK), Vec::new());
        Ok(Reading { zstd: Decompressor::new()?, bytes, at: 0, key, record: 0..0 })
    }

    /// Takes a packed block.
    pub(crate) fn load(&mut self, mut packed: &[u8]) -> Result<(), BadBlock> {
        self.clear();
        let length = take_array::<4>(&mut packed).ok_or(BadBlock)?;
        let expected = take_array(&mut packed).map(u32::from_be_bytes).ok_or(BadBlock)?;
        let size = u32::from_be_bytes(length) as usize;
        if size > MAX_BLOCK || sum(&length, packed) != expected {
            return Err(BadBlock);
        }
        let unpacked = self.zstd.decompress_to_buffer(packed, &mut self.bytes);
        if unpacked.ok() == Some(size) { Ok(()) } else { Err(BadBlock) }
    }

    /// Takes the bytes of a block that is not packed.
    pub(crate) fn load_plain(&mut self, bytes: &[u8]) {
        self.clear();
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.key.clear();
        (self.at, self.record) = (0, 0..0);
    }

    /// Goes to the next entry; `false` behind the last.
    pub(crate) fn step(&mut self) -> Result<bool, BadBlock> {
        if self.at >= self.bytes.len() {
            return Ok(false);
        }
        self.entry().ok_or(BadBlock)?;
        Ok(true)
    }

    #[inline]
    fn entry(&mut self) -> Option<()> {
        let mut rest = self.bytes.get(self.at..)?;
        let shared = take_number(&mut rest)? as usize;
        let length = take_number(&mut rest)? as usize;
        let suffix = take(&mut rest, length)?;
        if shared > self.key.len() || shared + length > MAX_KEY {
            return None;
        }
        self.key.truncate(shared);
        self.key.extend_from_slice(suffix);
        let start = self.bytes.len() - rest.len();
        self.record = start..start + Outline::of(rest)?.length;
        self.at = self.record.end;
        Some(())
    }

    /// The key of the entry.
    #[inline]
    pub(crate) fn key(&self) -> &[u8] {
        &self.key
    }

    /// Its record.
    #[inline]
    pub(crate) fn record(&self) -> &[u8] {
        self.bytes.get(self.record.clone()).unwrap_or_default()
    }
}

/// How long a packed block can be.
pub(crate) fn max_packed() -> usize {
    HEAD + zstd::zstd_safe::compress_bound(MAX_BLOCK)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> Vec<u8> {
        let (mut filling, mut packed) = (Filling::default(), Vec::new());
        for number in 0..500_u32 {
            let key = format!("\x03example.host{number:05}.");
            filling.push(key.as_bytes(), &[1, 78, number as u8, 0, 0, 0, number as u8]);
        }
        filling.pack(&mut Packer::new().expect("zstd"), &mut packed).expect("packed");
        packed
    }

    #[test]
    fn entries_come_back() {
        let (mut reading, packed) = (Reading::new().expect("zstd"), block());
        for _ in 0..2 {
            reading.load(&packed).expect("whole");
            for number in 0..500_u32 {
                assert_eq!(reading.step(), Ok(true));
                assert_eq!(reading.key(), format!("\x03example.host{number:05}.").as_bytes());
                assert_eq!(reading.record(), [1, 78, number as u8, 0, 0, 0, number as u8]);
            }
            assert_eq!(reading.step(), Ok(false));
        }
    }

    #[test]
    fn damage_is_noticed() {
        let (mut reading, packed) = (Reading::new().expect("zstd"), block());
        for place in 0..packed.len() {
            let mut other = packed.clone();
            other[place] ^= 0x10;
            assert_eq!(reading.load(&other), Err(BadBlock), "byte {place}");
            assert_eq!(reading.load(&packed[..place]), Err(BadBlock), "{place} bytes");
        }
        for bad in [&[1, 0, 0, 0, 0][..], &[0, 1], &[0, 1, b'x', 0x3F], &[0, 1, b'x', 0xC0, 0, 0]] {
            reading.load_plain(bad);
            assert_eq!(reading.step(), Err(BadBlock), "{bad:?}");
        }
    }
}
