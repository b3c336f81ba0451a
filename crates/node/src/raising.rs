//! Raising and lowering alarms: in memory for who asks now, in the store for after a restart.

use crate::{Alarm, AlarmKind, Change, Node, blocking};
use statement::{Digest, MemberName};

impl Node {
    /// Raises an alarm, or gives the one that stands newer words.
    pub(crate) fn alarm(&self, kind: AlarmKind, member: Option<&MemberName>, text: String) {
        self.alarm_with(kind, member, text, None);
    }

    /// [`Node::alarm`] with the digest of evidence.
    pub(crate) fn alarm_with(
        &self,
        kind: AlarmKind,
        member: Option<&MemberName>,
        text: String,
        evidence: Option<Digest>,
    ) {
        let alarm = Alarm { kind, member: member.cloned(), text, since: self.clock.now(), evidence };
        if !self.alarms.raise(alarm.clone()) {
            return;
        }
        tracing::warn!(kind = kind.as_str(), member = alarm.member.as_ref().map(MemberName::as_str), text = %alarm.text, "alarm");
        let kept = alarm.clone();
        let raised =
            blocking(|| self.store.keep().transact("raise an alarm", move |tx| tx.raise(&kept.to_keep())));
        if let Err(error) = raised {
            tracing::warn!(%error, "the alarm is not kept beyond a restart");
        }
        self.tell(Change::AlarmRaised(alarm));
    }

    /// What caused an alarm is over.
    pub(crate) fn lower(&self, kind: AlarmKind, member: Option<&MemberName>) {
        let Some(alarm) = self.alarms.lower(kind, member) else { return };
        let (kept, now) = (alarm.clone(), self.clock.now().unsigned_abs());
        let lowered = blocking(|| {
            self.store.keep().transact("lower an alarm", move |tx| {
                let stands = tx.standing_alarms()?.into_iter().filter(|standing| kept.is_kept_as(standing));
                stands.map(|standing| tx.resolve(standing.id, now)).collect::<Result<Vec<bool>, _>>()
            })
        });
        if let Err(error) = lowered {
            tracing::warn!(%error, "the alarm comes back with a restart");
        }
        self.tell(Change::AlarmLowered(alarm));
    }

    /// The disk takes what is written.
    pub(crate) fn disk_works(&self) {
        self.lower(AlarmKind::Disk, None);
    }
}
