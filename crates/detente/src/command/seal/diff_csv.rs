//! The report of a comparison as CSV, for spreadsheets.

use seal::diff::{Change, DriftKind, Report};
use seal::time::show;

use super::diff::Findings;
use super::output::csv_line;
use super::words::{burst_of, columns_of, value_columns};

/// One line per change, per value where values are asked for; changes of columns and values that changed back have lines of
/// their own kind.
pub fn csv(findings: &Findings) -> Vec<u8> {
    let report = &findings.report;
    let mut out = Vec::new();
    let fixed = [
        "kind",
        "from",
        "to",
        "key",
        "new_key",
        "columns",
        "line_before",
        "line_after",
        "time",
        "burst",
        "past_deadline",
    ];
    let groups = report
        .groups
        .iter()
        .flat_map(|groups| [format!("{} before", groups.column), format!("{} after", groups.column)]);
    let values = ["column", "before", "after"].map(str::to_owned);
    csv_line(&mut out, fixed.map(str::to_owned).into_iter().chain(groups).chain(values));
    let version = |at: usize| report.versions.get(at).cloned().unwrap_or_default();
    let pad = |mut cells: Vec<String>, column: String, before: String, after: String| {
        cells.resize(fixed.len() + 2 * report.groups.len(), String::new());
        cells.extend([column, before, after]);
        cells
    };
    for drift in &report.drift {
        let (kind, from, to) = match &drift.kind {
            DriftKind::Added(name) => ("column-added", "", name.as_str()),
            DriftKind::Removed(name) => ("column-removed", name.as_str(), ""),
            DriftKind::Renamed { from, to } => ("column-renamed", from.as_str(), to.as_str()),
            DriftKind::Reordered => ("columns-reordered", "", ""),
        };
        let cells = vec![kind.to_owned(), version(drift.step), version(drift.step + 1)];
        csv_line(&mut out, pad(cells, String::new(), from.to_owned(), to.to_owned()));
    }
    for change in report.changes.iter().take(findings.limit) {
        let cells = change_csv(report, change);
        if change.values.is_empty() {
            csv_line(&mut out, pad(cells.clone(), String::new(), String::new(), String::new()));
        }
        for (name, value) in value_columns(report, change).into_iter().zip(&change.values) {
            let (before, after) =
                (value.before.clone().unwrap_or_default(), value.after.clone().unwrap_or_default());
            csv_line(&mut out, pad(cells.clone(), name, before, after));
        }
    }
    for revert in &report.reverts {
        let column = revert.column.map(|column| report.column(column).to_owned());
        let cells = vec![
            "changed-back".to_owned(),
            version(revert.before),
            version(revert.back),
            revert.key().join(", "),
            String::new(),
            column.unwrap_or_default(),
        ];
        csv_line(&mut out, pad(cells, String::new(), String::new(), String::new()));
    }
    out
}

fn change_csv(report: &Report, change: &Change) -> Vec<String> {
    let version = |at: usize| report.versions.get(at).cloned().unwrap_or_default();
    let line = |line: Option<u64>| line.map(|line| line.to_string()).unwrap_or_default();
    let past = change.dated.is_some_and(|dated| dated.past_deadline);
    let mut cells = vec![
        change.kind.word().to_owned(),
        version(change.step),
        version(change.step + 1),
        change.key().join(", "),
        change.new_key().unwrap_or_default().join(", "),
        columns_of(report, change).join(", "),
        line(change.line_before),
        line(change.line_after),
        change.dated.map(|dated| show(dated.seconds)).unwrap_or_default(),
        burst_of(report, change).map(|burst| burst.to_string()).unwrap_or_default(),
        if past { "yes".to_owned() } else { String::new() },
    ];
    for (groups, (before, after)) in report.groups.iter().zip(&change.groups) {
        let value = |id: &Option<u32>| id.map(|id| groups.value(id).to_owned()).unwrap_or_default();
        cells.extend([value(before), value(after)]);
    }
    cells
}
