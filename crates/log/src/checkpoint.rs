//! A log's head at one size (C2SP tlog-checkpoint).

use crate::{Hash, Refused};
use note::{KeyName, Malformed, encoding};
use std::fmt;

const WHAT: &str = "checkpoint";

/// The line that names a log, the same as the name of the key that signs for it.
pub type Origin = KeyName;

/// What a log says it is: so many entries, under this root. As text it is what the log signs and witnesses cosign.
///
/// Extension lines are refused: witnesses would sign what nobody can check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: Origin,
    /// How many entries.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads the text of a checkpoint's note. Whether a tree can be so is another question: see [`Checkpoint::check`].
    ///
    /// # Errors
    /// Any other text.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Malformed::new(WHAT, why);
        let lines: Vec<&str> =
            text.strip_suffix('\n').ok_or_else(|| refused("its last line has no end"))?.split('\n').collect();
        let [origin, size, root] = lines.as_slice() else {
            return Err(refused("it does not have exactly the three lines origin, size and root"));
        };
        Ok(Checkpoint {
            origin: origin.parse()?,
            size: encoding::decimal(WHAT, size)?,
            root: Hash::parse(root)?,
        })
    }

    /// Whether there can be such a tree.
    ///
    /// # Errors
    /// [`Refused::EmptyRoot`]: no entries, and another root than that of no entries.
    pub fn check(&self) -> Result<(), Refused> {
        match self.size == 0 && self.root != Hash::empty() {
            true => Err(Refused::EmptyRoot),
            false => Ok(()),
        }
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)
    }
}
