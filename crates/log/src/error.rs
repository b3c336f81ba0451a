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
    pub(crate) fn new(what: &'static str, why: impl Into<Cow<'static, str>>) -> Self {
        Malformed { what, why: why.into() }
    }
}

/// Why something that is well formed does not show what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A signature says that it is from a known key, and it is not. The whole note is to be thrown away.
    #[error("the signature of {0} is not right")]
    BadSignature(KeyName),
    /// A signature that must be there is not.
    #[error("there is no signature of {0}")]
    NotSigned(KeyName),
    /// A proof has more or fewer hashes than one for these sizes has.
    #[error("the proof has {has} hashes where one for these sizes has {needs}")]
    ProofLength {
        /// How many there are.
        has: usize,
        /// How many there would be.
        needs: usize,
    },
    /// The hashes of a proof do not lead to the root.
    #[error("the proof does not lead to the root")]
    WrongRoot,
    /// Two trees of one size have different roots.
    #[error("two trees of one size have different roots")]
    TwoRoots,
    /// An index lies outside the tree.
    #[error("entry {index} is not in a tree of {size} entries")]
    OutOfTree {
        /// The index, from 0.
        index: u64,
        /// The number of entries.
        size: u64,
    },
    /// A tree is said to have grown into a smaller one.
    #[error("a tree of {old} entries cannot have grown into one of {new}")]
    Shrunk {
        /// The size said to be the earlier.
        old: u64,
        /// The size said to be the later.
        new: u64,
    },
}
