//! The report of a comparison as text, for people at a terminal.

use seal::diff::{Change, ChangeKind, Report};
use seal::time::show;

use super::diff::{Findings, TEXT_LIMIT};
use super::output::{aligned, count};
use super::words::{
    CLOSING, GROUP_COLUMNS, burst_line, burst_of, columns_of, drift_line, group_lines, revert_line,
    step_name, tally_words, value_columns,
};
use crate::output::escape::terminal;

/// The report.
pub fn text(findings: &Findings) -> String {
    let report = &findings.report;
    let mut text = String::new();
    let mut line = |words: String| {
        text += &terminal(&words);
        text.push('\n');
    };
    for (name, rows) in report.versions.iter().zip(&report.rows) {
        line(format!("{name}: {} rows", count(*rows)));
    }
    for (step, tally) in report.steps.iter().enumerate() {
        line(String::new());
        line(format!("From {}: {}", step_name(report, step), tally_words(tally)));
        for drift in report.drift.iter().filter(|drift| drift.step == step) {
            line(format!("  {}", drift_line(&drift.kind)));
        }
    }
    let columns: Vec<String> = (report.columns.iter().zip(&report.column_changes))
        .filter(|(_, changes)| **changes > 0)
        .map(|(name, changes)| format!("{name} {}", count(*changes)))
        .collect();
    if !columns.is_empty() {
        line(
            format!("\nChanged rows by column: {}", columns.join(", ")).replace('\n', " ").trim().to_owned(),
        );
    }
    text += &groups_text(report);
    text += &times_text(report);
    for kind in ChangeKind::ALL {
        text += &changes_text(findings, kind);
    }
    for note in &findings.notes {
        text += &format!("\nnote: {}\n", terminal(note));
    }
    text + "\n" + CLOSING + "\n"
}

fn groups_text(report: &Report) -> String {
    let mut text = String::new();
    for groups in &report.groups {
        let lines = group_lines(groups);
        if lines.is_empty() {
            continue;
        }
        let mut table =
            vec![std::iter::once(groups.column.clone()).chain(GROUP_COLUMNS.map(str::to_owned)).collect()];
        table.extend(
            lines.into_iter().map(|(value, counts)| {
                std::iter::once(value).chain(counts.map(count)).collect::<Vec<String>>()
            }),
        );
        text += &format!("\nBy {}\n{}", terminal(&groups.column), aligned(&table));
    }
    text
}

fn times_text(report: &Report) -> String {
    let mut text = String::new();
    if let Some(bursts) = &report.bursts {
        text += &format!(
            "\nBursts: {}\n",
            if bursts.is_empty() { "none".to_owned() } else { count(bursts.len() as u64) }
        );
        for (at, burst) in bursts.iter().enumerate() {
            text += &format!("  {}. {}\n", at + 1, burst_line(burst));
        }
    }
    if let Some(past) = &report.past_deadline {
        text += &format!("\nPast the deadline: {}\n", tally_words(past));
    }
    if report.versions.len() > 2 {
        let total = report.reverts.len() as u64 + report.unlisted_reverts;
        text += &format!(
            "\nChanged and changed back: {}\n",
            if total == 0 { "none".to_owned() } else { count(total) }
        );
        for revert in report.reverts.iter().take(TEXT_LIMIT) {
            text += &format!("  {}\n", terminal(&revert_line(report, revert)));
        }
        if total > TEXT_LIMIT as u64 {
            text += &format!(
                "  and {} more; --format csv or json lists them\n",
                count(total - TEXT_LIMIT as u64)
            );
        }
    }
    text
}

fn changes_text(findings: &Findings, kind: ChangeKind) -> String {
    let report = &findings.report;
    let total: u64 = report.steps.iter().map(|tally| tally.get(kind)).sum();
    let changes: Vec<&Change> =
        report.changes.iter().filter(|change| change.kind == kind).take(findings.limit).collect();
    if changes.is_empty() {
        return String::new();
    }
    let shown = changes.len() as u64;
    let mut word = kind.word().to_owned();
    word.get_mut(..1).map(str::make_ascii_uppercase).unwrap_or_default();
    let mut text = match shown < total {
        true => {
            format!("\n{word} ({} of {}; --limit or --format csv shows more)\n", count(shown), count(total))
        }
        false => format!("\n{word} ({})\n", count(total)),
    };
    let lines: Vec<Vec<String>> = changes.iter().map(|change| change_cells(report, change)).collect();
    let table = aligned(&lines);
    for (row, change) in table.lines().zip(changes) {
        text += row;
        text.push('\n');
        for (name, value) in value_columns(report, change).iter().zip(&change.values) {
            let shown = |value: &Option<String>| value.as_ref().map(|value| terminal(&format!("{value:?}")));
            let words = match (shown(&value.before), shown(&value.after)) {
                (Some(before), Some(after)) => format!("{before} -> {after}"),
                (before, after) => before.or(after).unwrap_or_default(),
            };
            text += &format!("      {}: {words}\n", terminal(name));
        }
    }
    text
}

fn change_cells(report: &Report, change: &Change) -> Vec<String> {
    let mut key = change.key().join(", ");
    if let Some(new) = change.new_key() {
        key += &format!(" -> {}", new.join(", "));
    }
    let mut cells = vec![key, columns_of(report, change).join(", ")];
    if report.versions.len() > 2 {
        cells.push(step_name(report, change.step));
    }
    if let Some(dated) = change.dated {
        cells.push(show(dated.seconds));
        let marks = [
            burst_of(report, change).map(|burst| format!("burst {burst}")),
            dated.past_deadline.then(|| "past the deadline".to_owned()),
        ];
        cells.push(marks.into_iter().flatten().collect::<Vec<_>>().join(", "));
    }
    cells
}
