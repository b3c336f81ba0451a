//! Values that actions and protections are about.

use note::Malformed;
use std::{fmt, str::FromStr};

/// A type and a value of it, such as `domain evil.example`: the types and canonical forms of observables. What decisions make of it
/// is for the rules that the charter names; here it is two words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value {
    /// The type, such as `ipv4`, `cidr`, `domain`.
    pub kind: String,
    /// The value in its canonical form.
    pub value: String,
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.value)
    }
}

impl FromStr for Value {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("value", "it is not a type and a value of it");
        let (kind, value) = text.split_once(' ').ok_or_else(refused)?;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        match !kind.is_empty() && kind.bytes().all(plain) && !value.is_empty() {
            true => Ok(Value { kind: kind.to_owned(), value: value.to_owned() }),
            false => Err(refused()),
        }
    }
}
