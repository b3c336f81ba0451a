//! Rounds: all witnesses are shown the same head, so that its cosignatures add up, before they are shown the next.
//!
//! A round is over when its head has its quorum, or when it has gone on for long and the log has grown. A witness that is late is always
//! shown the newest round.

use log::Head;
use note::Signature;
use statement::MemberName;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// After how long a round without a quorum gives way to a newer head.
const PATIENCE: Duration = Duration::from_secs(5);

/// The round that goes on.
#[derive(Debug)]
pub(crate) struct Rounds {
    now: Mutex<Option<Round>>,
    /// Which head the witnesses are to be shown. The number makes a heartbeat out of a head that was shown before.
    target: watch::Sender<Option<(u64, Head)>>,
}

#[derive(Debug)]
struct Round {
    number: u64,
    head: Head,
    begun: Instant,
    has_quorum: bool,
    cosigned: BTreeMap<MemberName, u64>,
}

impl Default for Rounds {
    fn default() -> Self {
        Rounds { now: Mutex::default(), target: watch::Sender::new(None) }
    }
}

impl Rounds {
    /// Whether a new round may begin for a log of `size` entries whose witnesses want news after `heartbeat`.
    pub(crate) fn is_due(&self, size: u64, heartbeat: Duration) -> bool {
        match &*self.lock() {
            None => size > 0,
            Some(round) if round.head.checkpoint().size < size => {
                round.has_quorum || round.begun.elapsed() > PATIENCE
            }
            Some(round) => round.begun.elapsed() >= heartbeat,
        }
    }

    /// Begins a round with this head.
    pub(crate) fn begin(&self, head: Head) {
        let mut now = self.lock();
        let number = now.as_ref().map_or(1, |round| round.number + 1);
        let begun = Instant::now();
        *now =
            Some(Round { number, head: head.clone(), begun, has_quorum: false, cosigned: BTreeMap::new() });
        self.target.send_replace(Some((number, head)));
    }

    /// Follows the rounds.
    pub(crate) fn follow(&self) -> watch::Receiver<Option<(u64, Head)>> {
        self.target.subscribe()
    }

    /// Puts a cosignature, which was checked, under the head of the round, and gives the head with all that it has. `None` where the round is over.
    pub(crate) fn cosigned(
        &self,
        head: &Head,
        witness: &MemberName,
        signature: Signature,
        time: u64,
    ) -> Option<Head> {
        let mut now = self.lock();
        let round = now.as_mut().filter(|round| round.head.tree() == head.tree())?;
        round.head = round.head.clone().joined(&head.clone().with(signature));
        round.cosigned.insert(witness.clone(), time);
        Some(round.head.clone())
    }

    /// The head of the round has its quorum. `true` if it had none before.
    pub(crate) fn has_quorum(&self, head: &Head) -> bool {
        let mut now = self.lock();
        let round = now.as_mut().filter(|round| round.head.tree() == head.tree());
        round.is_some_and(|round| !std::mem::replace(&mut round.has_quorum, true))
    }

    /// Who has cosigned the head of the round that goes on, and when; its size, and whether it has its quorum.
    pub(crate) fn standing(&self) -> Option<(u64, bool, BTreeMap<MemberName, u64>)> {
        self.lock()
            .as_ref()
            .map(|round| (round.head.checkpoint().size, round.has_quorum, round.cosigned.clone()))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Round>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
