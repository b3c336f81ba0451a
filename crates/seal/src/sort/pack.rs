//! Sorted rows in few bytes, so that tables of millions of rows stay in memory, and what does not is written faster.
//!
//! This is for the length of one task and no format of any file. Why not a general compressor: LZ4 leaves a voter roll
//! 41 % of its bytes where this leaves 38 %, and has to find out where cells begin, which is known here.
//!
//! A record is the length that its key shares with the one before, the rest of the key, its line, and its cells. Each of
//! these begins with a byte: below 0x80 the place of a cell that the column had before, else a mark and five bits of length.

use std::ops::Range;

use crate::batch::{Batch, Record};
use crate::cell::{Cells, Kind};
use crate::sort::digits;
use crate::sort::recent::{Mark, Recent};
use crate::varint;

/// A piece is finished at this many bytes of rows before packing: a merge holds one piece of every run.
const PIECE: usize = 256 << 10;

/// A cell as it stands in the row follows.
const PLAIN: u8 = 0x80;
/// The row ends here.
const END: u8 = 0x9f;
/// Text of digits, of this length.
const TEXT_DIGITS: u8 = 0xa0;
/// A bare value of digits, of this length.
const BARE_DIGITS: u8 = 0xc0;
/// Text that is the beginning of the key, of this length.
const KEY: u8 = 0xe0;
/// The length in a first byte.
const LENGTH: u8 = 0x1f;

/// Packs rows one after another into a piece that can be unpacked alone.
#[derive(Debug, Default)]
pub(crate) struct Packer {
    piece: Vec<u8>,
    /// The rows of the piece, to which `recent` refers.
    rows: Vec<u8>,
    recent: Recent,
    key: Vec<u8>,
}

impl Packer {
    pub(crate) fn is_empty(&self) -> bool {
        self.piece.is_empty()
    }

    /// Whether the piece should be finished.
    pub(crate) fn is_full(&self) -> bool {
        self.rows.len() >= PIECE
    }

    pub(crate) fn push(&mut self, record: Record<'_>) {
        let shared = record.key.iter().zip(&self.key).take_while(|(a, b)| a == b).count();
        let rest = record.key.get(shared..).unwrap_or_default();
        varint::push(&mut self.piece, shared as u64);
        varint::push(&mut self.piece, rest.len() as u64);
        self.piece.extend_from_slice(rest);
        varint::push(&mut self.piece, record.line);
        self.key.truncate(shared);
        self.key.extend_from_slice(rest);
        self.row(record.row);
    }

    fn row(&mut self, row: &[u8]) {
        let start = self.rows.len();
        self.rows.extend_from_slice(row);
        let mut cells = Cells::of(row);
        let mut at = 0;
        for column in 0.. {
            let Some(cell) = cells.next() else { break };
            let end = row.len() - cells.rest().len();
            self.cell(column, cell.kind, cell.bytes, row.get(at..end).unwrap_or_default(), start + at);
            at = end;
        }
        self.piece.push(END);
    }

    /// Packs one cell: its value, and `encoded`, which begins at `start` of the rows.
    fn cell(&mut self, column: usize, kind: Kind, value: &[u8], encoded: &[u8], start: usize) {
        if kind == Kind::Text && self.begins_key(value) {
            return self.piece.push(KEY | value.len() as u8);
        }
        let mark = Mark::of(encoded);
        if let Some(place) = self.recent.find(column, mark, encoded, &self.rows) {
            return self.piece.push(place);
        }
        self.recent.put(column, mark, start, encoded.len());
        let digits = match kind {
            Kind::Text => TEXT_DIGITS,
            Kind::Bare => BARE_DIGITS,
            Kind::Absent | Kind::Bytes => PLAIN,
        };
        if digits != PLAIN && digits::fits(value) {
            self.piece.push(digits | value.len() as u8);
            digits::pack(value, &mut self.piece);
        } else {
            self.piece.push(PLAIN);
            self.piece.extend_from_slice(encoded);
        }
    }

    /// Whether `value` is the beginning of the key, and its length fits into a first byte.
    fn begins_key(&self, value: &[u8]) -> bool {
        // The first byte alone decides most of the time, and costs no call.
        let first = value.first().is_some_and(|first| self.key.first() == Some(first));
        first && value.len() <= usize::from(LENGTH) && self.key.starts_with(value)
    }

