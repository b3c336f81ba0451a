//! Limits are reached by strangers: nothing grows, what is lost is said, and what remains is still right.

use event::{Format, Time};
use hunt::{
    About, Comparison, Expr, LogSource, Mappings, Number, Rule, Ruleset,
    correlation::{
        Bound, Bounds, Correlation, Correlations, Correlator, Demand, Hit, Loss, Lost, MAX_GROUPS,
        MAX_WINDOW_EVENTS, Measure, Node, Reference,
    },
};
use std::sync::Arc;

fn ruleset(measure: Measure, fields: &[&str], least: f64) -> Ruleset {
    let rule = Rule {
        about: Arc::new(About::default()),
        logsource: LogSource::default(),
        condition: Expr::Any(vec![]),
    };
    let correlation = Correlation {
        about: Arc::new(About::default()),
        measure,
        demand: Demand::Within(Bounds(vec![Bound::Is(
            Comparison::GreaterOrEqual,
            Number::new(least).expect("finite"),
        )])),
        fields: fields.iter().map(|field| Arc::from(*field)).collect(),
        references: vec![Reference { to: Node::Rule(0), aliases: vec![] }],
        group_by: vec!["user".into()],
        timespan: u64::MAX,
        reported: true,
    };
    let correlations = Correlations::new(vec![correlation]).expect("one refers to none");
    Ruleset::new(vec![rule], Mappings::default()).correlating(correlations, &[0])
}

/// The number of findings, and what was lost.
fn run(ruleset: &Ruleset, hits: impl Iterator<Item = Vec<String>>) -> (usize, Vec<Loss>) {
    let files = [("made up".into(), Format::JsonLines)];
    let mut found = 0;
    let mut correlator = Correlator::new(ruleset, &files);
    for (number, values) in hits.enumerate() {
        let values = values.into_iter().map(Some).collect();
        let time = Some(Time::from_nanos(number as i64));
        correlator.take(&Hit { time, event: number as u64, values, ..Hit::default() }, |_| found += 1);
    }
    let losses = correlator.finish(|_| found += 1);
    (found, losses)
}

fn lost(losses: &[Loss], lost: Lost) -> u64 {
    losses.iter().filter(|loss| loss.lost == lost).map(|loss| loss.events).sum()
}

#[test]
fn of_too_many_groups_the_quietest_goes() {
    let ruleset = ruleset(Measure::Events, &[], 2.0);
    let users = (0..MAX_GROUPS + 10).map(|user| vec![format!("u{user}")]);
    // The first ten are gone when they come again, the last is still there.
    let again = [0, 1, MAX_GROUPS + 9].map(|user| vec![format!("u{user}")]);
    let (found, losses) = run(&ruleset, users.chain(again));
    assert_eq!(found, 1);
    assert_eq!(lost(&losses, Lost::GroupsFull), 12);
}

#[test]
fn of_a_window_that_is_full_the_oldest_go() {
    let ruleset = ruleset(Measure::Values, &["n"], MAX_WINDOW_EVENTS as f64);
    let same = (0..50).map(|_| vec!["u".to_owned(), "same".to_owned()]);
    let others = (0..MAX_WINDOW_EVENTS).map(|n| vec!["u".to_owned(), n.to_string()]);
    let (found, losses) = run(&ruleset, same.chain(others));
    assert_eq!(found, 1, "{losses:?}");
    // The last of the same values is one of so many different ones.
    assert_eq!(lost(&losses, Lost::WindowFull), 49);
}

#[test]
fn long_values_do_not_fill_the_memory() {
    let ruleset = ruleset(Measure::Values, &["n"], 90_000.0);
    let long = "x".repeat(1000);
    let hits = (0..400_000).map(|n| vec![format!("u{}", n % 8), format!("{n}{long}")]);
    let (found, losses) = run(&ruleset, hits);
    assert_eq!(found, 0);
    assert!(lost(&losses, Lost::MemoryFull) > 0, "{losses:?}");
}
