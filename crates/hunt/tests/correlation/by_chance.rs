//! The engine against the reference, on correlations and hits made by chance: few values and short times, so that much meets.

use super::reference::{Found, Happening, findings};
use event::{Format, Position, Time};
use hunt::{
    About, Cause, Comparison, Expr, LogSource, Mappings, Number, Rule, Ruleset,
    correlation::{
        Bound, Bounds, Correlation, Correlations, Correlator, Demand, Formula, Hit, Measure, Node, Reference,
    },
};
use proptest::prelude::*;
use std::sync::Arc;

const RULES: usize = 3;
const FIELDS: [&str; 3] = ["user", "host", "n"];

fn number(value: f64) -> Number {
    Number::new(value).expect("finite")
}

fn bound() -> impl Strategy<Value = Bound> {
    let comparison = prop::sample::select(vec![
        Comparison::Equal,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
        Comparison::GreaterOrEqual,
        Comparison::GreaterOrEqual,
    ]);
    (comparison, 0..6, prop::bool::weighted(0.1)).prop_map(|(comparison, value, is_not)| {
        let value = number(f64::from(value));
        if is_not { Bound::IsNot(value) } else { Bound::Is(comparison, value) }
    })
}

fn formula(with_not: bool) -> impl Strategy<Value = Formula> {
    (0..RULES).prop_map(Formula::Met).prop_recursive(2, 6, 3, move |part| {
        let several = prop::collection::vec(part.clone(), 1..3);
        let not = part.prop_map(move |part| if with_not { Formula::Not(Box::new(part)) } else { part });
        prop_oneof![several.clone().prop_map(Formula::All), several.prop_map(Formula::Any), not]
    })
}

fn measure() -> impl Strategy<Value = Measure> {
    prop::sample::select(vec![
        Measure::Events,
        Measure::Values,
        Measure::Rules,
        Measure::RulesInOrder,
        Measure::Sum,
        Measure::Average,
        Measure::Percentile(number(75.0)),
        Measure::Median,
        Measure::Least,
        Measure::Greatest,
    ])
}

/// A correlation of rules, and where it is not the first perhaps of the one before it.
fn correlation(place: usize) -> impl Strategy<Value = Correlation> {
    let demand = prop_oneof![
        3 => prop::collection::vec(bound(), 1..3).prop_map(|bounds| Demand::Within(Bounds(bounds))),
        1 => formula(true).prop_map(Demand::These),
    ];
    let group = prop::sample::subsequence(vec!["user", "host"], 0..=2);
    (measure(), demand, formula(false), group, 0_u64..6, any::<bool>(), any::<bool>()).prop_map(
        move |(measure, demand, in_order, group, timespan, is_aliased, is_chained)| {
            let demand = match demand {
                Demand::These(_) if !measure.is_temporal() => {
                    Demand::Within(Bounds(vec![Bound::Is(Comparison::GreaterOrEqual, number(2.0))]))
                }
                Demand::These(_) if measure == Measure::RulesInOrder => Demand::These(in_order),
                demand => demand,
            };
            let field: &[&str] = match measure {
                Measure::Values => &["host", "n"],
                _ if measure.is_numeric() => &["n"],
                _ => &[],
            };
            let reference = |rule: usize| {
                let to = match place.checked_sub(1) {
                    // What a chain hands on besides its group is for other tests.
                    Some(before) if is_chained && rule == 0 && field.is_empty() => Node::Correlation(before),
                    _ => Node::Rule(rule),
                };
                let aliased = is_aliased && rule == 1 && to == Node::Rule(rule);
                let aliases = if aliased { vec![("user".into(), "host".into())] } else { Vec::new() };
                Reference { to, aliases }
            };
            Correlation {
                about: Arc::new(About::default()),
                measure,
                demand,
                fields: field.iter().map(|field| Arc::from(*field)).collect(),
                references: (0..RULES).map(reference).collect(),
                // A chain groups by what both have.
                group_by: if is_chained {
                    Vec::new()
                } else {
                    group.iter().map(|name| Arc::from(*name)).collect()
                },
                timespan,
                reported: true,
            }
        },
    )
}

