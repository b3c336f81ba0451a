//! A value on its way through the modifiers.

use super::pattern;
use crate::{
    rule::{Comparison, FieldComparison, Network, Number, Piece, Regex, TimePart},
    yaml::{Kind, Node},
};

/// What a value has become so far.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    /// As the author wrote it.
    Plain(Plain),
    Text(Text),
    Regex(Regex),
    Cidr(Network),
    Exists(bool),
    Number(Comparison, Number),
    Time(TimePart, Comparison, Number),
    Field(FieldComparison),
    /// What one value has become where a modifier makes several of one: any of them will do, also where
    /// the list that it came from is linked by `all`. Without an element it never matches.
    Any(Vec<Value>),
}

/// A scalar that no modifier has touched.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plain {
    /// As it was written.
    pub(super) text: String,
    pub(super) scalar: Scalar,
}

/// What YAML says of a scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar {
    Text,
    Bool(bool),
    Int(i64),
    Float(f64),
}

/// Text in pieces.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) pieces: Vec<Piece>,
    pub(super) cased: bool,
    /// The literals are bytes, each written as one character from U+0000 to U+00FF.
    pub(super) bytes: bool,
    /// A modifier has said where in the field the text stands.
    pub(super) placed: bool,
}

impl Value {
    /// Reads a scalar; `None` for lists and maps.
    pub(super) fn read(node: &Node) -> Option<Self> {
        let (text, scalar) = match &node.kind {
            Kind::Null => return Some(Value::Null),
            Kind::Bool(truth) => (truth.to_string(), Scalar::Bool(*truth)),
            Kind::Int(value, text) => (text.clone(), Scalar::Int(*value)),
            Kind::Float(value, text) => (text.clone(), Scalar::Float(*value)),
            Kind::Text(text) => (text.clone(), Scalar::Text),
            Kind::List(_) | Kind::Map(_) => return None,
        };
        Some(Value::Plain(Plain { text, scalar }))
    }

    /// What this is, for messages.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Plain(plain) => plain.scalar.noun(),
            Value::Text(_) => "text",
            Value::Regex(_) => "a regular expression",
            Value::Cidr(_) => "a network",
            Value::Exists(_) => "a question for existence",
            Value::Number(..) => "a comparison of numbers",
            Value::Time(..) => "a part of a time",
            Value::Field(_) => "the name of a field",
            Value::Any(_) => "several values",
        }
    }
}

impl Scalar {
    fn noun(self) -> &'static str {
        match self {
            Scalar::Text => "text",
            Scalar::Bool(_) => "true or false",
            Scalar::Int(_) | Scalar::Float(_) => "a number",
        }
    }
}

impl Plain {
    /// The number, where it is a finite one.
    pub(super) fn number(&self) -> Option<Number> {
        match self.scalar {
            Scalar::Int(value) => Number::new(value as f64),
            Scalar::Float(value) => Number::new(value),
            Scalar::Text | Scalar::Bool(_) => None,
        }
    }

    /// The number in shortest decimal form, as events spell it, where the rule spells it otherwise
    /// (`0x10`, `007`, `1.10`).
    pub(super) fn respelled(&self) -> Option<String> {
        let shortest = match self.scalar {
            Scalar::Int(value) => value.to_string(),
            // Integers beyond 64 bits are floats to YAML, which would spell them with other digits.
            Scalar::Float(value) if value.is_finite() && self.text.contains(['.', 'e', 'E']) => {
                value.to_string()
            }
            _ => return None,
        };
        (shortest != self.text).then_some(shortest)
    }
}

impl Text {
    /// Reads text with wildcards and escapes.
    pub(super) fn read(text: &str) -> Self {
        Text::of(pattern::pieces(text))
    }

    /// Text of these pieces.
    pub(super) fn of(pieces: Vec<Piece>) -> Self {
        Text { pieces, cased: false, bytes: false, placed: false }
    }

    /// The text, where it has no wildcard.
    pub(super) fn literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Bytes of its literals.
    pub(super) fn length(&self) -> usize {
        let length = |piece: &Piece| if let Piece::Literal(text) = piece { text.len() } else { 1 };
        self.pieces.iter().map(length).sum()
    }

    /// The same with other pieces.
    pub(super) fn with(&self, pieces: Vec<Piece>) -> Self {
        Text { pieces, ..self.clone() }
    }
}
