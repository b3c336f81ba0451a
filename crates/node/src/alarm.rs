//! Alarms: what a person has to know. Each stands until what caused it is over, or, where it cannot be undone, until a person says that it was seen.

use serde::Serialize;
use statement::MemberName;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// How many alarms stand at a time. The kinds are few and so are the members; more would be an attack on the list.
const MAX_ALARMS: usize = 4096;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmKind {
    /// A log showed two histories. Evidence is kept.
    Equivocation,
    /// A log offered a head older than one it has signed, as if it were its newest.
    RolledBack,
    /// No new head, nor a new cosignature under the old one, for longer than the charter allows.
    Frozen,
    /// Entries under a signed head cannot be had.
    EntriesWithheld,
    /// A body that this member may read cannot be had.
    BodyWithheld,
    /// Entries that are void by the rules, such as by a stolen key, replayed or backdated.
    VoidEntries,
    /// More than a member may say: entries, bodies or gossip.
    OverQuota,
    /// A peer answered what no honest node answers: malformed, oversize.
    Misbehaved,
    /// A node showed another key than its key sheet names.
    WrongPin,
    /// Cosignatures whose times lie far from the clock here: theirs is wrong, or this one.
    ClockApart,
    /// Two charters with one predecessor.
    RivalCharter,
    /// Two key sheets with one number.
    RivalSheet,
    /// A peer that cannot be reached.
    Unreachable,
    /// The disk here is full or does not write: nothing is signed.
    Disk,
    /// This node came from a backup, and waits for its peers before it signs.
    Restored,
    /// A peer runs a version that this one cannot speak with.
    Version,
    /// There are more findings than are kept, and nobody has closed any.
    FindingsFull,
    /// What is to be watched is not there, or cannot be read.
    WatchLost,
    /// Rules or indicators cannot be used: the hunt goes on without them.
    NotArmed,
}

/// The kinds by the names that they are kept under, which are also those of the API.
const NAMES: [(AlarmKind, &str); 19] = [
    (AlarmKind::Equivocation, "equivocation"),
    (AlarmKind::RolledBack, "rolled-back"),
    (AlarmKind::Frozen, "frozen"),
    (AlarmKind::EntriesWithheld, "entries-withheld"),
    (AlarmKind::BodyWithheld, "body-withheld"),
    (AlarmKind::VoidEntries, "void-entries"),
    (AlarmKind::OverQuota, "over-quota"),
    (AlarmKind::Misbehaved, "misbehaved"),
    (AlarmKind::WrongPin, "wrong-pin"),
    (AlarmKind::ClockApart, "clock-apart"),
    (AlarmKind::RivalCharter, "rival-charter"),
    (AlarmKind::RivalSheet, "rival-sheet"),
    (AlarmKind::Unreachable, "unreachable"),
    (AlarmKind::Disk, "disk"),
    (AlarmKind::Restored, "restored"),
    (AlarmKind::Version, "version"),
    (AlarmKind::FindingsFull, "findings-full"),
    (AlarmKind::WatchLost, "watch-lost"),
    (AlarmKind::NotArmed, "not-armed"),
];

impl AlarmKind {
    /// All.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.into_iter().map(|(kind, _)| kind)
    }

    /// The name.
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// The kind of a name.
    pub fn of(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

impl Alarm {
    /// As it is kept.
    pub(crate) fn to_keep(&self) -> store::NewAlarm<'_> {
        store::NewAlarm {
            kind: self.kind.as_str(),
            subject: self.member.as_ref(),
            since: self.since.unsigned_abs(),
            text: &self.text,
            evidence: self.evidence,
        }
    }

    /// Whether it was kept as this.
    pub(crate) fn is_kept_as(&self, kept: &store::Alarm) -> bool {
        kept.kind == self.kind.as_str() && kept.subject == self.member
    }

    /// What was kept; nothing of a kind that a later program raised.
    pub(crate) fn of_kept(kept: store::Alarm) -> Option<Self> {
        let (kind, since) = (AlarmKind::of(&kept.kind)?, i64::try_from(kept.since).ok()?);
        Some(Alarm { kind, member: kept.subject, text: kept.text, since, evidence: kept.evidence })
    }
}

/// An alarm that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// What.
    pub kind: AlarmKind,
    /// By whom, where it is somebody's.
    pub member: Option<MemberName>,
    /// A sentence for people.
    pub text: String,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// The digest of the evidence, where there is some: anyone can check it.
    pub evidence: Option<statement::Digest>,
}

/// All that stand, one for each kind and member.
#[derive(Debug, Default)]
pub struct Alarms(Mutex<BTreeMap<(AlarmKind, Option<MemberName>), Alarm>>);

impl Alarms {
    /// Raises one; `true` if it did not stand already. One that stands keeps its time and gets the new words.
    pub fn raise(&self, alarm: Alarm) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (alarm.kind, alarm.member.clone());
        if let Some(stands) = all.get_mut(&key) {
            let since = stands.since;
            *stands = Alarm { since, ..alarm };
            return false;
        }
        if all.len() < MAX_ALARMS {
            all.insert(key, alarm);
        }
        true
    }

    /// What caused it is over, or a person has seen it. Gives the alarm, if it stood.
    pub fn lower(&self, kind: AlarmKind, member: Option<&MemberName>) -> Option<Alarm> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&(kind, member.cloned()))
    }

    /// All that stand.
    pub fn standing(&self) -> Vec<Alarm> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}
