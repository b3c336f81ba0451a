//! What a member is called, and what it calls the people who speak for it.

use note::{KeyName, Malformed};
use std::{fmt, str::FromStr, sync::Arc};

use crate::UnitId;

/// How long a name may be.
const MAX_NAME: usize = 63;

/// The name of a member in its unit: lower-case letters, digits and single hyphens between them, such as `northland-elections`.
///
/// It is an address, not a title: nothing that looks like another name can be written in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberName(Arc<str>);

impl MemberName {
    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of this member's key for `role`, such as `statement`, in signature lines: `<unit>/<member>/<role>`.
    pub fn key_name(&self, unit: &UnitId, role: &str) -> KeyName {
        let name = format!("{unit}/{self}/{role}").parse();
        name.expect(
            "neither a digest nor a member's name nor a role has a space or a plus sign, and all are short",
        )
    }
}

impl serde::Serialize for MemberName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromStr for MemberName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        plain("member's name", text).map(MemberName)
    }
}

impl fmt::Display for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What a member calls one of those who speak for it, such as `anna`: the same letters as a member's name.
///
/// It is the member that says so, and that answers for it: no key belongs to an operator, and no decision reads the name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorName(Arc<str>);

impl OperatorName {
    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OperatorName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        plain("operator's name", text).map(OperatorName)
    }
}

impl fmt::Display for OperatorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for OperatorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A name in which nothing that looks like another name can be written.
fn plain(what: &'static str, text: &str) -> Result<Arc<str>, Malformed> {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    let well_formed = !text.is_empty()
        && text.len() <= MAX_NAME
        && text.bytes().all(plain)
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--");
    match well_formed {
        true => Ok(text.into()),
        false => Err(Malformed::new(
            what,
            "it is not 1 to 63 lower-case letters, digits and single hyphens between them",
        )),
    }
}
