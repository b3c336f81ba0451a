//! Why something is not said or signed.

use log::Declined;

/// Why something is not said or signed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// What was asked for cannot be said, and why.
    #[error("{0}")]
    Malformed(String),
    /// There is no such thing here.
    #[error("{0}")]
    Missing(String),
    /// It is another now than what was shown.
    #[error("{0}")]
    Changed(String),
    /// The same text was said before.
    #[error("you have just said that")]
    Twice,
    /// No charter is in force, or the member has no seat or no key sheet.
    #[error("{0}")]
    NoStanding(String),
    /// Peers have not said yet what the newest head is: since the start too few have answered.
    #[error("waiting for the others: {answered} of {needed} have said how long this log is")]
    Waiting {
        /// How many have.
        answered: usize,
        /// How many must.
        needed: usize,
    },
    /// Nothing is signed for this log until a person has looked.
    #[error("{0}")]
    Barred(String),
    /// The witness protocol says no.
    #[error(transparent)]
    Declined(Declined),
    /// More than a member may have here.
    #[error("{0}")]
    OverQuota(String),
    /// Entries or proofs could not be had from the peer.
    #[error("{0}")]
    Unavailable(String),
    /// Too much is asked for at a time.
    #[error("too much is waiting: try again in a moment")]
    Busy,
    /// The disk does not take it. Nothing was signed.
    #[error("the disk does not take it: {0}")]
    Disk(String),
    /// The node stops.
    #[error("the node is stopping")]
    Stopping,
}
