//! The value of one field. Not a tree: lists become several fields with one path, objects longer paths.

use std::fmt;

/// A scalar as the record has it. Text borrows from the block that is being decoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// JSON `null`, Zeek's `-`: the field is there and has no value.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number that may be negative.
    Int(i64),
    /// A whole number too large for [`Value::Int`].
    UInt(u64),
    /// Any other number.
    Float(f64),
    /// Text, unescaped.
    Text(&'a str),
}

impl<'a> Value<'a> {
    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&'a str> {
        match *self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether the field has no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

/// The form that rules see: text as it is, numbers in shortest decimal form, `null` as nothing.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => Ok(()),
            Value::Bool(value) => value.fmt(f),
            Value::Int(value) => value.fmt(f),
            Value::UInt(value) => value.fmt(f),
            Value::Float(value) => value.fmt(f),
            Value::Text(text) => f.write_str(text),
        }
    }
}
