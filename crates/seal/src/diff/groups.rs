//! Changes counted by the values of a column.

use std::collections::HashMap;

use crate::diff::report::ChangeKind;

/// Values of one column that are counted apart. A column with more is no group (a name, an address).
const MAX_GROUPS: usize = 100_000;
/// Where values beyond [`MAX_GROUPS`] are counted.
const OTHER: &str = "(other values)";

/// The counts of one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupTally {
    /// The value.
    pub value: String,
    /// Rows with this value in the first version.
    pub rows_before: u64,
    /// Rows with this value in the last version.
    pub rows_after: u64,
    /// Added rows.
    pub added: u64,
    /// Removed rows.
    pub removed: u64,
    /// Changed rows, by the value that they have after the change.
    pub changed: u64,
    /// Rows under a new key, by the value that they have after.
    pub moved: u64,
    /// Changed or moved rows that had another value before.
    pub arrived: u64,
    /// Changed or moved rows that have another value after.
    pub left: u64,
}

impl GroupTally {
    /// Whether anything but the row counts is above zero.
    pub fn is_touched(&self) -> bool {
        self.added + self.removed + self.changed + self.moved + self.arrived + self.left > 0
    }

    fn count(&mut self, kind: ChangeKind) -> &mut u64 {
        match kind {
            ChangeKind::Added => &mut self.added,
            ChangeKind::Removed => &mut self.removed,
            ChangeKind::Changed => &mut self.changed,
            ChangeKind::Moved => &mut self.moved,
        }
    }
}

/// The counts by one column.
#[derive(Clone, Debug)]
pub struct Groups {
    /// The column.
    pub column: String,
    /// The counts by value; sorted by value in a report.
    pub tallies: Vec<GroupTally>,
    pub(crate) position: usize,
    ids: HashMap<Box<[u8]>, u32>,
    last: Option<(Vec<u8>, u32)>,
}

impl Groups {
    pub(crate) fn new(column: String, position: usize) -> Self {
        Groups { column, tallies: Vec::new(), position, ids: HashMap::new(), last: None }
    }

    /// The number of a value.
    pub(crate) fn id(&mut self, value: &[u8]) -> u32 {
        match &self.last {
            Some((last, id)) if last == value => return *id,
            _ => {}
        }
        let id = match self.ids.get(value) {
            Some(id) => *id,
            None => self.add(value),
        };
        self.last = Some((value.to_vec(), id));
        id
    }

    fn add(&mut self, value: &[u8]) -> u32 {
        let id = self.tallies.len().min(MAX_GROUPS) as u32;
        if self.tallies.len() <= MAX_GROUPS {
            let full = self.tallies.len() == MAX_GROUPS;
            let value = if full { OTHER.to_owned() } else { String::from_utf8_lossy(value).into_owned() };
            self.tallies.push(GroupTally { value, ..GroupTally::default() });
        }
        if self.tallies.len() <= MAX_GROUPS {
            self.ids.insert(value.into(), id);
        }
        id
    }

    pub(crate) fn rows(&mut self, id: u32, before: bool, after: bool) {
        if let Some(tally) = self.tallies.get_mut(id as usize) {
            tally.rows_before += u64::from(before);
            tally.rows_after += u64::from(after);
        }
    }

    /// Counts a change of a row that had the value `before` and has the value `after`.
    pub(crate) fn change(&mut self, kind: ChangeKind, before: Option<u32>, after: Option<u32>) {
        if let Some(tally) = after.or(before).and_then(|id| self.tallies.get_mut(id as usize)) {
            *tally.count(kind) += 1;
        }
        if let (Some(before), Some(after)) = (before, after)
            && before != after
        {
            for (id, count) in
                [(before, (|t| &mut t.left) as fn(&mut GroupTally) -> &mut u64), (after, |t| &mut t.arrived)]
            {
                if let Some(tally) = self.tallies.get_mut(id as usize) {
                    *count(tally) += 1;
                }
            }
        }
    }

    /// Takes back an added or removed row that turned out to be half of a moved one.
    pub(crate) fn take_back(&mut self, kind: ChangeKind, id: Option<u32>) {
        if let Some(tally) = id.and_then(|id| self.tallies.get_mut(id as usize)) {
            let count = tally.count(kind);
            *count = count.saturating_sub(1);
        }
    }

    /// The value with a number.
    pub fn value(&self, id: u32) -> &str {
        self.tallies.get(id as usize).map_or("", |tally| tally.value.as_str())
    }
}
