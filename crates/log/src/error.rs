//! What can be wrong, by whose fault it is.

use note::{BadSignature, KeyName, Unverified};

/// Why something that is well formed does not show what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A signature says that it is from a known key, and it is not. The whole note is to be thrown away.
    #[error(transparent)]
    BadSignature(#[from] BadSignature),
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
    /// A tree without entries has another root than that of no entries.
    #[error("a tree without entries has the root of one with some")]
    EmptyRoot,
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

impl From<Unverified> for Refused {
    fn from(unverified: Unverified) -> Self {
        match unverified {
            Unverified::BadSignature(bad) => Refused::BadSignature(bad),
            Unverified::NotSigned(name) => Refused::NotSigned(name),
        }
    }
}
