//! Leaving out rules that matter less, without breaking what needs them.

use std::{collections::BTreeSet, sync::Arc};

use super::Loaded;
use crate::{
    About, Level, Mappings, Rule, Ruleset,
    correlation::{Correlations, Node},
};

impl Loaded {
    /// Only what is at or above a level. A rule below it stays where a correlation refers to it, and is not reported.
    pub fn from_level(mut self, level: Level) -> Self {
        self.correlations = self.correlations.from_level(level);
        let needed = needed(&self.correlations);
        let silent: BTreeSet<usize> = self.silent.iter().copied().collect();
        let is_reported = |place: usize, of: Level| of >= level && !silent.contains(&place);
        let mut kept: Vec<(usize, bool)> = Vec::new();
        for (place, rule) in self.rules.iter().enumerate() {
            let is_reported = is_reported(place, rule.about.level);
            if is_reported || needed.contains(&place) {
                kept.push((place, is_reported));
            }
        }
        let places: Vec<usize> = kept.iter().map(|(place, _)| *place).collect();
        self.silent =
            kept.iter().enumerate().filter(|(_, (_, reported))| !reported).map(|(place, _)| place).collect();
        self.correlations = self.correlations.with_rules_at(&places);
        let mut kept = places.iter().peekable();
        let mut place = 0..;
        self.rules
            .retain(|_| place.next().is_some_and(|place| kept.next_if(|kept| **kept == place).is_some()));
        self.loaded = count(&self.rules, &self.correlations);
        self
    }

    /// The ruleset of these rules and correlations.
    pub fn into_ruleset(self, mappings: Mappings) -> Ruleset {
        Ruleset::new(self.rules, mappings).correlating(self.correlations, &self.silent)
    }
}

/// The rules that correlations refer to.
fn needed(correlations: &Correlations) -> BTreeSet<usize> {
    let references = correlations.list().iter().flat_map(|correlation| &correlation.references);
    let rules = references.filter_map(|reference| match reference.to {
        Node::Rule(rule) => Some(rule),
        Node::Correlation(_) => None,
    });
    rules.collect()
}

/// How many rules and correlations there are as their authors count: one with an aggregation of old is one, whatever was made of it.
pub(super) fn count(rules: &[Rule], correlations: &Correlations) -> usize {
    let of_correlations: BTreeSet<*const About> =
        correlations.list().iter().map(|correlation| Arc::as_ptr(&correlation.about)).collect();
    let by_themselves = rules.iter().filter(|rule| !of_correlations.contains(&Arc::as_ptr(&rule.about)));
    by_themselves.count() + correlations.list().len()
}
