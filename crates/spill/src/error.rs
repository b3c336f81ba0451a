//! What can go wrong.

use std::io;

/// Why records could not be sorted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SpillError {
    /// The storage failed, most likely for want of space.
    #[error("cannot use scratch storage (a full disk?): {0}")]
    Scratch(#[from] io::Error),
    /// The storage gave back other bytes than it was given.
    #[error("scratch storage gave back other bytes than were written to it: look at the disk")]
    Damaged,
    /// A key or a payload has 4 GiB or more.
    #[error("a record of 4 GiB or more cannot be sorted")]
    TooLong,
}
