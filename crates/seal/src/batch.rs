//! Rows on their way from one thread to another: many in one allocation.

use std::ops::Range;

use crate::error::SealError;

/// A batch is handed on when it holds this many bytes: large enough to make the hand-over cheap, small enough
/// that the batches under way fit into the cache.
const FULL: usize = 256 << 10;

/// One row with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The key, as sortable bytes.
    pub key: &'a [u8],
    /// The encoded row.
    pub row: &'a [u8],
    /// The line of the table on which the row starts, from 1. 0: not known (rows from openings).
    pub line: u64,
}

/// Rows in ascending order of their keys.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
    spans: Vec<Span>,
}

#[derive(Clone, Debug)]
struct Span {
    key: Range<usize>,
    row: Range<usize>,
    line: u64,
}

impl Batch {
    /// Appends a row.
    pub fn push(&mut self, record: Record<'_>) {
        let key = self.append(record.key);
        let row = self.append(record.row);
        self.spans.push(Span { key, row, line: record.line });
    }

    fn append(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }

    /// The bytes behind all rows, to append a key and a row to; then comes [`Batch::end_record`].
    pub(crate) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Makes a record of a key and of the row that reaches from `row` to the end.
    pub(crate) fn end_record(&mut self, key: Range<usize>, row: usize, line: u64) {
        self.spans.push(Span { key, row: row..self.bytes.len(), line });
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.spans.clear();
    }

    /// Whether the batch should be handed on.
    pub fn is_full(&self) -> bool {
        self.bytes.len() >= FULL
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The row at `index`, from 0.
    pub fn get(&self, index: usize) -> Option<Record<'_>> {
        let span = self.spans.get(index)?;
        Some(Record {
            key: self.bytes.get(span.key.clone())?,
            row: self.bytes.get(span.row.clone())?,
            line: span.line,
        })
    }

    /// The rows.
    pub fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.spans.len()).filter_map(|index| self.get(index))
    }
}

/// Rows in strictly ascending order of their keys, a batch at a time.
pub trait RowSource: Send {
    /// The next rows; an empty batch after the last.
    ///
    /// # Errors
    /// What keeps the rows from being read: storage, damage, doubled keys.
    fn next_batch(&mut self) -> Result<Batch, SealError>;
}

impl<S: RowSource + ?Sized> RowSource for Box<S> {
    fn next_batch(&mut self) -> Result<Batch, SealError> {
        (**self).next_batch()
    }
}
