//! Pieces of a mapping file: text, lists of text, tables. Whatever is wrong is written down with its place, and
//! reading goes on, so that an author sees all of it at once.

use std::sync::Arc;

use hashbrown::HashMap;

use super::{source::Renames, values::Values};
use crate::{
    diagnostic::{Code, Problem},
    yaml::Node,
};

/// Reads nodes and collects what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) problems: Vec<Problem>,
}

/// The value under a key, where the map has it.
pub(super) type Under<'n> = Option<&'n Node>;

impl Reader {
    /// Something is missing or of the wrong form.
    pub(super) fn bad(&mut self, at: &Node, message: impl Into<String>) {
        self.problems.push(Problem::new(Code::BadMapping, at.span, message));
    }

    /// The node if it is a map with no keys but these.
    pub(super) fn map<'n>(&mut self, node: &'n Node, known: &[&str]) -> Under<'n> {
        let Some(entries) = node.map() else {
            self.expected(node, "a map");
            return None;
        };
        for (key, _) in entries {
            let name = key.text().unwrap_or_default();
            if !known.contains(&&*name) {
                let problem =
                    Problem::new(Code::UnknownMappingKey, key.span, format!("there is no key `{name}` here"));
                self.problems.push(problem.help(format!("the keys here are {}", known.join(", "))));
            }
        }
        Some(node)
    }

    pub(super) fn expected(&mut self, node: &Node, what: &str) {
        self.bad(node, format!("this is {}, and should be {what}", node.noun()));
    }

    /// The items of a list.
    pub(super) fn items<'n>(&mut self, node: Under<'n>) -> &'n [Node] {
        let Some(node) = node else { return &[] };
        node.list().unwrap_or_else(|| {
            self.expected(node, "a list");
            &[]
        })
    }

    /// The entries of a map with keys of the author's own.
    pub(super) fn entries<'n>(&mut self, node: Under<'n>) -> &'n [(Node, Node)] {
        let Some(node) = node else { return &[] };
        node.map().unwrap_or_else(|| {
            self.expected(node, "a map");
            &[]
        })
    }

    /// Text that is not empty, or a number as it is written.
    pub(super) fn text(&mut self, node: &Node) -> Option<Arc<str>> {
        let text = node.text().filter(|text| !text.is_empty());
        if text.is_none() {
            self.expected(node, "text that is not empty");
        }
        text.map(Arc::from)
    }

    pub(super) fn optional_text(&mut self, node: Under<'_>) -> Option<Arc<str>> {
        node.and_then(|node| self.text(node))
    }

    /// A text, or a list of texts.
    pub(super) fn texts(&mut self, node: Under<'_>) -> Vec<Arc<str>> {
        match node {
            Some(node) => {
                let items = node.list().unwrap_or(std::slice::from_ref(node));
                items.iter().filter_map(|item| self.text(item)).collect()
            }
            None => Vec::new(),
        }
    }

    /// A map from a text to one or more texts, in the author's order.
    pub(super) fn table(&mut self, node: Under<'_>) -> Vec<(Arc<str>, Vec<Arc<str>>)> {
        let entries = self.entries(node);
        entries.iter().filter_map(|(key, value)| Some((self.text(key)?, self.texts(Some(value))))).collect()
    }

    /// A map from a text to one text.
    pub(super) fn pairs(&mut self, node: Under<'_>) -> Vec<(Arc<str>, Arc<str>)> {
        let entries = self.entries(node);
        entries.iter().filter_map(|(key, value)| Some((self.text(key)?, self.text(value)?))).collect()
    }

    /// Fields and the values of which they must have one.
    pub(super) fn conditions(&mut self, node: Under<'_>) -> Vec<(Arc<str>, Values)> {
        self.table(node).into_iter().map(|(field, values)| (field, values.iter().collect())).collect()
    }

    /// A table of names and the fields that they stand for, turned round.
    pub(super) fn renames(&mut self, node: Under<'_>) -> Renames {
        let mut renames: Renames = HashMap::new();
        for (name, fields) in self.table(node) {
            for field in fields {
                renames.entry(field).or_default().push(name.clone());
            }
        }
        renames
    }
}
