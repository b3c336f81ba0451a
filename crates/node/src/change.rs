//! What changes, as it changes: for `/api/v1/events` and for jobs that wait for it.

use crate::Alarm;
use serde::Serialize;
use statement::{MemberName, StatementId};

/// Something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Change {
    /// A log is longer here than before: one's own, or a mirror.
    Grown {
        /// Whose.
        log: MemberName,
        /// How many entries now.
        size: u64,
    },
    /// A witness cosigned a head of one's own log.
    Cosigned {
        /// Who.
        witness: MemberName,
        /// The head's size.
        size: u64,
    },
    /// A log is on record up to here.
    OnRecord {
        /// Whose.
        log: MemberName,
        /// How many entries.
        size: u64,
        /// The record time of those that were not before, in seconds since 1970.
        time: u64,
    },
    /// A statement was noted down.
    Statement {
        /// Its id.
        id: StatementId,
        /// Its author.
        member: MemberName,
        /// What it is.
        kind: String,
    },
    /// An alarm was raised.
    AlarmRaised(Alarm),
    /// An alarm was lowered.
    AlarmLowered(Alarm),
    /// A charter or a key sheet was taken.
    Paper {
        /// In words.
        text: String,
    },
}
