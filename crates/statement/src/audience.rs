//! Who a statement is for.

use crate::MemberName;
use note::Malformed;
use std::{fmt, str::FromStr};

/// How many members a unit has at most.
pub const MAX_MEMBERS: usize = 64;

/// Who may read the body. The header is for all members, whoever the body is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// All members.
    Unit,
    /// These, in the order of their names. The author may be among them.
    Members(Vec<MemberName>),
}

impl Audience {
    /// Some members, whatever their order.
    ///
    /// # Errors
    /// None, too many, or one twice.
    pub fn of(mut members: Vec<MemberName>) -> Result<Self, Malformed> {
        members.sort();
        let twice = members.windows(2).any(|pair| matches!(pair, [one, other] if one == other));
        match members.len() {
            1..=MAX_MEMBERS if !twice => Ok(Audience::Members(members)),
            _ => Err(Malformed::new("audience", "it is empty, names more than 64 members, or one twice")),
        }
    }

    /// Whether `member` may read the body.
    pub fn includes(&self, member: &MemberName) -> bool {
        match self {
            Audience::Unit => true,
            Audience::Members(members) => members.binary_search(member).is_ok(),
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Audience::Unit => f.write_str("unit"),
            Audience::Members(members) => {
                // The word `members` keeps a member whose name is `unit` apart.
                f.write_str("members")?;
                members.iter().try_for_each(|member| write!(f, " {member}"))
            }
        }
    }
}

impl FromStr for Audience {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text == "unit" {
            return Ok(Audience::Unit);
        }
        let refused =
            || Malformed::new("audience", "it is neither `unit` nor `members` and names in their order");
        let names = text.strip_prefix("members ").ok_or_else(refused)?;
        let members = names.split(' ').take(MAX_MEMBERS + 1).map(str::parse).collect::<Result<_, _>>()?;
        let audience = Audience::of(members)?;
        if audience.to_string() == text { Ok(audience) } else { Err(refused()) }
    }
}
