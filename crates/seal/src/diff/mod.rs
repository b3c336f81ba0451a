//! What differs between versions of a table: which rows, which columns, in which groups, when.
//!
//! A difference says what changed. It does not say why, who did it, or whether it was right.
//!
//! Definitions (docs/spec/seal.md, section 9, has them in full):
//! - **added**, **removed**: a key that only the later, or only the earlier version has;
//! - **changed**: a key that both have, with at least one other value in a column that both have;
//! - **moved**: a key that vanished and a key that appeared, whose rows are equal outside the key (and outside the
//!   time column), where no other row of the two versions has that content;
//! - **reverted**: a value that changed and was as before in a later version;
//! - **burst**: an interval with far more dated changes than the others (see [`Burst`]).

mod align;
mod bursts;
mod compare;
mod groups;
mod join;
mod moves;
mod report;
mod reverts;

pub use align::{Drift, DriftKind};
pub use bursts::Burst;
pub use compare::compare;
pub use groups::{GroupTally, Groups};
pub use report::{Change, ChangeKind, Dated, Report, Tally, ValueChange};
pub use reverts::Revert;

use crate::batch::RowSource;
use crate::declaration::Declaration;
use crate::error::SealError;
use crate::sort::Table;
use crate::time::Moment;

/// More versions than this are a job for several runs.
pub const MAX_VERSIONS: usize = 16;
/// Changes that are kept one by one unless the question says otherwise. Counts stay exact beyond.
pub const MAX_LISTED: usize = 1_000_000;

/// One version of a table.
pub trait Version: Sync {
    /// What people call it: its file.
    fn name(&self) -> &str;
    /// Its columns and key.
    fn declaration(&self) -> &Declaration;
    /// Its rows, from the beginning. Called more than once.
    ///
    /// # Errors
    /// What keeps the rows from being read.
    fn open(&self) -> Result<Box<dyn RowSource + '_>, SealError>;
}

/// A version that was read from a table. Doubled keys count once; see [`Table::duplicates`].
#[derive(Debug)]
pub struct TableVersion<'a> {
    /// What people call it.
    pub name: String,
    /// Its columns and key.
    pub declaration: Declaration,
    /// Its rows.
    pub table: Table<'a>,
}

impl Version for TableVersion<'_> {
    fn name(&self) -> &str {
        &self.name
    }

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn open(&self) -> Result<Box<dyn RowSource + '_>, SealError> {
        Ok(Box::new(self.table.first_of_each()))
    }
}

/// What one wants to know beyond which rows differ.
#[derive(Clone, Debug)]
pub struct Question {
    /// Columns by whose values changes are counted, each for itself.
    pub group_by: Vec<String>,
    /// The column that says when a row was last changed.
    pub time: Option<String>,
    /// Changes after this moment are counted and marked. Needs `time`.
    pub deadline: Option<Moment>,
    /// The length of the intervals in which bursts are sought, in seconds. `None`: an hour, or a day where the
    /// times have no clock.
    pub interval: Option<i64>,
    /// Whether values are reported, or only the names of columns.
    pub values: bool,
    /// Columns that were renamed, earlier name first. Others are found by their values.
    pub renames: Vec<(String, String)>,
    /// How many changes are kept one by one.
    pub max_listed: usize,
}

impl Default for Question {
    fn default() -> Self {
        Question {
            group_by: Vec::new(),
            time: None,
            deadline: None,
            interval: None,
            values: false,
            renames: Vec::new(),
            max_listed: MAX_LISTED,
        }
    }
}
