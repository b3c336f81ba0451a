//! A sorted run in scratch storage, written in pieces of whole records.

use crate::record::{Record, encode};
use crate::{Scratch, SpillError};

/// Where the records of a run lie, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) pieces: Vec<Piece>,
}

/// Whole records that lie one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) offset: u64,
    pub(crate) length: usize,
}

/// Writes a run.
pub(crate) struct RunWriter<'s, S> {
    scratch: &'s S,
    run: Run,
    piece: Vec<u8>,
    /// A piece is written when it has this many bytes.
    full: usize,
}

impl<'s, S: Scratch> RunWriter<'s, S> {
    pub(crate) fn new(scratch: &'s S, full: usize) -> Self {
        RunWriter { scratch, run: Run::default(), piece: Vec::new(), full }
    }

    /// Appends a record; their order is the caller's.
    pub(crate) fn push(&mut self, record: Record<'_>) -> Result<(), SpillError> {
        encode(record, &mut self.piece)?;
        if self.piece.len() >= self.full { self.flush() } else { Ok(()) }
    }

    /// The run, all of it written.
    pub(crate) fn finish(mut self) -> Result<Run, SpillError> {
        self.flush()?;
        Ok(self.run)
    }

    fn flush(&mut self) -> Result<(), SpillError> {
        if !self.piece.is_empty() {
            let offset = self.scratch.append(&self.piece)?;
            self.run.pieces.push(Piece { offset, length: self.piece.len() });
            self.piece.clear();
        }
        Ok(())
    }
}
