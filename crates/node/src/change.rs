//! What changes, as it changes: for `/api/v1/events` and for jobs that wait for it.

use crate::{Alarm, findings::ToldBy};
use serde::Serialize;
use statement::{MemberName, StatementId};
use store::Finding;

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
    /// A rule or an indicator met something, for the first time or since it was closed.
    Finding {
        /// The finding's number.
        id: u64,
        /// Its level.
        level: String,
        /// A line for people.
        title: String,
        /// How many records so far.
        count: u64,
        /// How many of them were there before the indicator came.
        before: u64,
        /// The members whose statements it comes from; none for a rule of the member's own.
        from: Vec<MemberName>,
    },
    /// Somebody has judged a finding.
    FindingJudged {
        /// The finding's number.
        id: u64,
        /// Its state now.
        state: String,
        /// A line for people.
        title: String,
    },
    /// A finding was told to the unit.
    FindingReleased {
        /// The finding's number.
        id: u64,
        /// The sighting.
        statement: StatementId,
        /// `seen` or `false-alarm`.
        verdict: String,
    },
    /// Another member tells of a statement of this one.
    Told {
        /// The statement that was said here.
        of: StatementId,
        /// The sighting.
        statement: StatementId,
        /// Who tells it.
        member: MemberName,
        /// `seen` or `false-alarm`.
        verdict: String,
        /// How often, at least.
        count: u64,
        /// The first day.
        first: String,
        /// The last day.
        last: String,
    },
    /// A charter or a key sheet was taken.
    Paper {
        /// In words.
        text: String,
    },
}

impl Change {
    /// A finding that was opened.
    pub(crate) fn finding(finding: &Finding) -> Self {
        let mut from: Vec<MemberName> = finding.origins.iter().map(|origin| origin.member.clone()).collect();
        from.sort();
        from.dedup();
        Change::Finding {
            id: finding.id.0,
            level: finding.level.to_string(),
            title: finding.title.clone(),
            count: finding.count,
            before: finding.before,
            from,
        }
    }

    /// A finding that was judged.
    pub(crate) fn judged(finding: &Finding) -> Self {
        Change::FindingJudged {
            id: finding.id.0,
            state: finding.state.to_string(),
            title: finding.title.clone(),
        }
    }

    /// What another tells of a statement of this member.
    pub(crate) fn told(of: StatementId, told: &ToldBy) -> Self {
        Change::Told {
            of,
            statement: told.sighting,
            member: told.member.clone(),
            verdict: told.verdict.as_str().to_owned(),
            count: told.count,
            first: told.first.to_string(),
            last: told.last.to_string(),
        }
    }
}