    /// The piece; the next row begins another.
    pub(crate) fn finish(&mut self) -> Box<[u8]> {
        let piece = self.piece.as_slice().into();
        self.piece.clear();
        self.rows.clear();
        self.recent.clear();
        self.key.clear();
        piece
    }
}

/// Unpacks a piece. Its memory is used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Unpacker {
    recent: Recent,
}

impl Unpacker {
    /// The rows of `piece` in place of what is in `batch`. `None`: these bytes are no piece.
    pub(crate) fn unpack(&mut self, mut piece: &[u8], batch: &mut Batch) -> Option<()> {
        self.recent.clear();
        batch.clear();
        let mut key = 0..0;
        while !piece.is_empty() {
            let line = read_key(&mut piece, &mut key, batch.bytes())?;
            let start = batch.bytes().len();
            self.row(&mut piece, key.clone(), batch.bytes())?;
            batch.end_record(key.clone(), start, line);
        }
        Some(())
    }

    fn row(&mut self, piece: &mut &[u8], key: Range<usize>, bytes: &mut Vec<u8>) -> Option<()> {
        for column in 0.. {
            let first = *piece.split_off_first()?;
            let start = bytes.len();
            match first & !LENGTH {
                _ if first < PLAIN => {
                    bytes.extend_from_within(self.recent.get(column, first)?);
                    continue;
                }
                _ if first == END => return Some(()),
                KEY => {
                    let length = usize::from(first & LENGTH);
                    varint::push(bytes, length as u64 * 4 + Kind::Text as u64);
                    let end = Some(key.start + length).filter(|end| *end <= key.end)?;
                    bytes.extend_from_within(key.start..end);
                    continue;
                }
                PLAIN => {
                    let mut cells = Cells::of(piece);
                    cells.next()?;
                    let length = piece.len() - cells.rest().len();
                    bytes.extend_from_slice(piece.split_off(..length)?);
                }
                digits => {
                    let kind = if digits == TEXT_DIGITS { Kind::Text } else { Kind::Bare };
                    let length = usize::from(first & LENGTH);
                    varint::push(bytes, length as u64 * 4 + kind as u64);
                    digits::unpack(length, piece, bytes)?;
                }
            }
            let cell = bytes.get(start..)?;
            self.recent.put(column, Mark::of(cell), start, cell.len());
        }
        None
    }
}

/// Reads a key and the line behind it. `key` is the range of the key before, and then of this one.
fn read_key(piece: &mut &[u8], key: &mut Range<usize>, bytes: &mut Vec<u8>) -> Option<u64> {
    let shared = usize::try_from(varint::take(piece)?).ok()?;
    let rest = usize::try_from(varint::take(piece)?).ok()?;
    let start = bytes.len();
    bytes.extend_from_within(key.start..key.start.checked_add(shared).filter(|end| *end <= key.end)?);
    bytes.extend_from_slice(piece.split_off(..rest)?);
    *key = start..bytes.len();
    varint::take(piece)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::cell::Cell;

    fn kind(text: &str) -> Kind {
        match text.len() % 3 {
            0 => Kind::Bare,
            1 => Kind::Text,
            _ => Kind::Bytes,
        }
    }

    proptest! {
        /// What is packed is unpacked, with keys that share their beginnings and cells that come again.
        #[test]
        fn there_and_back(
            rows in proptest::collection::vec(("[ab]{0,6}", proptest::collection::vec("[0-9]{0,3}|20[0-9-]{0,40}|[a-c]{0,80}|ab", 0..70)), 0..40),
        ) {
            let mut packer = Packer::default();
            let mut expected = Batch::default();
            for (line, (key, cells)) in rows.iter().enumerate() {
                let mut row = Vec::new();
                Cell::text(key).push_to(&mut row);
                cells.iter().for_each(|text| Cell { kind: kind(text), bytes: text.as_bytes() }.push_to(&mut row));
                let record = Record { key: key.as_bytes(), row: &row, line: line as u64 };
                packer.push(record);
                expected.push(record);
            }
            let (piece, mut batch) = (packer.finish(), Batch::default());
            prop_assert_eq!(Unpacker::default().unpack(&piece, &mut batch), Some(()));
            prop_assert!(batch.iter().eq(expected.iter()));
        }

        /// Scratch storage may give back anything.
        #[test]
        fn no_bytes_panic(piece in proptest::collection::vec(prop_oneof![0u8..4, 0x80u8..0xff], 0..60)) {
            let _ = Unpacker::default().unpack(&piece, &mut Batch::default());
        }
    }
}
