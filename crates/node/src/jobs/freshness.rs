//! Freshness: a log whose newest head nobody has cosigned for long is frozen, or shown to nobody any more (THREATS 9).

use super::push::MAX_APART;
use crate::{AlarmKind, Node, blocking};
use log::{Head, Timestamp};
use statement::{MemberName, Role};
use std::{sync::Arc, time::Duration};

/// How often is looked.
const EVERY: Duration = Duration::from_secs(5);

/// Looks at all logs.
pub(crate) async fn run(node: Arc<Node>) {
    while !node.is_stopping() {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = node.stopping() => return,
        }
        node.look_at_freshness();
        node.settle_restore();
    }
}

impl Node {
    fn look_at_freshness(&self) {
        let now = self.clock.now().unsigned_abs();
        // An empty log has no entries to be cosigned.
        for (owner, head) in self.heads().into_iter().filter(|(_, head)| head.checkpoint().size > 0) {
            // Nobody's cosignature is from the future: whoever says so would keep a log fresh that stands still.
            let newest = self.cosigned_at(&owner, &head).filter(|newest| *newest <= now + MAX_APART);
            let running = self.peers.started().elapsed().as_secs();
            let age = newest.map_or(running, |newest| now.saturating_sub(newest).min(running));
            match age > self.config().times.frozen {
                true => self.alarm(
                    AlarmKind::Frozen,
                    Some(&owner),
                    format!("no witness has cosigned the newest head of the log of {owner} that is seen here for {age} seconds"),
                ),
                false => self.lower(AlarmKind::Frozen, Some(&owner)),
            }
        }
    }

    /// A restore is over when all gates are open: enough of the others have said how long each log is.
    fn settle_restore(&self) {
        let stands = self.alarms.standing().iter().any(|alarm| alarm.kind == AlarmKind::Restored);
        let known = self.papers.known();
        let mut seats = known.in_force(self.clock.now()).into_iter().flat_map(|charter| &charter.seats);
        if !stands || seats.any(|seat| self.may_sign(&seat.name).is_err()) {
            return;
        }
        let settled = blocking(|| self.store.keep().transact("settle a restore", |tx| tx.settle_restore()));
        match settled {
            Ok(()) => self.lower(AlarmKind::Restored, None),
            Err(error) => tracing::warn!(%error, "the mark of the restore stays"),
        }
    }

    /// When somebody has cosigned a head last.
    pub(crate) fn cosigned_at(&self, owner: &MemberName, head: &Head) -> Option<Timestamp> {
        self.cosigners(owner, head).into_iter().map(|(_, time)| time).max()
    }

    /// Who has cosigned a head, and when: members other than its owner, in the order of their names.
    pub fn cosigners(&self, owner: &MemberName, head: &Head) -> Vec<(MemberName, Timestamp)> {
        let known = self.papers.known();
        let others = known.sheets.members().filter(|member| *member != owner);
        let time = |member: &MemberName| {
            known
                .sheets
                .keys(member, Role::Witness)
                .into_iter()
                .filter_map(|key| head.cosigned(key).ok())
                .max()
        };
        others.filter_map(|member| Some((member.clone(), time(member)?))).collect()
    }
}
