//! Correlations and hits made of whatever bytes: the engine finds what the plain reference of its tests finds.
#![no_main]

#[path = "../../crates/hunt/tests/correlation/reference.rs"]
mod reference;

use event::{Format, Position, Time};
use hunt::{
    About, Cause, Comparison, Expr, LogSource, Mappings, Number, Rule, Ruleset,
    correlation::{
        Bound, Bounds, Correlation, Correlations, Correlator, Demand, Hit, Measure, Node, Reference,
    },
};
use reference::{Found, Happening, findings};
use std::sync::Arc;

const RULES: usize = 2;

/// The reference looks at everything again for each event.
const MAX_HITS: usize = 40;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((terms, hits)) = bytes.split_first_chunk::<6>() else { return };
    let correlations = Correlations::new(vec![correlation(*terms)]).expect("one refers to none");
    let mut hits: Vec<(i64, u8)> =
        hits.iter().take(MAX_HITS).map(|byte| (i64::from(byte >> 4), byte & 15)).collect();
    hits.sort_by_key(|(time, _)| *time);
    let hits: Vec<Happening> = (1..).zip(&hits).map(|(event, hit)| happening(event, *hit)).collect();
    let expected = findings(&correlations, &hits);
    let found = by_engine(correlations, &hits);
    assert_eq!(sorted(found), sorted(expected));
});

fn correlation([measure, timespan, first, second, bounds, group]: [u8; 6]) -> Correlation {
    let number = |value: u8| Number::new(f64::from(value % 8)).expect("finite");
    let measures = [
        Measure::Events,
        Measure::Values,
        Measure::Rules,
        Measure::RulesInOrder,
        Measure::Sum,
        Measure::Average,
        Measure::Percentile(number(timespan)),
        Measure::Median,
        Measure::Least,
        Measure::Greatest,
    ];
    let measure = measures[usize::from(measure) % measures.len()];
    let comparisons = [
        Comparison::Equal,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ];
    let bound = |comparison: u8, value| Bound::Is(comparisons[usize::from(comparison) % 5], number(value));
    let both = vec![bound(bounds, first), bound(bounds / 5, second)];
    let counts = measure == Measure::Values || measure.is_numeric();
    Correlation {
        about: Arc::new(About::default()),
        measure,
        demand: Demand::Within(Bounds(if bounds > 127 { both } else { both[..1].to_vec() })),
        fields: if counts { vec!["n".into()] } else { Vec::new() },
        references: (0..RULES).map(|rule| Reference { to: Node::Rule(rule), aliases: Vec::new() }).collect(),
        group_by: if group & 1 == 1 { vec!["user".into()] } else { Vec::new() },
        timespan: u64::from(timespan % 16),
        reported: true,
    }
}

/// The low bits say which rule was met, who it was and which number there was.
fn happening(event: u64, (at, bits): (i64, u8)) -> Happening {
    let user = if bits & 2 == 0 { "a" } else { "b" };
    let values = vec![("user".to_owned(), user.to_owned()), ("n".to_owned(), (bits >> 2).to_string())];
    Happening { node: Node::Rule(usize::from(bits & 1)), at, order: (event as usize, 0), event, values }
}

fn by_engine(correlations: Correlations, hits: &[Happening]) -> Vec<Found> {
    let rule = || Rule {
        about: Arc::new(About::default()),
        logsource: LogSource::default(),
        condition: Expr::Any(Vec::new()),
    };
    let rules = (0..RULES).map(|_| rule()).collect();
    let ruleset = Ruleset::new(rules, Mappings::default()).correlating(correlations, &[]);
    let files = [("made up".into(), Format::JsonLines)];
    let mut found = Vec::new();
    let mut tell = |finding: &hunt::Finding<'_>| {
        let Cause::Correlation(correlated) = &finding.cause else { panic!("{finding:?}") };
        found.push(Found {
            correlation: finding.place - RULES,
            at: 0,
            group: finding.matched.iter().map(|(_, value)| value.to_string()).collect(),
            value: correlated.value,
            events: correlated.events.iter().map(|event| event.position.record).collect(),
        });
    };
    let mut correlator = Correlator::new(&ruleset, &files);
    for happening in hits {
        let Node::Rule(rule) = happening.node else { continue };
        let value = |name: &Arc<str>| {
            happening.values.iter().find(|(of, _)| **of == **name).map(|(_, value)| value.clone())
        };
        let hit = Hit {
            rule: rule as u32,
            time: Some(Time::from_nanos(happening.at)),
            event: happening.event,
            position: Position { record: happening.event, offset: 0 },
            values: ruleset.wanted(rule as u32).iter().map(value).collect(),
            ..Hit::default()
        };
        correlator.take(&hit, &mut tell);
    }
    correlator.finish(&mut tell);
    found
}

fn sorted(found: Vec<Found>) -> Vec<String> {
    let mut texts: Vec<String> =
        found.into_iter().map(|one| format!("{:?}", Found { at: 0, ..one })).collect();
    texts.sort();
    texts
}
