//! Anchors, aliases and the merge key: one node that stands in several places, under a budget.

use std::borrow::Cow;

use hashbrown::{HashMap, HashSet};

use super::{Fault, Kind, MAX_COPIED_BYTES, MAX_NODES, Node, Span};

/// What a text may still cost.
pub(super) struct Budget {
    nodes: usize,
    copied: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Budget { nodes: MAX_NODES, copied: MAX_COPIED_BYTES }
    }

    /// Pays for one more node.
    pub(super) fn node(&mut self) -> Result<(), Fault> {
        self.nodes = self.nodes.checked_sub(1).ok_or_else(|| {
            Fault::Limit(format!("more than {MAX_NODES} values, those behind aliases counted again"))
        })?;
        Ok(())
    }

    fn bytes(&mut self, count: usize) -> Result<(), Fault> {
        self.copied = self
            .copied
            .checked_sub(count)
            .ok_or_else(|| Fault::Limit(format!("aliases copy more than {MAX_COPIED_BYTES} bytes")))?;
        Ok(())
    }

    /// Pays for a copy of `node`, before it is made.
    fn copy(&mut self, node: &Node) -> Result<(), Fault> {
        self.node()?;
        match &node.kind {
            Kind::List(items) => items.iter().try_for_each(|item| self.copy(item)),
            Kind::Map(entries) => entries.iter().try_for_each(|(key, value)| {
                self.copy(key)?;
                self.copy(value)
            }),
            _ => self.bytes(node.text().map_or(0, |text| text.len())),
        }
    }
}

/// The anchored nodes of a document, by the parser's number for the anchor.
#[derive(Default)]
pub(super) struct Anchors(HashMap<usize, (Node, usize)>);

impl Anchors {
    /// Remembers a finished node, where it has an anchor at all.
    pub(super) fn keep(&mut self, anchor: usize, node: &Node, budget: &mut Budget) -> Result<(), Fault> {
        if anchor != 0 {
            budget.copy(node)?;
            self.0.insert(anchor, (node.clone(), depth(node)));
        }
        Ok(())
    }

    /// The node behind an alias, as if it stood where the alias stands, and how deep it is.
    pub(super) fn get(&self, anchor: usize, at: Span, budget: &mut Budget) -> Result<(Node, usize), Fault> {
        // A node that holds an alias of itself is not finished yet, so it is not here either.
        let (node, depth) = self
            .0
            .get(&anchor)
            .ok_or_else(|| Fault::Syntax("an alias of a node that is not finished above it".into()))?;
        budget.copy(node)?;
        Ok((Node { span: at, kind: node.kind.clone() }, *depth))
    }
}

fn depth(node: &Node) -> usize {
    let below = match &node.kind {
        Kind::List(items) => items.iter().map(depth).max(),
        Kind::Map(entries) => entries.iter().map(|(_, value)| depth(value)).max(),
        _ => return 0,
    };
    1 + below.unwrap_or(0)
}

/// Works the entries under `<<` into the map, where the map has no entry of that name itself.
pub(super) fn merge(entries: Vec<(Node, Node)>) -> Vec<(Node, Node)> {
    let (merged, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_merge);
    if merged.is_empty() {
        return own;
    }
    let mut names: HashSet<Option<String>> = own.iter().map(|(name, _)| owned(name)).collect();
    for (key, value) in merged.into_iter().flat_map(|(_, value)| maps(value)) {
        if names.insert(owned(&key)) {
            own.push((key, value));
        }
    }
    own
}

fn owned(key: &Node) -> Option<String> {
    key.text().map(Cow::into_owned)
}

fn is_merge((key, value): &(Node, Node)) -> bool {
    let map = |node: &Node| node.map().is_some();
    matches!(&key.kind, Kind::Text(name) if name == "<<")
        && (map(value) || value.list().is_some_and(|items| items.iter().all(map)))
}

fn maps(value: Node) -> Vec<(Node, Node)> {
    match value.kind {
        Kind::Map(entries) => entries,
        Kind::List(items) => items.into_iter().flat_map(maps).collect(),
        _ => Vec::new(),
    }
}
