//! A run: rows that fit into memory together, sorted by key.

use crate::batch::Record;
use crate::error::SealError;
use crate::sort::scratch::Scratch;
use crate::varint;

/// Spilled runs are cut into pieces of whole rows of about this size; a merge holds one piece of every run.
const PIECE: usize = 256 << 10;

/// Collects rows until they are sorted.
#[derive(Debug, Default)]
pub(crate) struct RunBuilder {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
}

/// Where a row lies in a run's bytes: first the key, then the row.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The first 16 bytes of the key: most comparisons end here and touch no other memory.
    prefix: u128,
    start: usize,
    key: u32,
    row: u32,
    line: u64,
}

/// A sorted run, in memory or in scratch storage.
#[derive(Debug)]
pub(crate) enum Run {
    Memory(MemoryRun),
    /// Offset and length of the pieces.
    Spilled(Vec<(u64, usize)>),
}

/// Rows in memory with the order in which to read them.
#[derive(Debug)]
pub(crate) struct MemoryRun {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
}

impl RunBuilder {
    pub(crate) fn push(&mut self, record: Record<'_>) {
        let prefix = prefix_of(record.key);
        let slot = Slot {
            prefix,
            start: self.bytes.len(),
            key: record.key.len() as u32, // rows are limited to MAX_ROW, far below 4 GiB
            row: record.row.len() as u32,
            line: record.line,
        };
        self.bytes.extend_from_slice(record.key);
        self.bytes.extend_from_slice(record.row);
        self.slots.push(slot);
    }

    /// What the rows take up.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + self.slots.len() * size_of::<Slot>()
    }

    /// Sorts, and keeps the rows in memory.
    pub(crate) fn finish(self) -> Run {
        let RunBuilder { mut bytes, mut slots } = self;
        bytes.shrink_to_fit();
        sort(&bytes, &mut slots);
        Run::Memory(MemoryRun { bytes, slots })
    }

    /// Sorts, moves the rows to scratch storage and starts again.
    pub(crate) fn spill(&mut self, scratch: &dyn Scratch) -> Result<Run, SealError> {
        sort(&self.bytes, &mut self.slots);
        let mut pieces = Vec::new();
        let mut piece = Vec::with_capacity(PIECE + PIECE / 8);
        for slot in &self.slots {
            encode(&record(&self.bytes, slot), &mut piece);
            if piece.len() >= PIECE {
                write_piece(scratch, &mut piece, &mut pieces)?;
            }
        }
        write_piece(scratch, &mut piece, &mut pieces)?;
        self.bytes.clear();
        self.slots.clear();
        Ok(Run::Spilled(pieces))
    }
}

impl MemoryRun {
    pub(crate) fn get(&self, index: usize) -> Option<Record<'_>> {
        self.slots.get(index).map(|slot| record(&self.bytes, slot))
    }
}

fn write_piece(
    scratch: &dyn Scratch,
    piece: &mut Vec<u8>,
    pieces: &mut Vec<(u64, usize)>,
) -> Result<(), SealError> {
    if !piece.is_empty() {
        pieces.push((scratch.append(piece).map_err(SealError::Scratch)?, piece.len()));
        piece.clear();
    }
    Ok(())
}

fn prefix_of(key: &[u8]) -> u128 {
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(key) {
        *to = *from;
    }
    u128::from_be_bytes(first)
}

fn record<'b>(bytes: &'b [u8], slot: &Slot) -> Record<'b> {
    let rest = bytes.get(slot.start..).unwrap_or_default();
    let (key, rest) = rest.split_at_checked(slot.key as usize).unwrap_or_default();
    Record { key, row: rest.get(..slot.row as usize).unwrap_or_default(), line: slot.line }
}

/// By key, and rows with the same key by line.
fn sort(bytes: &[u8], slots: &mut [Slot]) {
    slots.sort_unstable_by(|a, b| {
        a.prefix
            .cmp(&b.prefix)
            .then_with(|| record(bytes, a).key.cmp(record(bytes, b).key))
            .then_with(|| a.line.cmp(&b.line))
    });
}

fn encode(record: &Record<'_>, piece: &mut Vec<u8>) {
    varint::push(piece, record.key.len() as u64);
    varint::push(piece, record.row.len() as u64);
    varint::push(piece, record.line);
    piece.extend_from_slice(record.key);
    piece.extend_from_slice(record.row);
}

/// Takes the first record off a piece.
pub(crate) fn decode<'b>(piece: &mut &'b [u8]) -> Option<Record<'b>> {
    let key = usize::try_from(varint::take(piece)?).ok()?;
    let row = usize::try_from(varint::take(piece)?).ok()?;
    let line = varint::take(piece)?;
    let (key, rest) = piece.split_at_checked(key)?;
    let (row, rest) = rest.split_at_checked(row)?;
    *piece = rest;
    Some(Record { key, row, line })
}
