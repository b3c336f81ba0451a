//! What could not be read, and why: the price of a bad record is that record.

use crate::Position;
use std::fmt;

/// A stretch of input that gave no event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// Where it stood; the record number is 0 where even that could not be read.
    pub position: Position,
    /// What kind of damage, for counting.
    pub fault: Fault,
    /// The reader's words on it, one line, free of the record's own content.
    pub detail: String,
}

/// What kinds of damage there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The record is not well-formed in its format.
    Malformed,
    /// The input ends inside the record.
    Truncated,
    /// The record is larger, deeper or has more fields than a record may.
    TooLarge,
    /// The record is not UTF-8 where its format asks for it.
    NotUtf8,
    /// A checksum, signature or magic number of a container (such as an EVTX chunk) is wrong.
    Damaged,
}

impl Fault {
    /// The fault in a word, as it stands in summaries.
    pub fn as_str(self) -> &'static str {
        match self {
            Fault::Malformed => "malformed",
            Fault::Truncated => "truncated",
            Fault::TooLarge => "too large",
            Fault::NotUtf8 => "not UTF-8",
            Fault::Damaged => "damaged",
        }
    }
}

impl fmt::Display for BadRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { record, offset } = self.position;
        let fault = self.fault.as_str();
        match record {
            0 => write!(f, "byte {offset}: {fault}: {}", self.detail),
            _ => write!(f, "record {record} (byte {offset}): {fault}: {}", self.detail),
        }
    }
}
