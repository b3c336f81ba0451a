//! For rules drawn by chance: an event that meets the rule, and events that differ from it in one required thing.
//!
//! Events are made from the rule's expression, put into a record of a shape that its log source has, and hunted for by the real
//! program. What it must find, and must not, is judged by `judge`, which knows nothing of the engine.

mod draw;
mod judge;
mod regex_text;
mod shape;
mod sight;
mod spoil;
mod wish;

use crate::support::{program::run, real_data, repository};
use draw::Chance;
use hunt::{Mappings, Rule};
use judge::Judge;
use serde_json::Value;
use shape::Shape;
use sight::Sight;
use std::{collections::BTreeSet, fs, path::PathBuf};

/// How many rules are drawn.
const DRAWN: usize = 50;

/// How often choices are made anew before a rule is given up: Sigma's alternatives may exclude one another.
const MAX_TRIES: usize = 200;

/// A record that was made for a rule.
struct Made {
    /// The place of the rule among those drawn.
    rule: usize,
    /// What was done to it; nothing to the one that meets the rule.
    spoilt: String,
    record: Value,
    /// What the judge says.
    meets: bool,
}

/// Makes records and judges them.
struct Workshop {
    mappings: Mappings,
    shapes: Vec<Shape>,
    judge: Judge,
}

impl Workshop {
    fn new() -> Workshop {
        Workshop { mappings: Mappings::builtin(), shapes: shape::load(), judge: Judge::default() }
    }

    fn meets(&mut self, rule: &Rule, record: &Value) -> bool {
        let sight = Sight::new(record, &self.mappings);
        sight.class.is(&rule.logsource) && self.judge.holds(&rule.condition, &sight)
    }

    /// The first shape whose log source is the rule's.
    fn shape(&self, rule: &Rule) -> Option<Shape> {
        let fits = |shape: &&Shape| Sight::new(&shape.build(&[]), &self.mappings).class.is(&rule.logsource);
        self.shapes.iter().find(fits).cloned()
    }

    /// A record that meets the rule, and all spoilt ones; `None` where no way to meet it was found.
    fn make(&mut self, place: usize, rule: &Rule, shape: &Shape, chance: &mut Chance) -> Option<Vec<Made>> {
        let (wish, fields) = (0..MAX_TRIES).find_map(|_| {
            let wish = wish::Wish::of(&rule.condition, chance);
            let fields = wish.fields(&mut self.judge)?;
            self.meets(rule, &shape.build(&fields)).then_some((wish, fields))
        })?;
        let mut made =
            vec![Made { rule: place, spoilt: String::new(), record: shape.build(&fields), meets: true }];
        let mut spoilt = spoil::fields(&wish, &fields);
        spoilt.extend(self.filtered(rule, chance));
        let mut records: Vec<_> =
            spoilt.into_iter().map(|(what, fields)| (what, shape.build(&fields))).collect();
        records.extend(self.elsewhere(rule, &fields));
        for (spoilt, record) in records {
            let meets = self.meets(rule, &record);
            made.push(Made { rule: place, spoilt, record, meets });
        }
        Some(made)
    }

    /// The rule met but for one filter, which is met too.
    fn filtered(&mut self, rule: &Rule, chance: &mut Chance) -> Vec<spoil::Spoilt> {
        let turned = spoil::filters_met(&rule.condition);
        let make = |(number, condition)| {
            let fields = (0..MAX_TRIES / 10).find_map(|_| {
                let fields = wish::Wish::of(&condition, chance).fields(&mut self.judge)?;
                Some(fields)
            })?;
            Some((format!("filter {number} met"), fields))
        };
        turned.into_iter().enumerate().filter_map(make).collect()
    }

    /// The same fields in a record of the first two log sources that are not the rule's.
    fn elsewhere(&self, rule: &Rule, fields: &[wish::Field]) -> Vec<(String, Value)> {
        let other =
            |shape: &&Shape| !Sight::new(&shape.build(fields), &self.mappings).class.is(&rule.logsource);
        let others = self.shapes.iter().filter(other).take(2);
        others
            .enumerate()
            .map(|(number, shape)| (format!("log source {number}"), shape.build(fields)))
            .collect()
    }
}

/// A rule and a record, by their places.
type Pair = (usize, u64);

