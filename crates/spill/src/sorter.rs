//! Taking records in any order.

use crate::cursor::Cursor;
use crate::gathered::Gathered;
use crate::merge::Sorted;
use crate::record::Record;
use crate::run::{Run, RunWriter};
use crate::{Scratch, SpillError};

/// How many runs are merged at a time. More would make their buffers small and reading them random; fewer would write large inputs
/// more often.
pub const MAX_MERGED: usize = 128;

/// A sorter takes this many bytes even if its budget is smaller: a merge holds a piece of each run.
pub const LEAST_MEMORY: usize = MAX_MERGED * LEAST_PIECE;

/// A piece of a run in bytes: what is read and written at a time.
const LEAST_PIECE: usize = 4 << 10;
const MOST_PIECE: usize = 256 << 10;

/// Takes records in any order and gives them back sorted. Memory and storage: see the [crate].
pub struct Sorter<S> {
    scratch: S,
    gathered: Gathered,
    /// Gathered records are spilled when they take up this many bytes.
    full: usize,
    piece: usize,
    /// Runs by how often their records were merged; within a level and from the last level to the first, older records in front.
    levels: Vec<Vec<Run>>,
}

impl<S: Scratch> Sorter<S> {
    /// A sorter that takes about `memory` bytes. Any number works; the more, the fewer runs have to be merged. Storage is only
    /// touched once there is more than that.
    pub fn new(scratch: S, memory: usize) -> Self {
        // A quarter for the pieces of a merge, the rest for gathered records, which are there at the same time.
        let piece = (memory / 4 / MAX_MERGED).clamp(LEAST_PIECE, MOST_PIECE);
        Sorter { scratch, gathered: Gathered::default(), full: memory / 4 * 3, piece, levels: Vec::new() }
    }

    /// Takes a record.
    ///
    /// # Errors
    /// Those of the storage: then the record has been taken, and nothing that was pushed before is lost; the next push tries again.
    /// [`SpillError::TooLong`]: this record was not taken.
    pub fn push(&mut self, key: &[u8], payload: &[u8]) -> Result<(), SpillError> {
        self.gathered.push(Record { key, payload })?;
        if self.gathered.size() <= self.full { Ok(()) } else { self.spill() }
    }

    /// All records that were pushed, sorted.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn finish(mut self) -> Result<Sorted<S>, SpillError> {
        self.gathered.sort();
        let mut runs: Vec<Run> = self.levels.into_iter().rev().flatten().collect();
        while runs.len() >= MAX_MERGED {
            // The newest are the smallest, and lie side by side.
            let newest = runs.split_off(runs.len() - MAX_MERGED);
            runs.push(merge(&self.scratch, &newest, self.piece)?);
        }
        let spilled = runs.into_iter().map(Cursor::spilled);
        Sorted::new(self.scratch, spilled.chain([Cursor::gathered(self.gathered)]).collect())
    }

    /// Moves the gathered records into a run. They are forgotten when all of them are written, not before.
    fn spill(&mut self) -> Result<(), SpillError> {
        self.gathered.sort();
        let mut writer = RunWriter::new(&self.scratch, self.piece);
        self.gathered.iter().try_for_each(|record| writer.push(record))?;
        let run = writer.finish()?;
        self.gathered.clear();
        self.keep(run)
    }

    /// Keeps a run; a level that is full becomes one run of the next.
    fn keep(&mut self, run: Run) -> Result<(), SpillError> {
        let mut kept = run;
        for level in &mut self.levels {
            level.push(kept);
            if level.len() < MAX_MERGED {
                return Ok(());
            }
            kept = merge(&self.scratch, level, self.piece)?;
            level.clear();
        }
        self.levels.push(vec![kept]);
        Ok(())
    }
}

/// Several runs as one.
fn merge<S: Scratch>(scratch: &S, runs: &[Run], piece: usize) -> Result<Run, SpillError> {
    let mut sorted = Sorted::new(scratch, runs.iter().cloned().map(Cursor::spilled).collect())?;
    let mut writer = RunWriter::new(scratch, piece);
    while let Some(record) = sorted.next_record()? {
        writer.push(record)?;
    }
    writer.finish()
}

impl<S> std::fmt::Debug for Sorter<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let runs: usize = self.levels.iter().map(Vec::len).sum();
        f.debug_struct("Sorter").field("runs", &runs).finish_non_exhaustive()
    }
}
