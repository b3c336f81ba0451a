//! Keys that count as stolen by the next sheet.

use note::{Malformed, encoding};
use statement::Role;
use std::str::FromStr;

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

impl FromStr for Stolen {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("void", "it is not written like statement@12");
        let (name, from) = text.split_once('@').ok_or_else(refused)?;
        let role = role(name).ok_or_else(refused)?;
        Ok(Stolen { role, from: encoding::decimal("number of an entry", from)? })
    }
}
