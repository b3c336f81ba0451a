//! A memory that came from a backup may be old: what this witness signed since is not in it. The gates are closed at every start anyhow; here a person
//! is told why, until they are open.

use crate::{AlarmKind, Node, blocking};
use statement::MemberName;

impl Node {
    /// Raises the alarm, if the memory was restored and the others have not been asked since.
    pub(crate) fn say_if_restored(&self) -> anyhow::Result<()> {
        if self.store.keep().read("was it restored", |view| view.restored_at())?.is_some() {
            let words = "the memory of this node is from a backup: nothing is signed for a log before as many members as its quorum asks for have said how long it is";
            self.alarm(AlarmKind::Restored, None, words.to_owned());
        }
        Ok(())
    }

    /// Lowers it once the gates of all logs are open, or closed for a reason of their own.
    pub(crate) fn settle_if_restored(&self) {
        let (known, now) = (self.papers.known(), self.clock.now());
        let is_marked = blocking(|| self.store.keep().read("was it restored", |view| view.restored_at()));
        if !matches!(is_marked, Ok(Some(_)))
            || self.seats().iter().any(|log| self.gates.is_waiting(&known, log, now))
        {
            return;
        }
        let settled =
            blocking(|| self.store.keep().transact("the others were asked", |tx| tx.settle_restore()));
        match settled {
            Ok(()) => self.lower(AlarmKind::Restored, None),
            Err(error) => tracing::warn!(%error, "that the others were asked is not kept"),
        }
    }

    /// The members of the charter in force.
    fn seats(&self) -> Vec<MemberName> {
        let known = self.papers.known();
        let charter = known.in_force(self.clock.now());
        charter.into_iter().flat_map(|charter| &charter.seats).map(|seat| seat.name.clone()).collect()
    }
}
