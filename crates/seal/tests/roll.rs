//! A made-up roll of a million rows with planted changes: each is found, grouped and dated, and nothing else is reported.
#![allow(clippy::expect_used, reason = "a test may fail so")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::version;
use seal::diff::{Change, ChangeKind, Question, Report, Version, compare};
use seal::time::{Moment, show};
use seal::{Format, Memory};
use testkit::roll::{BURST_HOUR, DEADLINE, Roll};

const ROWS: u64 = 1_000_000;

fn report(roll: &Roll, versions: usize) -> Report {
    let scratch = Memory::default();
    let read = |at: usize| {
        let mut text = Vec::new();
        roll.write(at, &mut text).expect("writes to memory");
        version(&format!("version {at}"), &text, Format::CSV, &["voter_id"], &scratch)
    };
    let versions: Vec<_> = (0..versions).map(read).collect();
    let versions: Vec<&dyn Version> = versions.iter().map(|version| version as &dyn Version).collect();
    let question = Question {
        group_by: vec!["county".to_owned(), "party".to_owned()],
        time: Some("updated_at".to_owned()),
        deadline: Moment::parse(DEADLINE),
        ..Question::default()
    };
    compare(&versions, &question).expect("compares")
}

fn keys<'r>(report: &'r Report, wanted: impl Fn(&Change) -> bool + 'r) -> BTreeSet<String> {
    report.changes.iter().filter(|change| wanted(change)).map(|change| change.key().concat()).collect()
}

fn columns(report: &Report, change: &Change) -> Vec<String> {
    change.columns.iter().map(|at| report.column(*at).to_owned()).collect()
}

#[test]
fn planted_changes_in_a_million_rows() {
    let roll = Roll::new(2024, ROWS);
    let planted = roll.planted();
    let report = report(&roll, 2);
    let of = |kind| keys(&report, move |change| change.kind == kind);
    assert!(report.drift.is_empty() && report.unlisted == 0 && report.undated == 0);
    assert_eq!(report.rows, [ROWS, ROWS + planted.added.len() as u64 - planted.removed.len() as u64]);
    assert_eq!(of(ChangeKind::Added), planted.added);
    assert_eq!(of(ChangeKind::Removed), planted.removed);
    let moved = report.changes.iter().filter(|change| change.kind == ChangeKind::Moved);
    let moved: BTreeMap<String, String> =
        moved.map(|c| (c.key().concat(), c.new_key().unwrap_or_default().concat())).collect();
    assert_eq!(moved, planted.moved);

    // Changed rows, by the columns that are named.
    let with = |names: &[&str]| {
        keys(&report, |change| change.kind == ChangeKind::Changed && columns(&report, change) == names)
    };
    let union =
        |sets: &[&BTreeSet<String>]| sets.iter().flat_map(|set| set.iter().cloned()).collect::<BTreeSet<_>>();
    assert_eq!(with(&["party", "updated_at"]), union(&[&planted.changed, &planted.late]));
    assert_eq!(with(&["status", "updated_at"]), union(&[&planted.burst, &planted.reverted]));
    assert_eq!(with(&["county", "precinct", "city", "updated_at"]), planted.regrouped);
    assert_eq!(with(&["status"]), planted.silent);
    let changed = planted.changed.len() + planted.late.len() + planted.burst.len() + planted.reverted.len();
    assert_eq!(of(ChangeKind::Changed).len(), changed + planted.regrouped.len() + planted.silent.len());

    // Dated: one burst, of that hour; the late ones past the deadline; the silent ones undated.
    let [burst] = report.bursts.as_deref().expect("sought") else { panic!("{:?}", report.bursts) };
    assert_eq!((show(burst.start), burst.interval), (BURST_HOUR.to_owned(), 3_600));
    let inside = keys(&report, |change| {
        change.dated.is_some_and(|dated| dated.fresh && burst.contains(dated.seconds))
    });
    assert!(inside.is_superset(&planted.burst));
    assert!(inside.len() <= planted.burst.len() + 3, "other changes fall into that hour by chance alone");
    assert_eq!(keys(&report, |change| change.dated.is_some_and(|dated| dated.past_deadline)), planted.late);
    assert_eq!(report.kept_time, planted.silent.len() as u64);

    // Grouped: each table adds up to the totals, and to the rows.
    for groups in &report.groups {
        let sum = |count: fn(&seal::diff::GroupTally) -> u64| groups.tallies.iter().map(count).sum::<u64>();
        let step = report.steps[0];
        assert_eq!(
            (sum(|t| t.added), sum(|t| t.removed), sum(|t| t.changed), sum(|t| t.moved)),
            (step.added, step.removed, step.changed, step.moved)
        );
        assert_eq!((sum(|t| t.rows_before), sum(|t| t.rows_after)), (report.rows[0], report.rows[1]));
        assert_eq!(sum(|t| t.arrived), sum(|t| t.left));
    }
    let arrived = |at: usize| report.groups[at].tallies.iter().map(|tally| tally.arrived).sum::<u64>();
    assert_eq!(arrived(0), planted.regrouped.len() as u64);
    assert_eq!(arrived(1), (planted.changed.len() + planted.late.len()) as u64);
}

#[test]
fn changed_and_changed_back() {
    let roll = Roll::new(7, 50_000);
    let report = report(&roll, 3);
    let reverted: BTreeSet<String> = report.reverts.iter().map(|revert| revert.key().concat()).collect();
    assert_eq!(reverted, roll.planted().reverted);
    assert!(
        report
            .reverts
            .iter()
            .all(|r| r.column.map(|at| report.column(at)) == Some("status") && (r.before, r.back) == (0, 2))
    );
    assert_eq!(report.steps[1].total(), roll.planted().reverted.len() as u64);
}

#[test]
fn a_version_equals_itself() {
    let roll = Roll::new(3, 20_000);
    let scratch = Memory::default();
    let mut text = Vec::new();
    roll.write(1, &mut text).expect("writes to memory");
    let one = version("one", &text, Format::CSV, &["voter_id"], &scratch);
    assert!(compare(&[&one, &one], &Question::default()).expect("compares").is_equal());
}
