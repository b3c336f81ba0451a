//! Tables of any size in the order of their keys, in bounded memory: sorted runs, packed, spilled to scratch storage when
//! there are too many, merged when they are read.

mod digits;
mod merge;
mod pack;
mod recent;
mod run;

pub(crate) use run::{Run, RunBuilder, Store};
pub use spill::{Memory, Scratch};

use std::sync::{Mutex, PoisonError};

use crate::batch::RowSource;
use crate::error::{BadRows, Duplicates};
use merge::{Doubles, Merge};

/// A table whose rows have been read, normalised and sorted. It can be read any number of times.
pub struct Table<'s> {
    scratch: &'s dyn Scratch,
    runs: Vec<Run>,
    rows: u64,
    bad: BadRows,
    duplicates: Mutex<Duplicates>,
}

impl<'s> Table<'s> {
    pub(crate) fn new(scratch: &'s dyn Scratch, runs: Vec<Run>, rows: u64, bad: BadRows) -> Self {
        let duplicates = Mutex::new(Duplicates { name: bad.name.clone(), ..Duplicates::default() });
        Table { scratch, runs, rows, bad, duplicates }
    }

    /// The number of rows that could be read, doubled keys included.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The rows that could not be read. Whoever goes on without them must say so.
    pub fn bad(&self) -> &BadRows {
        &self.bad
    }

    /// The rows; doubled keys are an error, which comes after all of them have been found.
    pub fn unique(&self) -> impl RowSource + '_ {
        Merge::new(&self.runs, self.scratch, Doubles::Refuse(self.no_duplicates()))
    }

    /// The rows; of those with the same key only the first by line. What was left out stands in
    /// [`Table::duplicates`] when the last row has been read.
    pub fn first_of_each(&self) -> impl RowSource + '_ {
        Merge::new(&self.runs, self.scratch, Doubles::KeepFirst(self.no_duplicates(), &self.duplicates))
    }

    /// The keys that [`Table::first_of_each`] met more than once.
    pub fn duplicates(&self) -> Duplicates {
        self.duplicates.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn no_duplicates(&self) -> Duplicates {
        Duplicates { name: self.bad.name.clone(), ..Duplicates::default() }
    }
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("rows", &self.rows)
            .field("runs", &self.runs.len())
            .finish_non_exhaustive()
    }
}
