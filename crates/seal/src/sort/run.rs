//! A run: rows that fit into memory together, sorted by key.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::batch::Record;
use crate::error::SealError;
use crate::sort::pack::Packer;
use spill::Scratch;

/// Rows that are asked of memory at once.
const TOUCHED: usize = 32;

/// Collects rows until they are sorted.
#[derive(Debug, Default)]
pub(crate) struct RunBuilder {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
    packer: Packer,
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

/// A sorted run, cut into packed pieces of whole rows.
pub(crate) type Run = Vec<Piece>;

/// Packed rows, in memory or in scratch storage.
#[derive(Debug)]
pub(crate) enum Piece {
    Kept(Box<[u8]>),
    Spilled { offset: u64, length: usize },
}

/// Where pieces go: into memory until that is used up, then to scratch storage.
pub(crate) struct Store<'s> {
    scratch: &'s dyn Scratch,
    /// Bytes that may be kept.
    memory: usize,
    kept: AtomicUsize,
}

impl<'s> Store<'s> {
    pub(crate) fn new(scratch: &'s dyn Scratch, memory: usize) -> Self {
        Store { scratch, memory, kept: AtomicUsize::new(0) }
    }

    fn put(&self, piece: Box<[u8]>) -> Result<Piece, SealError> {
        let length = piece.len();
        if self.kept.fetch_add(length, Ordering::Relaxed) + length <= self.memory {
            return Ok(Piece::Kept(piece));
        }
        self.kept.fetch_sub(length, Ordering::Relaxed);
        let offset = self.scratch.append(&piece).map_err(SealError::Scratch)?;
        Ok(Piece::Spilled { offset, length })
    }
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

    /// Sorts the rows, packs them away and starts again.
    pub(crate) fn finish(&mut self, store: &Store<'_>) -> Result<Run, SealError> {
        self.cut(|piece| store.put(piece))
    }

    /// Sorts the rows and keeps all of them in memory.
    pub(crate) fn finish_kept(mut self) -> Run {
        let Ok(run) = self.cut(|piece| Ok::<_, Infallible>(Piece::Kept(piece)));
        run
    }

    fn cut<E>(&mut self, mut put: impl FnMut(Box<[u8]>) -> Result<Piece, E>) -> Result<Run, E> {
        sort(&self.bytes, &mut self.slots);
        let mut run = Vec::new();
        for slots in self.slots.chunks(TOUCHED) {
            touch(&self.bytes, slots);
            for slot in slots {
                self.packer.push(record(&self.bytes, slot));
                if self.packer.is_full() {
                    run.push(put(self.packer.finish())?);
                }
            }
        }
        if !self.packer.is_empty() {
            run.push(put(self.packer.finish())?);
        }
        self.bytes.clear();
        self.slots.clear();
        Ok(run)
    }
}

/// The first bytes of a key as a number, which compares as they do.
pub(crate) fn prefix_of(key: &[u8]) -> u128 {
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

/// Brings rows into the cache. In sorted order they lie anywhere: asking for many at once is faster by far than waiting for
/// each when its turn comes.
fn touch(bytes: &[u8], slots: &[Slot]) {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let end = |slot: &Slot| slot.start + slot.key as usize + slot.row as usize;
    let sum =
        slots.iter().fold(0, |sum: u8, slot| sum ^ byte(slot.start) ^ byte(end(slot).saturating_sub(1)));
    std::hint::black_box(sum);
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