/// A hit by its rules, time and values.
type Made = (Vec<usize>, i64, [Option<&'static str>; 3]);

fn hit() -> impl Strategy<Value = Made> {
    let name = |names: &'static [&'static str]| prop::option::weighted(0.9, prop::sample::select(names));
    (
        prop::sample::subsequence((0..RULES).collect::<Vec<_>>(), 1..=2),
        0_i64..25,
        (name(&["a", "b", "A"]), name(&["a", "x"]), name(&["1", "2", "3", "x"])),
    )
        .prop_map(|(rules, time, (user, host, n))| (rules, time, [user, host, n]))
}

fn ruleset(correlations: Correlations) -> Ruleset {
    let rule = || Rule {
        about: Arc::new(About::default()),
        logsource: LogSource::default(),
        condition: Expr::Any(Vec::new()),
    };
    Ruleset::new((0..RULES).map(|_| rule()).collect(), Mappings::default()).correlating(correlations, &[])
}

fn by_engine(ruleset: &Ruleset, hits: &[Happening]) -> Vec<Found> {
    let files = [("made up".into(), Format::JsonLines)];
    let mut found: Vec<Found> = Vec::new();
    let mut correlator = Correlator::new(ruleset, &files);
    let mut tell = |finding: &hunt::Finding<'_>| {
        let Cause::Correlation(correlated) = &finding.cause else { panic!("{finding:?}") };
        found.push(Found {
            correlation: finding.place - RULES,
            at: 0,
            group: finding.matched.iter().map(|(_, value)| value.to_string().to_lowercase()).collect(),
            value: correlated.value,
            events: correlated.events.iter().map(|event| event.position.record).collect(),
        });
    };
    for happening in hits {
        let Node::Rule(rule) = happening.node else { panic!("hits are of rules") };
        let wanted = ruleset.wanted(rule as u32);
        let value = |name: &Arc<str>| {
            happening.values.iter().find(|(of, _)| **of == **name).map(|(_, value)| value.clone())
        };
        let hit = Hit {
            rule: rule as u32,
            time: Some(Time::from_nanos(happening.at)),
            event: happening.event,
            position: Position { record: happening.event, offset: 0 },
            values: wanted.iter().map(value).collect(),
            ..Hit::default()
        };
        correlator.take(&hit, &mut tell);
    }
    correlator.finish(&mut tell);
    found
}

/// In an order that does not depend on who found it. When a finding was known is not told.
fn sorted(mut found: Vec<Found>) -> Vec<String> {
    found.iter_mut().for_each(|one| {
        one.at = 0;
        one.events.sort_unstable();
        one.group.iter_mut().for_each(|value| *value = value.to_lowercase());
    });
    let mut texts: Vec<String> = found.iter().map(|one| format!("{one:?}")).collect();
    texts.sort();
    texts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn engine_and_reference_find_the_same(
        first in correlation(0),
        second in correlation(1),
        made in prop::collection::vec(hit(), 0..30),
    ) {
        let correlations = Correlations::new(vec![first, second]).expect("in order");
        let mut made = made;
        made.sort_by_key(|(_, time, _)| *time);
        let hits: Vec<Happening> = (1..).zip(&made).flat_map(|(event, (rules, time, values))| {
            let values: Vec<(String, String)> = FIELDS.iter().zip(values)
                .filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?.to_owned()))).collect();
            rules.iter().map(move |rule| Happening { node: Node::Rule(*rule), at: *time, order: (0, 0), event, values: values.clone() })
        }).collect();
        let hits: Vec<Happening> = hits.into_iter().enumerate().map(|(at, hit)| Happening { order: (at, 0), ..hit }).collect();
        let expected = sorted(findings(&correlations, &hits));
        let ruleset = ruleset(correlations);
        prop_assert_eq!(sorted(by_engine(&ruleset, &hits)), expected);
    }
}
