//! Findings: what rules and indicators met in the member's telemetry, and what its people made of it.
//!
//! A *finding* is what a person looks at: all records that met one rule, or one value of one kind, wherever they came from. That is its
//! **group**; hosts are counted inside it and do not split it, so that one campaign is one line and not a thousand. Two members who name the same
//! value are two *origins* of one finding.
//!
//! A **record** is known by a digest that whoever found it computes from what it is and where it lies. The records met last are remembered, so that
//! one that is read again after a crash counts once.
//!
//! Nothing of this ever leaves the member. What is told to the unit is a `sighting` that somebody released, and `told.rs` remembers which.

mod life;
mod list;
mod meet;
mod notice;
mod read;
mod room;
mod told;

pub use life::{FindingAct, MAX_WHY};
pub use list::{FindingCursor, FindingFilter, FindingPage, FindingTally, MAX_FINDING_PAGE};
pub use meet::{MAX_EXAMPLE, MAX_HOSTS, MAX_ORIGINS, Met, NewFinding, Seen};
pub use notice::{MAX_NOTICES, Notices};
pub use read::{HostCount, MAX_HOSTS_SHOWN};
pub use room::{MAX_FINDINGS, MAX_RECORDS};
pub use told::{Release, Verdict};

use log::Timestamp;
use note::Malformed;
use statement::{Digest, MemberName, StatementId};
use std::{fmt, str::FromStr};

/// What a finding is called. No two findings of one node ever have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(pub u64);

/// What people made of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingState {
    /// Nobody has looked yet; or it was closed, and was met again.
    New,
    /// It is what it says.
    Confirmed,
    /// The rule or indicator met something harmless. It goes on being counted, in silence.
    FalseAlarm,
    /// It is dealt with.
    Closed,
}

/// How much a finding matters: the levels of Sigma.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For enrichment, not for alarm.
    Informational,
    /// Notable, rarely an incident.
    Low,
    /// To be reviewed.
    #[default]
    Medium,
    /// To be reviewed soon.
    High,
    /// To be acted upon at once.
    Critical,
}

/// What it was that met: together with nothing else, the group of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A rule, by its id, or by whatever else tells it from others.
    Rule(String),
    /// A value that an indicator names.
    Indicator {
        /// Its kind, in the words of the vocabulary, such as `domain`.
        kind: String,
        /// Its canonical form.
        value: String,
    },
}

/// A statement that names the value, or has the rule in its body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The statement.
    pub statement: StatementId,
    /// Who said it.
    pub member: MemberName,
    /// Which item of its body: the id of a STIX object, the UUID of a MISP attribute, or in what words else the body's format calls it. May be
    /// empty.
    pub item: String,
}

/// A finding, without what hangs from it: days, hosts, acts and releases are asked for one finding at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is called.
    pub id: FindingId,
    /// What met.
    pub cause: Cause,
    /// A line for people.
    pub title: String,
    /// How much it matters.
    pub level: Severity,
    /// What people made of it.
    pub state: FindingState,
    /// When its state became this.
    pub changed: Timestamp,
    /// When it was first met here, by the clock of this machine.
    pub opened: Timestamp,
    /// When it was last met here.
    pub met: Timestamp,
    /// How many records.
    pub count: u64,
    /// How many of them were there already when the indicator came: found backward, in the observable index.
    pub before: u64,
    /// The time of the first record, by the records themselves.
    pub first: Timestamp,
    /// The time of the last.
    pub last: Timestamp,
    /// On how many days (UTC).
    pub days: u64,
    /// On how many hosts.
    pub hosts: u64,
    /// Whether that many and no more; otherwise at least so many.
    pub all_hosts: bool,
    /// Where the example lies: a file and a record in it.
    pub place: String,
    /// A record that met, as the finder wrote it down; cut where it was long. It is for the member's own people.
    pub example: String,
    /// The statements that it comes from, by id; none for a rule of the member's own.
    pub origins: Vec<Origin>,
}

impl Cause {
    /// `rule` or `indicator`.
    pub fn word(&self) -> &'static str {
        match self {
            Cause::Rule(_) => "rule",
            Cause::Indicator { .. } => "indicator",
        }
    }

    /// The kind of the value; `rule` for a rule.
    pub fn kind(&self) -> &str {
        match self {
            Cause::Rule(_) => "rule",
            Cause::Indicator { kind, .. } => kind,
        }
    }

    /// The value, or the id of the rule.
    pub fn value(&self) -> &str {
        match self {
            Cause::Rule(id) => id,
            Cause::Indicator { value, .. } => value,
        }
    }

    /// What findings are grouped by. Lengths are part of it, so that no two causes can be read as one.
    fn group(&self) -> Digest {
        let (word, kind, value) = (self.word(), self.kind(), self.value());
        Digest::of(
            format!("detente/finding/v1\n{word}\n{} {kind}\n{} {value}\n", kind.len(), value.len())
                .as_bytes(),
        )
    }

    /// From what is kept.
    fn of(word: &str, kind: String, value: String) -> Self {
        match word {
            "rule" => Cause::Rule(value),
            _ => Cause::Indicator { kind, value },
        }
    }
}

impl FindingState {
    /// All.
    pub const ALL: [FindingState; 4] =
        [FindingState::New, FindingState::Confirmed, FindingState::FalseAlarm, FindingState::Closed];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            FindingState::New => "new",
            FindingState::Confirmed => "confirmed",
            FindingState::FalseAlarm => "false-alarm",
            FindingState::Closed => "closed",
        }
    }
}

impl Severity {
    /// All, least first.
    pub const ALL: [Severity; 5] =
        [Severity::Informational, Severity::Low, Severity::Medium, Severity::High, Severity::Critical];

    /// The word for it, as Sigma spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Informational => "informational",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }

    fn number(self) -> u64 {
        Severity::ALL.iter().position(|level| *level == self).unwrap_or_default() as u64
    }

    fn of(number: u64) -> Self {
        usize::try_from(number).ok().and_then(|number| Severity::ALL.get(number).copied()).unwrap_or_default()
    }
}

/// A type with words that stay.
macro_rules! words {
    ($type:ty, $what:literal, $why:literal) => {
        impl FromStr for $type {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                let known = <$type>::ALL.into_iter().find(|known| known.as_str() == text);
                known.ok_or_else(|| Malformed::new($what, $why))
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
use words;

words!(FindingState, "state of a finding", "it is none of new, confirmed, false-alarm and closed");
words!(Severity, "level", "it is none of informational, low, medium, high and critical");

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for FindingId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        note::encoding::decimal("number of a finding", text).map(FindingId)
    }
}
