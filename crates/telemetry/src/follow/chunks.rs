//! EVTX files that are being written: chunks of 64 KiB that change in place, in a ring where the log is full. What was taken is told by
//! the numbers of the records, which only grow.
//!
//! Layout: libevtx documentation, "Windows XML Event Log (EVTX) format", sections 3 (chunk) and 4 (event record).

use super::{Print, tracked::bytes_at};
use event::{Block, Format};
use std::{fs::File, io};

const CHUNK: usize = 1 << 16;
const FILE_HEADER: u64 = 4096;
const CHUNK_HEADER: usize = 512;
const RECORD_HEADER: usize = 24;
const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
const RECORD_MAGIC: &[u8] = &[0x2A, 0x2A, 0, 0];

/// How many chunks a file may have: 4 GiB is the largest log that Windows lets one set up.
const MAX_CHUNKS: u64 = 1 << 16;

/// A chunk with records that were not taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fresh {
    offset: u64,
    first: u64,
    last: u64,
}

/// The chunks with records whose numbers are larger than `taken`, in the order of the numbers. Chunks that are not whole yet are left,
/// unless the file rests.
pub(super) fn fresh(file: &File, taken: u64, rests: bool) -> io::Result<Vec<Fresh>> {
    let mut found = Vec::new();
    for number in 0..MAX_CHUNKS {
        let offset = FILE_HEADER + number * CHUNK as u64;
        let header = bytes_at(file, offset, 52)?;
        if header.is_empty() {
            break;
        }
        let last = number_at(&header, 32);
        // The chunk that is being written has no last number yet, or an old one.
        if !header.starts_with(CHUNK_MAGIC) || last.is_some_and(|last| last < taken) {
            continue;
        }
        let bytes = bytes_at(file, offset, CHUNK)?;
        if bytes.len() < CHUNK && !rests {
            break;
        }
        let numbers = records(&bytes).map(|record| record.number);
        let (first, last) =
            numbers.fold((u64::MAX, 0), |(low, high), number| (low.min(number), high.max(number)));
        if last > taken {
            found.push(Fresh { offset, first, last });
        }
    }
    found.sort_by_key(|chunk| (chunk.first, chunk.offset));
    Ok(found)
}

/// A chunk as a block of its records behind `taken`; with it, the number of its last one and its print.
pub(super) fn block(file: &File, chunk: Fresh, taken: u64) -> io::Result<(Block, u64, Print)> {
    let bytes = bytes_at(file, chunk.offset, CHUNK)?;
    let last = records(&bytes).max_by_key(|record| record.number);
    let (number, print) = last.map_or((chunk.last, Print::default()), |last| (last.number, last.print()));
    let truncated = bytes.len() < CHUNK;
    Ok((
        Block { offset: chunk.offset, after: taken, truncated, ..Block::new(Format::Evtx, bytes) },
        number,
        print,
    ))
}

/// The print of the first record of a file.
pub(super) fn head(file: &File) -> io::Result<Print> {
    let bytes = bytes_at(file, FILE_HEADER, CHUNK)?;
    Ok(records(&bytes).next().map_or(Print::default(), |record| record.print()))
}

/// Whether this is still the log of which the record `taken` was the last: it has that very record, or only later ones.
pub(super) fn continues(file: &File, taken: u64, print: Print) -> io::Result<bool> {
    let (mut low, mut any) = (u64::MAX, false);
    for number in 0..MAX_CHUNKS {
        let offset = FILE_HEADER + number * CHUNK as u64;
        let header = bytes_at(file, offset, 52)?;
        if header.is_empty() {
            break;
        }
        if !header.starts_with(CHUNK_MAGIC) {
            continue;
        }
        let first = number_at(&header, 24).unwrap_or(u64::MAX);
        if first > taken {
            (low, any) = (low.min(first), true);
            continue;
        }
        let bytes = bytes_at(file, offset, CHUNK)?;
        if let Some(record) = records(&bytes).find(|record| record.number == taken) {
            return Ok(print.is_nothing() || record.print() == print);
        }
        any |= records(&bytes).next().is_some();
        low = low.min(first);
    }
    Ok(any && low > taken)
}

struct Record<'c> {
    number: u64,
    bytes: &'c [u8],
}

impl Record<'_> {
    /// Number, time and the beginning of what it says.
    fn print(&self) -> Print {
        Print::of(self.bytes.get(..self.bytes.len().min(64)).unwrap_or_default())
    }
}

/// The records of a chunk, as far as they are whole and the chunk says that there are records.
fn records(chunk: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let free =
        chunk.get(48..52).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes) as usize;
    let (mut at, end) = (CHUNK_HEADER, free.min(chunk.len()));
    std::iter::from_fn(move || {
        let rest = chunk.get(at..end).filter(|rest| rest.starts_with(RECORD_MAGIC))?;
        let size = rest.get(4..8).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes)? as usize;
        let bytes = rest.get(..size).filter(|bytes| bytes.len() > RECORD_HEADER)?;
        at += size;
        Some(Record { number: number_at(bytes, 8)?, bytes })
    })
}

fn number_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes)
}
