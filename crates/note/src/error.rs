//! What can be wrong, by whose fault it is.

use crate::KeyName;
use std::borrow::Cow;

/// Bytes that are not what they are said to be: whoever wrote them is at fault, and nothing in them counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {what}: {why}")]
pub struct Malformed {
    /// What it was read as.
    pub what: &'static str,
    /// What is wrong with it.
    pub why: Cow<'static, str>,
}

impl Malformed {
    /// A complaint about something read as a `what`.
    pub fn new(what: &'static str, why: impl Into<Cow<'static, str>>) -> Self {
        Malformed { what, why: why.into() }
    }
}

/// A signature says that it is by a key, and is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature of {0} is not right")]
pub struct BadSignature(pub KeyName);

/// Why a note is not one that a key has signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// A signature says that it is from the key, and it is not. The whole note is to be thrown away.
    #[error(transparent)]
    BadSignature(#[from] BadSignature),
    /// The signature that must be there is not.
    #[error("there is no signature of {0}")]
    NotSigned(KeyName),
}
