//! Reading sorted runs as one, and seeing keys that come twice.

use std::cmp::Ordering;
use std::io;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::batch::{Batch, Record, RowSource};
use crate::cell::key_cells;
use crate::error::{Duplicates, SealError};
use crate::sort::run::{MemoryRun, Run, decode};
use crate::sort::scratch::Scratch;

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
        let record = |index| self.heap.get(index).map(Cursor::record).map(|record| (record.key, record.line));
        record(a).cmp(&record(b))
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
enum Cursor<'a> {
    Memory { run: &'a MemoryRun, next: usize },
    Spilled(Spilled<'a>),
}

struct Spilled<'a> {
    pieces: std::slice::Iter<'a, (u64, usize)>,
    scratch: &'a dyn Scratch,
    piece: Vec<u8>,
    at: usize,
    key: Range<usize>,
    row: Range<usize>,
    line: u64,
}

impl<'a> Cursor<'a> {
    fn new(run: &'a Run, scratch: &'a dyn Scratch) -> Self {
        match run {
            Run::Memory(run) => Cursor::Memory { run, next: 0 },
            Run::Spilled(pieces) => Cursor::Spilled(Spilled {
                pieces: pieces.iter(),
                scratch,
                piece: Vec::new(),
                at: 0,
                key: 0..0,
                row: 0..0,
                line: 0,
            }),
        }
    }

    fn record(&self) -> Record<'_> {
        const NONE: Record<'_> = Record { key: &[], row: &[], line: 0 };
        match self {
            Cursor::Memory { run, next } => run.get(next.saturating_sub(1)).unwrap_or(NONE),
            Cursor::Spilled(spilled) => Record {
                key: spilled.piece.get(spilled.key.clone()).unwrap_or_default(),
                row: spilled.piece.get(spilled.row.clone()).unwrap_or_default(),
                line: spilled.line,
            },
        }
    }

    fn advance(&mut self) -> Result<bool, SealError> {
        match self {
            Cursor::Memory { run, next } => {
                *next += 1;
                Ok(run.get(*next - 1).is_some())
            }
            Cursor::Spilled(spilled) => spilled.advance(),
        }
    }
}

impl Spilled<'_> {
    fn advance(&mut self) -> Result<bool, SealError> {
        if self.at == self.piece.len() {
            let Some(&(offset, length)) = self.pieces.next() else { return Ok(false) };
            self.piece.resize(length, 0);
            self.scratch.read_exact_at(offset, &mut self.piece).map_err(SealError::Scratch)?;
            self.at = 0;
        }
        let before = self.piece.get(self.at..).unwrap_or_default();
        let mut rest = before;
        let (key, row, line) = match decode(&mut rest) {
            Some(record) => (record.key.len(), record.row.len(), record.line),
            None => return Err(SealError::Scratch(io::ErrorKind::InvalidData.into())),
        };
        self.at = self.piece.len() - rest.len();
        self.row = self.at - row..self.at;
        self.key = self.row.start - key..self.row.start;
        self.line = line;
        Ok(true)
    }
}
