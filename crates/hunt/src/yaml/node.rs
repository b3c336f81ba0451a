//! A node of the tree, and what can be wrong with a text.

use super::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Null,
    /// A plain `true` or `false`.
    Bool(bool),
    /// A plain integer within 64 bits, and how it was written.
    Int(i64, String),
    /// Any other plain number, infinities and NaN included, and how it was written.
    Float(f64, String),
    /// A quoted or block scalar, or a plain one that is nothing else.
    Text(String),
    List(Vec<Node>),
    /// Entries in the order of the text; keys are scalars, and no two have the same text.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The entries of a map.
    pub(crate) fn map(&self) -> Option<&[(Node, Node)]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of a list.
    pub(crate) fn list(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value under `key`, where this is a map that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// Key and value under `key`, where this is a map that has it.
    pub(crate) fn entry(&self, key: &str) -> Option<&(Node, Node)> {
        self.map()?.iter().find(|(name, _)| name.text().as_deref() == Some(key))
    }

    /// A scalar as its author wrote it; null is the empty text. `None` for lists and maps.
    pub(crate) fn text(&self) -> Option<std::borrow::Cow<'_, str>> {
        match &self.kind {
            Kind::Null => Some("".into()),
            Kind::Bool(true) => Some("true".into()),
            Kind::Bool(false) => Some("false".into()),
            Kind::Int(_, text) | Kind::Float(_, text) | Kind::Text(text) => Some(text.into()),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// What this is, for messages: "a list", "a number", ...
    pub(crate) fn noun(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "true or false",
            Kind::Int(..) | Kind::Float(..) => "a number",
            Kind::Text(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }
}

/// Why a text, or one document of it, is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {fault}", line = .span.line, column = .span.column)]
pub(crate) struct Error {
    pub(crate) span: Span,
    pub(crate) fault: Fault,
}

/// The kinds of fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// The text is not YAML.
    #[error("{0}")]
    Syntax(String),
    /// Two keys of a map have the same text.
    #[error("the key `{key}` stands in this map already, in line {first}")]
    DuplicateKey { key: String, first: usize },
    /// A list or a map is used as a key.
    #[error("a key is text, not {0}")]
    Key(&'static str),
    /// One of the limits of this module.
    #[error("{0}")]
    Limit(String),
}
