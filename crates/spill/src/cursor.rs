//! One run, read from its beginning.

use crate::gathered::Gathered;
use crate::record::{Record, decode};
use crate::run::{Piece, Run};
use crate::{Scratch, SpillError};
use std::vec;

/// A place in a run. It begins before the first record.
#[derive(Debug)]
pub(crate) enum Cursor {
    /// In sorted records that are in memory; `next` is the place after the record at hand.
    Gathered { records: Gathered, next: usize },
    /// In a run that was spilled.
    Spilled(Reader),
}

/// Holds one piece of a run at a time.
#[derive(Debug)]
pub(crate) struct Reader {
    pieces: vec::IntoIter<Piece>,
    piece: Vec<u8>,
    /// Where the record at hand begins, and where the next.
    at: usize,
    next: usize,
}

impl Cursor {
    pub(crate) fn gathered(records: Gathered) -> Self {
        Cursor::Gathered { records, next: 0 }
    }

    pub(crate) fn spilled(run: Run) -> Self {
        Cursor::Spilled(Reader { pieces: run.pieces.into_iter(), piece: Vec::new(), at: 0, next: 0 })
    }

    /// The record at hand. Empty before the first and after the last.
    pub(crate) fn record(&self) -> Record<'_> {
        let record = match self {
            Cursor::Gathered { records, next } => next.checked_sub(1).and_then(|place| records.get(place)),
            Cursor::Spilled(reader) => {
                reader.piece.get(reader.at..reader.next).and_then(decode).map(|(record, _)| record)
            }
        };
        record.unwrap_or_default()
    }

    /// Moves on to the next record. False: there is none.
    pub(crate) fn advance(&mut self, scratch: &impl Scratch) -> Result<bool, SpillError> {
        match self {
            Cursor::Gathered { records, next } => {
                let more = records.get(*next).is_some();
                *next += 1;
                Ok(more)
            }
            Cursor::Spilled(reader) => reader.advance(scratch),
        }
    }
}

impl Reader {
    fn advance(&mut self, scratch: &impl Scratch) -> Result<bool, SpillError> {
        if self.next == self.piece.len() && !self.turn(scratch)? {
            return Ok(false);
        }
        self.at = self.next;
        let (_, rest) = self.piece.get(self.at..).and_then(decode).ok_or(SpillError::Damaged)?;
        self.next = self.piece.len() - rest.len();
        Ok(true)
    }

    /// Reads the next piece. False: there is none.
    fn turn(&mut self, scratch: &impl Scratch) -> Result<bool, SpillError> {
        (self.at, self.next) = (0, 0);
        let Some(piece) = self.pieces.next() else {
            self.piece = Vec::new(); // a run that has ended needs no memory
            return Ok(false);
        };
        self.piece.resize(piece.length, 0);
        scratch.read_exact_at(piece.offset, &mut self.piece)?;
        Ok(true)
    }
}
