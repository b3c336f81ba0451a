//! The report as one page that opens offline: no script, nothing loaded, light and dark.

use std::fmt::Write as _;

use seal::diff::{Change, ChangeKind, Report};
use seal::time::show;

use super::diff::Findings;
use super::output::count;
use super::words::{
    CLOSING, GROUP_COLUMNS, burst_line, burst_of, columns_of, drift_line, group_lines, revert_line,
    step_name, tally_words, value_columns,
};
use crate::output::page::{self, Head, escape};

/// The page.
pub fn page(findings: &Findings) -> String {
    let report = &findings.report;
    let title = format!("What differs: {}", report.versions.join(" / "));
    let mut page = page::open(&Head { title: &title, style: "", script: "" });
    let _ = writeln!(page, "<h1>What differs</h1>\n<p class=\"soft\">{CLOSING}</p>"); // writing to a string cannot fail
    versions(&mut page, report);
    columns(&mut page, report);
    times(&mut page, report);
    groups(&mut page, report);
    reverts(&mut page, report, findings.limit);
    changes(&mut page, findings);
    list(&mut page, "Notes", findings.notes.iter().cloned());
    page + &page::close("")
}

fn table(page: &mut String, head: &[&str], numbers_from: usize, rows: impl Iterator<Item = Vec<String>>) {
    let class = |at: usize| if at >= numbers_from { " class=\"n\"" } else { "" };
    page.push_str("<div class=\"wide\"><table><thead><tr>");
    for (at, name) in head.iter().enumerate() {
        let _ = write!(page, "<th{}>{}</th>", class(at), escape(name)); // writing to a string cannot fail
    }
    page.push_str("</tr></thead><tbody>\n");
    for row in rows {
        page.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let _ = write!(page, "<td{}>{cell}</td>", class(at));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

fn list(page: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let items: String = lines.fold(String::new(), |items, line| items + "<li>" + &escape(&line) + "</li>\n");
    if !items.is_empty() {
        let _ = write!(page, "<h2>{}</h2>\n<ul>\n{items}</ul>\n", escape(title));
    }
}

fn versions(page: &mut String, report: &Report) {
    let rows = report.versions.iter().zip(&report.rows).map(|(name, rows)| vec![escape(name), count(*rows)]);
    table(page, &["version", "rows"], 1, rows);
    let steps = report.steps.iter().enumerate().map(|(step, tally)| {
        let counts = ChangeKind::ALL.map(|kind| count(tally.get(kind)));
        std::iter::once(escape(&step_name(report, step))).chain(counts).collect()
    });
    page.push_str("<h2>Rows</h2>\n");
    table(page, &["from, to", "added", "removed", "changed", "moved"], 1, steps);
}

fn columns(page: &mut String, report: &Report) {
    list(
        page,
        "Columns",
        report
            .drift
            .iter()
            .map(|drift| format!("{}: {}", step_name(report, drift.step), drift_line(&drift.kind))),
    );
    let touched: Vec<_> =
        report.columns.iter().zip(&report.column_changes).filter(|(_, n)| **n > 0).collect();
    if !touched.is_empty() {
        page.push_str("<h2>Changed rows by column</h2>\n");
        table(
            page,
            &["column", "changed rows"],
            1,
            touched.into_iter().map(|(name, n)| vec![escape(name), count(*n)]),
        );
    }
}

fn times(page: &mut String, report: &Report) {
    if let Some(bursts) = &report.bursts {
        match bursts.is_empty() {
            true => page.push_str("<h2>Bursts</h2>\n<p>None.</p>\n"),
            false => list(
                page,
                "Bursts",
                bursts
                    .iter()
                    .enumerate()
                    .map(|(at, burst)| format!("Burst {}: {}", at + 1, burst_line(burst))),
            ),
        }
    }
    if let Some(past) = &report.past_deadline {
        let _ = write!(page, "<h2>Past the deadline</h2>\n<p>{}.</p>\n", tally_words(past));
    }
}

fn groups(page: &mut String, report: &Report) {
    for groups in &report.groups {
        let _ = writeln!(page, "<h2>By {}</h2>", escape(&groups.column));
        let head: Vec<&str> = std::iter::once(groups.column.as_str()).chain(GROUP_COLUMNS).collect();
        let rows = group_lines(groups)
            .into_iter()
            .map(|(value, counts)| std::iter::once(escape(&value)).chain(counts.map(count)).collect());
        table(page, &head, 1, rows);
    }
}

fn reverts(page: &mut String, report: &Report, limit: usize) {
    if report.versions.len() > 2 {
        let total = report.reverts.len() as u64 + report.unlisted_reverts;
        let title = format!("Changed and changed back: {}", count(total));
        match total {
            0 => page.push_str("<h2>Changed and changed back</h2>\n<p>None.</p>\n"),
            _ => list(
                page,
                &title,
                report.reverts.iter().take(limit).map(|revert| revert_line(report, revert)),
            ),
        }
    }
}

fn changes(page: &mut String, findings: &Findings) {
    let report = &findings.report;
    let total: u64 = report.steps.iter().map(seal::diff::Tally::total).sum();
    let shown = report.changes.len().min(findings.limit);
    if shown == 0 {
        return;
    }
    let _ = writeln!(page, "<h2>Changes</h2>");
    if (shown as u64) < total {
        let _ = writeln!(
            page,
            "<p class=\"soft\">{} of {}; --limit shows more.</p>",
            count(shown as u64),
            count(total)
        );
    }
    let rows = report.changes.iter().take(findings.limit).map(|change| change_row(report, change));
    table(page, &["what", "key", "columns", "when", "groups"], usize::MAX, rows);
}

fn change_row(report: &Report, change: &Change) -> Vec<String> {
    let mut key = escape(&change.key().join(", "));
    if let Some(new) = change.new_key() {
        let _ = write!(key, " &rarr; {}", escape(&new.join(", ")));
    }
    let mut when = change.dated.map(|dated| show(dated.seconds)).unwrap_or_default();
    if let Some(burst) = burst_of(report, change) {
        let _ = write!(when, " <span class=\"mark\">burst {burst}</span>");
    }
    if change.dated.is_some_and(|dated| dated.past_deadline) {
        when.push_str(" <span class=\"mark\">past the deadline</span>");
    }
    let what = match report.versions.len() {
        ..=2 => change.kind.word().to_owned(),
        _ => format!("{} ({})", change.kind.word(), escape(&step_name(report, change.step))),
    };
    vec![what, key, values(report, change), when, group_values(report, change)]
}

fn values(report: &Report, change: &Change) -> String {
    if change.values.is_empty() {
        return escape(&columns_of(report, change).join(", "));
    }
    let mut cell = String::new();
    for (name, value) in value_columns(report, change).iter().zip(&change.values) {
        let _ = write!(cell, "<div>{}", escape(name));
        for (tag, value) in [("del", &value.before), ("ins", &value.after)] {
            if let Some(value) = value {
                let _ = write!(cell, " <{tag}>{}</{tag}>", escape(value));
            }
        }
        cell.push_str("</div>");
    }
    cell
}

fn group_values(report: &Report, change: &Change) -> String {
    let words = report.groups.iter().zip(&change.groups).map(|(groups, (before, after))| {
        let value = |id: &Option<u32>| id.map(|id| escape(groups.value(id)));
        match (value(before), value(after)) {
            (Some(before), Some(after)) if before != after => format!("{before} &rarr; {after}"),
            (before, after) => after.or(before).unwrap_or_default(),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}
