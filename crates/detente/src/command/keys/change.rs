//! What the next sheet changes.

use note::{Malformed, encoding};
use statement::Role;
use std::str::FromStr;

/// A role whose key is to be replaced: one of those that sign, or the key for sealed bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// A key that signs.
    Signing(Role),
    /// The key that opens sealed bodies.
    Age,
}

/// A key that counts as stolen: `ROLE@ENTRY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stolen {
    /// What it signs.
    pub role: Role,
    /// The first entry of the own log in which it counts as stolen.
    pub from: u64,
}

fn role(text: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.as_str() == text)
}

impl FromStr for Replaced {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = match text {
            "age" => Some(Replaced::Age),
            text => role(text).map(Replaced::Signing),
        };
        known.ok_or_else(|| Malformed::new("role", "it is none of statement, log, witness and age"))
    }
}

impl FromStr for Stolen {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("void", "it is not written like statement@12");
        let (name, from) = text.split_once('@').ok_or_else(refused)?;
        let role = role(name).ok_or_else(refused)?;
        Ok(Stolen { role, from: encoding::decimal("number of an entry", from)? })
    }
}
