//! Reading sorted runs as one, and seeing keys that come twice.

use std::cmp::Ordering;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::batch::{Batch, Record, RowSource};
use crate::cell::key_cells;
use crate::error::{Duplicates, SealError};
use crate::sort::pack::Unpacker;
use crate::sort::run::{Piece, Run, prefix_of};
use spill::Scratch;

/// What to do about keys that come twice.
pub(crate) enum Doubles<'a> {
    /// An error with all of them.
    Refuse(Duplicates),
    /// Go on with the first row of each, and leave the list here at the end.
    KeepFirst(Duplicates, &'a Mutex<Duplicates>),
}

/// All rows of several runs in the order of their keys.
pub(crate) struct Merge<'a> {
    /// A binary heap, the smallest record first. Runs of an already sorted table do not overlap, so that its
    /// top stays where it is for a whole run.
    heap: Vec<Cursor<'a>>,
    unopened: Vec<Cursor<'a>>,
    doubles: Doubles<'a>,
    last: Option<(Vec<u8>, u64)>,
    last_is_double: bool,
}

impl<'a> Merge<'a> {
    pub(crate) fn new(runs: &'a [Run], scratch: &'a dyn Scratch, doubles: Doubles<'a>) -> Self {
        let unopened = runs.iter().map(|run| Cursor::new(run, scratch)).collect();
        Merge { heap: Vec::new(), unopened, doubles, last: None, last_is_double: false }
    }

    fn open(&mut self) -> Result<(), SealError> {
        for mut cursor in std::mem::take(&mut self.unopened) {
            if cursor.advance()? {
                self.heap.push(cursor);
                self.sift_up();
            }
        }
        Ok(())
    }

    fn sift_up(&mut self) {
        let mut child = self.heap.len().saturating_sub(1);
        while child > 0 {
            let parent = (child - 1) / 2;
            if self.order(child, parent) != Ordering::Less {
                return;
            }
            self.heap.swap(child, parent);
            child = parent;
        }
    }

    fn sift_down(&mut self) {
        let mut parent = 0;
        loop {
            let mut smallest = parent;
            for child in [2 * parent + 1, 2 * parent + 2] {
                if child < self.heap.len() && self.order(child, smallest) == Ordering::Less {
                    smallest = child;
                }
            }
            if smallest == parent {
                return;
            }
            self.heap.swap(parent, smallest);
            parent = smallest;
        }
    }

    fn order(&self, a: usize, b: usize) -> Ordering {
        let (Some(a), Some(b)) = (self.heap.get(a), self.heap.get(b)) else { return Ordering::Equal };
        a.prefix.cmp(&b.prefix).then_with(|| {
            let (a, b) = (a.record(), b.record());
            (a.key, a.line).cmp(&(b.key, b.line))
        })
    }

    /// Moves the top on to its next record.
    fn pop(&mut self) -> Result<(), SealError> {
        let Some(top) = self.heap.first_mut() else { return Ok(()) };
        if !top.advance()? {
            self.heap.swap_remove(0);
        }
        self.sift_down();
        Ok(())
    }

    /// Notes the key of the top. False: it is the key of the record before.
    fn is_new(&mut self) -> bool {
        let Some(record) = self.heap.first().map(Cursor::record) else { return false };
        let (Doubles::Refuse(doubles) | Doubles::KeepFirst(doubles, _)) = &mut self.doubles;
        match &mut self.last {
            Some((key, line)) if key == record.key => {
                if !self.last_is_double {
                    doubles.start(key_cells(key), *line);
                }
                self.last_is_double = true;
                doubles.add_line(record.line);
                return false;
            }
            Some((key, line)) => {
                key.clear();
                key.extend_from_slice(record.key);
                *line = record.line;
            }
            None => self.last = Some((record.key.to_vec(), record.line)),
        }
        self.last_is_double = false;
        true
    }

    fn refused(&self) -> bool {
        matches!(&self.doubles, Doubles::Refuse(doubles) if doubles.count > 0)
    }

    fn end(&mut self) -> Result<(), SealError> {
        match &mut self.doubles {
            Doubles::Refuse(doubles) if doubles.count > 0 => {
                Err(SealError::Duplicates(std::mem::take(doubles)))
            }
            Doubles::Refuse(_) => Ok(()),
            Doubles::KeepFirst(doubles, list) => {
                list.lock().unwrap_or_else(PoisonError::into_inner).clone_from(doubles);
                Ok(())
            }
        }
    }
}

impl RowSource for Merge<'_> {
    fn next_batch(&mut self) -> Result<Batch, SealError> {
        self.open()?;
        let mut batch = Batch::default();
        while !batch.is_full() && !self.heap.is_empty() {
            if self.is_new()
                && !self.refused()
                && let Some(cursor) = self.heap.first()
            {
                batch.push(cursor.record());
            }
            self.pop()?;
        }
        if self.heap.is_empty() {
            self.end()?;
        }
        Ok(batch)
    }
}

/// One run, read from its beginning.
struct Cursor<'a> {
    pieces: std::slice::Iter<'a, Piece>,
    scratch: &'a dyn Scratch,
    unpacker: Unpacker,
    /// What was read from scratch storage.
    read: Vec<u8>,
    batch: Batch,
    next: usize,
    /// The beginning of the key: most comparisons end here.
    prefix: u128,
}

impl<'a> Cursor<'a> {
    fn new(run: &'a Run, scratch: &'a dyn Scratch) -> Self {
        Cursor {
            pieces: run.iter(),
            scratch,
            unpacker: Unpacker::default(),
            read: Vec::new(),
            batch: Batch::default(),
            next: 0,
            prefix: 0,
        }
    }

    fn record(&self) -> Record<'_> {
        const NONE: Record<'_> = Record { key: &[], row: &[], line: 0 };
        self.batch.get(self.next.wrapping_sub(1)).unwrap_or(NONE)
    }

    /// False: the run has ended.
    fn advance(&mut self) -> Result<bool, SealError> {
        if self.next == self.batch.len() {
            let Some(piece) = self.pieces.next() else { return Ok(false) };
            self.unpack(piece)?;
            self.next = 0;
        }
        self.next += 1;
        self.prefix = prefix_of(self.record().key);
        Ok(true)
    }

    fn unpack(&mut self, piece: &Piece) -> Result<(), SealError> {
        let piece = match piece {
            Piece::Kept(piece) => piece,
            Piece::Spilled { offset, length } => {
                self.read.resize(*length, 0);
                self.scratch.read_exact_at(*offset, &mut self.read).map_err(SealError::Scratch)?;
                self.read.as_slice()
            }
        };
        let unpacked = self.unpacker.unpack(piece, &mut self.batch);
        unpacked.ok_or_else(|| SealError::Scratch(io::ErrorKind::InvalidData.into()))
    }
}
