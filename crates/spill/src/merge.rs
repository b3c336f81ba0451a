//! Reading sorted runs as one.

use crate::cursor::Cursor;
use crate::record::Record;
use crate::{Scratch, SpillError};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// All records in the order of their keys, records with equal keys in the order in which they came.
///
/// Not an iterator: a record is borrowed from the buffer that the next one may overwrite.
pub struct Sorted<S> {
    scratch: S,
    /// Older records in front.
    cursors: Vec<Cursor>,
    heap: BinaryHeap<Reverse<Head>>,
    /// Whether the record on top of the heap has been given out.
    given: bool,
}

/// The record that a run has to offer. Of equal keys the older run's comes first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    key: Vec<u8>,
    run: usize,
}

impl<S: Scratch> Sorted<S> {
    /// Merges runs of which earlier ones hold older records.
    pub(crate) fn new(scratch: S, cursors: Vec<Cursor>) -> Result<Self, SpillError> {
        let mut sorted = Sorted { scratch, cursors, heap: BinaryHeap::new(), given: false };
        for (run, cursor) in sorted.cursors.iter_mut().enumerate() {
            if cursor.advance(&sorted.scratch)? {
                sorted.heap.push(Reverse(Head { key: cursor.record().key.to_vec(), run }));
            }
        }
        Ok(sorted)
    }

    /// The next record; `None` after the last.
    ///
    /// # Errors
    /// Those of the storage. What comes after one is not to be relied on: end there.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, SpillError> {
        if self.given {
            self.given = false;
            self.advance()?;
        }
        let Some(Reverse(head)) = self.heap.peek() else { return Ok(None) };
        self.given = true;
        Ok(self.cursors.get(head.run).map(Cursor::record))
    }

    /// Moves the run on top to its next record.
    fn advance(&mut self) -> Result<(), SpillError> {
        let Some(mut top) = self.heap.peek_mut() else { return Ok(()) };
        let Some(cursor) = self.cursors.get_mut(top.0.run) else { return Ok(()) };
        if cursor.advance(&self.scratch)? {
            top.0.key.clear();
            top.0.key.extend_from_slice(cursor.record().key);
        } else {
            PeekMut::pop(top);
        }
        Ok(())
    }
}

impl<S> std::fmt::Debug for Sorted<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sorted").field("runs", &self.cursors.len()).finish_non_exhaustive()
    }
}
