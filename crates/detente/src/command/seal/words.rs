//! What a difference is called, in every format alike.

use seal::diff::{Burst, Change, ChangeKind, DriftKind, Groups, Report};
use seal::time::show;

use super::output::count;

/// What every report ends with.
pub const CLOSING: &str = "This says what differs. It does not say why, who did it, or whether it was right.";

/// A change of the columns, in words.
pub fn drift_line(kind: &DriftKind) -> String {
    match kind {
        DriftKind::Added(name) => format!("column added: {name}"),
        DriftKind::Removed(name) => format!("column removed: {name}"),
        DriftKind::Renamed { from, to } => format!("column renamed: {from} is now {to}"),
        DriftKind::Reordered => "columns stand in another order".to_owned(),
    }
}

/// From which version to which.
pub fn step_name(report: &Report, step: usize) -> String {
    let name = |at: usize| report.versions.get(at).cloned().unwrap_or_default();
    format!("{} to {}", name(step), name(step + 1))
}

/// The columns of a change, in words.
pub fn columns_of(report: &Report, change: &Change) -> Vec<String> {
    change.columns.iter().map(|&at| report.column(at).to_owned()).collect()
}

/// The names that belong to [`Change::values`]: of the changed columns, or of all for a row that came or went.
pub fn value_columns(report: &Report, change: &Change) -> Vec<String> {
    match change.kind {
        ChangeKind::Added | ChangeKind::Removed => report.columns.clone(),
        ChangeKind::Changed | ChangeKind::Moved => columns_of(report, change),
    }
}

/// The burst in which a change lies, from 1.
pub fn burst_of(report: &Report, change: &Change) -> Option<usize> {
    let dated = change.dated.filter(|dated| dated.fresh)?;
    report.bursts.as_ref()?.iter().position(|burst| burst.contains(dated.seconds)).map(|at| at + 1)
}

/// What the columns of the table of groups are called.
pub const GROUP_COLUMNS: [&str; 8] =
    ["rows before", "rows after", "added", "removed", "changed", "moved", "arrived", "left"];

/// The lines of the table of groups: the touched values in order.
pub fn group_lines(groups: &Groups) -> Vec<(String, [u64; 8])> {
    let mut touched: Vec<_> = groups.tallies.iter().filter(|tally| tally.is_touched()).collect();
    touched.sort_by(|a, b| a.value.cmp(&b.value));
    let line = |t: &seal::diff::GroupTally| {
        [t.rows_before, t.rows_after, t.added, t.removed, t.changed, t.moved, t.arrived, t.left]
    };
    touched.into_iter().map(|tally| (tally.value.clone(), line(tally))).collect()
}

/// A burst in one sentence.
pub fn burst_line(burst: &Burst) -> String {
    format!(
        "{} changes between {} and {} ({}); other intervals of {} typically have {}",
        count(burst.tally.total()),
        show(burst.first),
        show(burst.last),
        tally_words(&burst.tally),
        interval_words(burst.interval),
        count(burst.typical)
    )
}

fn interval_words(seconds: i64) -> String {
    match seconds {
        86_400 => "a day".to_owned(),
        3_600 => "an hour".to_owned(),
        seconds if seconds % 3_600 == 0 => format!("{} hours", seconds / 3_600),
        seconds if seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

/// Counts by kind in words.
pub fn tally_words(tally: &seal::diff::Tally) -> String {
    let words: Vec<String> = ChangeKind::ALL
        .into_iter()
        .filter(|kind| tally.get(*kind) > 0)
        .map(|kind| format!("{} {}", count(tally.get(kind)), kind.word()))
        .collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// A value that changed back, in words.
pub fn revert_line(report: &Report, revert: &seal::diff::Revert) -> String {
    let name = |at: usize| report.versions.get(at).cloned().unwrap_or_default();
    let what = match (revert.column, revert.was_present) {
        (Some(column), _) => format!("{} changed and was as before", report.column(column)),
        (None, true) => "the row was removed and put back".to_owned(),
        (None, false) => "the row was added and taken out again".to_owned(),
    };
    format!("{}: {what} ({} = {})", revert.key().join(", "), name(revert.before), name(revert.back))
}
