//! Which values go where: what each rule has to hand on, and what each correlation takes of it.

use super::model::{Correlations, Node, Reference};
use crate::engine::number_in;
use hashbrown::HashMap;
use std::{collections::BTreeMap, sync::Arc};

/// Made once for a ruleset.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// By node: the fields that correlations want of it, each once.
    wanted: BTreeMap<Node, Vec<Arc<str>>>,
    /// By node: the correlations that take its hits.
    feeds: HashMap<Node, Vec<Feed>>,
}

/// A way from a rule or correlation to a correlation that refers to it.
#[derive(Debug)]
pub(crate) struct Feed {
    /// The correlation.
    pub(super) to: usize,
    /// The place of the reference in it.
    pub(super) input: usize,
    /// Where the values lie that the correlation groups by, among those wanted of the node.
    pub(super) group: Vec<usize>,
    /// The same for the values that it counts.
    pub(super) counted: Vec<usize>,
    /// The same for those that it hands on, in the order in which they are wanted of it.
    pub(super) carried: Vec<usize>,
}

impl Plan {
    pub(crate) fn new(correlations: &Correlations) -> Self {
        let mut plan = Plan::default();
        // What is wanted of a correlation is known once those behind it have been planned, and only those refer to it.
        for (to, correlation) in correlations.list().iter().enumerate().rev() {
            let carried = plan.wanted(Node::Correlation(to)).to_vec();
            for (input, reference) in correlation.references.iter().enumerate() {
                let feed = Feed {
                    to,
                    input,
                    group: plan.places(reference, &correlation.group_by),
                    counted: plan.places(reference, &correlation.fields),
                    carried: plan.places(reference, &carried),
                };
                plan.feeds.entry(reference.to).or_default().push(feed);
            }
        }
        // A correlation of a chain comes before those that refer to it.
        plan.feeds.values_mut().for_each(|feeds| feeds.sort_by_key(|feed| (feed.to, feed.input)));
        plan
    }

    /// The fields that correlations want of a node; empty where none refers to it.
    pub(crate) fn wanted(&self, node: Node) -> &[Arc<str>] {
        self.wanted.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The correlations that take the hits of a node.
    pub(crate) fn feeds(&self, node: Node) -> &[Feed] {
        self.feeds.get(&node).map_or(&[], Vec::as_slice)
    }

    /// All names of fields that are wanted of rules.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.wanted.iter().filter(|(node, _)| matches!(node, Node::Rule(_))).flat_map(|(_, names)| names)
    }

    fn places(&mut self, reference: &Reference, names: &[Arc<str>]) -> Vec<usize> {
        let wanted = self.wanted.entry(reference.to).or_default();
        let mut place = |name| {
            let field = reference.field(name);
            wanted.iter().position(|known| known == field).unwrap_or_else(|| {
                wanted.push(field.clone());
                wanted.len() - 1
            })
        };
        names.iter().map(&mut place).collect()
    }
}

/// A field's value as a number.
pub(super) fn number(text: &str) -> Option<f64> {
    number_in(text).filter(|number| number.is_finite())
}
