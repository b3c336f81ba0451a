//! A log's head at one size (C2SP tlog-checkpoint).

use crate::Hash;
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
    /// Reads the text of a checkpoint's note.
    ///
    /// # Errors
    /// Any other text; an empty tree with another root than that of the empty tree.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Malformed::new(WHAT, why);
        let lines: Vec<&str> =
            text.strip_suffix('\n').ok_or_else(|| refused("its last line has no end"))?.split('\n').collect();
        let [origin, size, root] = lines.as_slice() else {
            return Err(refused("it does not have exactly the three lines origin, size and root"));
        };
        let (origin, size, root) = (origin.parse()?, encoding::decimal(WHAT, size)?, Hash::parse(root)?);
        if size == 0 && root != Hash::empty() {
            return Err(refused("a tree without entries has another root"));
        }
        Ok(Checkpoint { origin, size, root })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)
    }
}
