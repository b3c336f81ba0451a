//! The report of a comparison as one JSON object, for programs.

use seal::diff::{Burst, Change, ChangeKind, DriftKind, Groups, Report};
use seal::time::show;

use super::diff::Findings;
use super::output::Json;
use super::words::{CLOSING, burst_of, columns_of, group_lines, value_columns};

/// The report.
pub fn json(findings: &Findings) -> Vec<u8> {
    let report = &findings.report;
    let tally = |tally: &seal::diff::Tally| {
        Json::Object(
            ChangeKind::ALL.into_iter().map(|kind| (kind.word(), Json::number(tally.get(kind)))).collect(),
        )
    };
    let versions = report.versions.iter().zip(&report.rows).map(|(name, rows)| {
        Json::Object(vec![("name", Json::text(name.clone())), ("rows", Json::number(*rows))])
    });
    let columns = report.columns.iter().zip(&report.column_changes).map(|(name, changes)| {
        Json::Object(vec![("name", Json::text(name.clone())), ("changed", Json::number(*changes))])
    });
    let json = Json::Object(vec![
        ("versions", Json::List(versions.collect())),
        ("key", Json::texts(report.key_columns.clone())),
        ("columns", Json::List(columns.collect())),
        ("steps", Json::List(report.steps.iter().map(tally).collect())),
        ("schema", Json::List(report.drift.iter().map(drift_json).collect())),
        ("groups", Json::List(report.groups.iter().map(groups_json).collect())),
        (
            "bursts",
            report
                .bursts
                .as_ref()
                .map_or(Json::Null, |bursts| Json::List(bursts.iter().map(burst_json).collect())),
        ),
        ("past_deadline", report.past_deadline.as_ref().map_or(Json::Null, tally)),
        ("reverts", Json::List(report.reverts.iter().map(|revert| revert_json(report, revert)).collect())),
        (
            "changes",
            Json::List(
                report
                    .changes
                    .iter()
                    .take(findings.limit)
                    .map(|change| change_json(report, change))
                    .collect(),
            ),
        ),
        (
            "unlisted",
            Json::number(report.unlisted + report.changes.len().saturating_sub(findings.limit) as u64),
        ),
        ("kept_time", Json::number(report.kept_time)),
        ("undated", Json::number(report.undated)),
        ("moves_sought", Json::Flag(report.moves_sought)),
        ("notes", Json::texts(findings.notes.iter().cloned())),
        ("closing", Json::text(CLOSING)),
    ]);
    let mut out = Vec::new();
    json.write(&mut out, 0);
    out.push(b'\n');
    out
}

fn drift_json(drift: &seal::diff::Drift) -> Json {
    let (kind, from, to) = match &drift.kind {
        DriftKind::Added(name) => ("added", None, Some(name)),
        DriftKind::Removed(name) => ("removed", Some(name), None),
        DriftKind::Renamed { from, to } => ("renamed", Some(from), Some(to)),
        DriftKind::Reordered => ("reordered", None, None),
    };
    Json::Object(vec![
        ("step", Json::number(drift.step as u64)),
        ("kind", Json::text(kind)),
        ("from", Json::maybe(from.cloned())),
        ("to", Json::maybe(to.cloned())),
    ])
}

fn groups_json(groups: &Groups) -> Json {
    const NAMES: [&str; 8] =
        ["rows_before", "rows_after", "added", "removed", "changed", "moved", "arrived", "left"];
    let values = group_lines(groups).into_iter().map(|(value, counts)| {
        let counts = NAMES.into_iter().zip(counts.map(Json::number));
        Json::Object(std::iter::once(("value", Json::text(value))).chain(counts).collect())
    });
    Json::Object(vec![
        ("column", Json::text(groups.column.clone())),
        ("values", Json::List(values.collect())),
    ])
}

fn burst_json(burst: &Burst) -> Json {
    let mut members = vec![
        ("start", Json::text(show(burst.start))),
        ("end", Json::text(show(burst.end))),
        ("first", Json::text(show(burst.first))),
        ("last", Json::text(show(burst.last))),
        ("interval_seconds", Json::number(burst.interval)),
        ("typical", Json::number(burst.typical)),
        ("count", Json::number(burst.tally.total())),
    ];
    members
        .extend(ChangeKind::ALL.into_iter().map(|kind| (kind.word(), Json::number(burst.tally.get(kind)))));
    Json::Object(members)
}

fn revert_json(report: &Report, revert: &seal::diff::Revert) -> Json {
    let name = |at: usize| Json::maybe(report.versions.get(at).cloned());
    Json::Object(vec![
        ("key", Json::texts(revert.key())),
        ("column", Json::maybe(revert.column.map(|column| report.column(column)))),
        ("was_present", Json::Flag(revert.was_present)),
        ("before", name(revert.before)),
        ("back", name(revert.back)),
    ])
}

fn change_json(report: &Report, change: &Change) -> Json {
    let line = |line: Option<u64>| line.map_or(Json::Null, Json::number);
    let groups = report.groups.iter().zip(&change.groups).map(|(groups, (before, after))| {
        let value = |id: &Option<u32>| Json::maybe(id.map(|id| groups.value(id)));
        Json::Object(vec![
            ("column", Json::text(groups.column.clone())),
            ("before", value(before)),
            ("after", value(after)),
        ])
    });
    let values = value_columns(report, change).into_iter().zip(&change.values).map(|(name, value)| {
        Json::Object(vec![
            ("column", Json::text(name)),
            ("before", Json::maybe(value.before.clone())),
            ("after", Json::maybe(value.after.clone())),
        ])
    });
    let mut members = vec![
        ("kind", Json::text(change.kind.word())),
        ("step", Json::number(change.step as u64)),
        ("key", Json::texts(change.key())),
        ("new_key", change.new_key().map_or(Json::Null, Json::texts)),
        ("columns", Json::texts(columns_of(report, change))),
        ("line_before", line(change.line_before)),
        ("line_after", line(change.line_after)),
    ];
    if !report.groups.is_empty() {
        members.push(("groups", Json::List(groups.collect())));
    }
    if !change.values.is_empty() {
        members.push(("values", Json::List(values.collect())));
    }
    if report.bursts.is_some() {
        members.push(("time", Json::maybe(change.dated.map(|dated| show(dated.seconds)))));
        members.push(("time_is_of_this_change", Json::Flag(change.dated.is_some_and(|dated| dated.fresh))));
        members
            .push(("burst", burst_of(report, change).map_or(Json::Null, |burst| Json::number(burst as u64))));
    }
    if report.past_deadline.is_some() {
        members.push(("past_deadline", Json::Flag(change.dated.is_some_and(|dated| dated.past_deadline))));
    }
    Json::Object(members)
}
