//! What a comparison found.

use crate::cell::key_cells;
use crate::diff::align::Drift;
use crate::diff::bursts::Burst;
use crate::diff::groups::Groups;
use crate::diff::reverts::Revert;

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Only the later version has the key.
    Added,
    /// Only the earlier version has the key.
    Removed,
    /// Both have the key, with other values.
    Changed,
    /// The same row under another key.
    Moved,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [ChangeKind; 4] =
        [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed, ChangeKind::Moved];

    /// The kind in one word.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
            ChangeKind::Moved => "moved",
        }
    }
}

/// How many rows of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Added rows.
    pub added: u64,
    /// Removed rows.
    pub removed: u64,
    /// Changed rows.
    pub changed: u64,
    /// Moved rows.
    pub moved: u64,
}

impl Tally {
    /// The count of one kind.
    pub fn get(&self, kind: ChangeKind) -> u64 {
        match kind {
            ChangeKind::Added => self.added,
            ChangeKind::Removed => self.removed,
            ChangeKind::Changed => self.changed,
            ChangeKind::Moved => self.moved,
        }
    }

    pub(crate) fn count(&mut self, kind: ChangeKind) -> &mut u64 {
        match kind {
            ChangeKind::Added => &mut self.added,
            ChangeKind::Removed => &mut self.removed,
            ChangeKind::Changed => &mut self.changed,
            ChangeKind::Moved => &mut self.moved,
        }
    }

    /// All kinds together.
    pub fn total(&self) -> u64 {
        self.added + self.removed + self.changed + self.moved
    }
}

/// What is known about when a row changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The row's time: of the later version, for a removed row of the earlier one. Seconds since 1970.
    pub seconds: i64,
    /// Whether the time was written with this change. Otherwise (a removed row, a row whose time stayed as it was) the change
    /// happened at this time or later, and does not count towards bursts.
    pub fresh: bool,
    /// Whether it lies after the deadline.
    pub past_deadline: bool,
}

/// A value before and after. `None` before: an added row; after: a removed row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueChange {
    /// The value in the earlier version.
    pub before: Option<String>,
    /// The value in the later version.
    pub after: Option<String>,
}

/// One row that differs.
#[derive(Clone, Debug)]
pub struct Change {
    /// The index of the earlier version, from 0.
    pub step: usize,
    /// What happened.
    pub kind: ChangeKind,
    pub(crate) key: Box<[u8]>,
    pub(crate) new_key: Option<Box<[u8]>>,
    /// The columns whose values differ, as positions in [`Report::columns`].
    pub columns: Vec<usize>,
    /// Their values in the same order; with values for a question that asked for them, else empty.
    pub values: Vec<ValueChange>,
    /// For each column of [`Report::groups`], the numbers of the values before and after.
    pub groups: Vec<(Option<u32>, Option<u32>)>,
    /// When.
    pub dated: Option<Dated>,
    /// The line in the earlier version's file, where known.
    pub line_before: Option<u64>,
    /// The line in the later version's file, where known.
    pub line_after: Option<u64>,
}

impl Change {
    /// The values of the key's columns (for a moved row: before).
    pub fn key(&self) -> Vec<String> {
        key_cells(&self.key)
    }

    /// The key after, of a moved row.
    pub fn new_key(&self) -> Option<Vec<String>> {
        self.new_key.as_deref().map(key_cells)
    }
}

/// Everything that a comparison found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The versions' names, earliest first.
    pub versions: Vec<String>,
    /// Their numbers of rows.
    pub rows: Vec<u64>,
    /// The columns that were compared.
    pub columns: Vec<String>,
    /// The names of the key's columns.
    pub key_columns: Vec<String>,
    /// Changes of the columns themselves.
    pub drift: Vec<Drift>,
    /// Counts for each step from one version to the next.
    pub steps: Vec<Tally>,
    /// How many changed rows have another value in each column, all steps together; parallel to `columns`.
    pub column_changes: Vec<u64>,
    /// The changes, by step and key.
    pub changes: Vec<Change>,
    /// Changes that were counted and not kept.
    pub unlisted: u64,
    /// Whether moved rows were sought: not when changes had to be left out.
    pub moves_sought: bool,
    /// Counts by the columns that the question named.
    pub groups: Vec<Groups>,
    /// Values that changed and changed back.
    pub reverts: Vec<Revert>,
    /// Reverts that were counted and not kept.
    pub unlisted_reverts: u64,
    /// Where a time column was named: the bursts.
    pub bursts: Option<Vec<Burst>>,
    /// Listed changes after the deadline, by kind, where one was named.
    pub past_deadline: Option<Tally>,
    /// Changed rows whose time column stayed as it was.
    pub kept_time: u64,
    /// Listed changes whose time cannot be read.
    pub undated: u64,
}

impl Report {
    /// Whether the versions have the same rows and columns.
    pub fn is_equal(&self) -> bool {
        self.drift.is_empty() && self.steps.iter().all(|tally| tally.total() == 0)
    }

    /// The name of a compared column.
    pub fn column(&self, position: usize) -> &str {
        self.columns.get(position).map_or("", String::as_str)
    }
}
