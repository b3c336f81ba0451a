//! How much of others is kept here.

use crate::{AlarmKind, Node, Refusal, blocking};
use statement::MemberName;

impl Node {
    /// More of a log is only mirrored as long as all of it, `size` entries, is no longer than its owner may make it (THREATS 29).
    pub(crate) fn within_mirror_quota(&self, owner: &MemberName, size: u64) -> Result<(), Refusal> {
        let known = self.papers.known();
        let (first, charter) = (known.charters.all().next(), known.in_force(self.clock.now()));
        let (Some(first), Some(charter)) = (first, charter) else { return Ok(()) };
        let days = self.clock.now().saturating_sub(first.starts.seconds()).max(0) / 86_400 + 1;
        let most = days.unsigned_abs()
            * u64::from(charter.quota.statements)
            * u64::from(self.config().limits.mirror_days);
        if size <= most {
            return Ok(());
        }
        let words = format!(
            "the log of {owner} is said to have {size} entries; since the unit was founded it could have said {most} at most"
        );
        self.alarm(AlarmKind::OverQuota, Some(owner), words.clone());
        Err(Refusal::OverQuota(words))
    }

    /// Bodies of a member are only kept up to a limit.
    pub(crate) fn within_body_quota(&self, owner: &MemberName, bytes: u64) -> Result<(), Refusal> {
        let held = blocking(|| self.store.cache().read("bodies of a member", |view| view.bodies(owner)));
        let held = held.map_err(|error| Refusal::Disk(error.to_string()))?.held_bytes;
        match held.saturating_add(bytes) <= self.config().limits.bodies {
            true => Ok(()),
            false => Err(Refusal::OverQuota(format!(
                "the bodies of {owner} here have {held} bytes, and no more are kept"
            ))),
        }
    }
}