/// What the program finds of the drawn rules in the records.
fn found(rules: &[Rule], made: &[Made]) -> BTreeSet<Pair> {
    let folder = tempfile::tempdir().expect("a folder");
    let events = folder.path().join("events.jsonl");
    let lines: Vec<String> = made.iter().map(|made| made.record.to_string()).collect();
    fs::write(&events, lines.join("\n")).expect("written");
    let mut arguments: Vec<PathBuf> = ["hunt", "--format", "jsonl"].map(PathBuf::from).to_vec();
    arguments
        .extend(rules.iter().flat_map(|rule| [PathBuf::from("--rules"), PathBuf::from(&*rule.about.file)]));
    arguments.push(events);
    let place = |rule: &Value| {
        let is =
            |known: &Rule| rule["file"] == *known.about.file && rule["title"] == known.about.title.as_str();
        rules.iter().position(is)
    };
    let pair = |finding: &Value| Some((place(&finding["rule"])?, finding["source"]["record"].as_u64()?));
    run(arguments).ended(0).lines().iter().filter_map(pair).collect()
}

/// Every rule against every record, not only against those made for it.
fn expected(workshop: &mut Workshop, rules: &[Rule], made: &[Made]) -> BTreeSet<Pair> {
    let mut pairs = BTreeSet::new();
    for (made, record) in made.iter().zip(1..) {
        let sight = Sight::new(&made.record, &workshop.mappings);
        let met = |(_, rule): &(usize, &Rule)| {
            sight.class.is(&rule.logsource) && workshop.judge.holds(&rule.condition, &sight)
        };
        pairs.extend(rules.iter().enumerate().filter(met).map(|(place, _)| (place, record)));
    }
    pairs
}

/// Draws rules, makes events for them, and compares.
fn try_rules(all: Vec<Rule>, seed: u64, wanted: usize) {
    let mut workshop = Workshop::new();
    let mut chance = Chance::new(seed);
    let (mut rules, mut made, mut no_shape, mut no_event) = (Vec::new(), Vec::new(), 0, Vec::new());
    for rule in chance.shuffled(all) {
        if rules.len() == wanted {
            break;
        }
        let Some(shape) = workshop.shape(&rule) else {
            no_shape += 1;
            continue;
        };
        match workshop.make(rules.len(), &rule, &shape, &mut chance) {
            Some(records) => {
                made.extend(records);
                rules.push(rule);
            }
            None => no_event.push(rule.about.title.clone()),
        }
    }
    let misses = made.iter().filter(|made| !made.meets).count();
    println!(
        "{} rules, {} events, {misses} near misses; {no_shape} rules of other log sources, no event made for {no_event:?}",
        rules.len(),
        made.len()
    );
    assert_eq!(rules.len(), wanted);
    assert!(no_event.len() * 10 <= wanted, "{no_event:?}");
    every_rule_has_near_misses(&rules, &made);
    let (expected, found) = (expected(&mut workshop, &rules, &made), found(&rules, &made));
    let wrong: Vec<String> =
        expected.symmetric_difference(&found).map(|pair| told(*pair, &rules, &made, &found)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn every_rule_has_near_misses(rules: &[Rule], made: &[Made]) {
    for (place, rule) in rules.iter().enumerate() {
        let misses = made.iter().filter(|made| made.rule == place && !made.meets).count();
        assert!(misses >= 3, "{}: {misses} near misses", rule.about.title);
    }
}

fn told((place, record): Pair, rules: &[Rule], made: &[Made], found: &BTreeSet<Pair>) -> String {
    let verb = if found.contains(&(place, record)) { "must not meet" } else { "must meet" };
    let record = made.get(record as usize - 1).map(|made| (&made.spoilt, made.record.to_string()));
    let rule = rules.get(place).map(|rule| (&rule.about.title, rule.condition.to_string()));
    format!("{rule:?}\n  {verb} {record:?}")
}

#[test]
fn near_misses_of_the_built_in_rules_meet_nothing() {
    let rules = draw::rules(&[repository("crates/armoury/rules")]);
    let count = rules.len();
    // All of them: a log source that no shape has is a shape to be added.
    try_rules(rules, 1, count);
}

#[test]
fn near_misses_of_rules_drawn_by_chance_meet_nothing() {
    let Some(data) = real_data("sigma") else { return };
    let folders = ["rules", "rules-emerging-threats", "rules-threat-hunting"].map(|folder| data.join(folder));
    let seed = std::env::var("DETENTE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(2026);
    try_rules(draw::rules(&folders), seed, DRAWN);
}
