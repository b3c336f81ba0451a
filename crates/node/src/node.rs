//! The node itself: what listeners and jobs share.

use crate::{Alarms, Change, Clock, Papers};
use home::Home;
use log::{Declined, Head};
use statement::{MemberName, StatementId};
use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};
use store::Store;
use tokio::sync::broadcast;

/// How many changes a slow listener may be behind before it is told that it missed some.
pub(crate) const MAX_BEHIND: usize = 1024;

/// A running node.
pub struct Node {
    /// The member's home.
    pub home: Home,
    /// The time of day.
    pub clock: Clock,
    /// Charters, key sheets, addresses.
    pub papers: Papers,
    /// What a person has to know.
    pub alarms: Alarms,
    /// What is remembered.
    pub store: Store,
    pub(crate) changes: broadcast::Sender<Change>,
    pub(crate) heads: RwLock<BTreeMap<MemberName, Head>>,
}

/// A statement that is in the log, on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its id.
    pub id: StatementId,
    /// Its number in the member's log.
    pub index: u64,
}

/// Why something is not said or signed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// What was asked for cannot be said, and why.
    #[error("{0}")]
    Malformed(String),
    /// The same text was said before.
    #[error("you have just said that")]
    Twice,
    /// No charter is in force, or the member has no seat or no key sheet.
    #[error("{0}")]
    NoStanding(String),
    /// Peers have not said yet what the newest head is: since the start too few have answered.
    #[error("waiting for the others: {answered} of {needed} have said how long this log is")]
    Waiting {
        /// How many have.
        answered: usize,
        /// How many must.
        needed: usize,
    },
    /// The witness protocol says no.
    #[error(transparent)]
    Declined(Declined),
    /// More than a member may have here.
    #[error("{0}")]
    OverQuota(String),
    /// Entries or proofs could not be had from the peer.
    #[error("{0}")]
    Unavailable(String),
    /// The disk does not take it. Nothing was signed.
    #[error("the disk does not take it: {0}")]
    Disk(String),
    /// The node stops.
    #[error("the node is stopping")]
    Stopping,
}

impl Node {
    /// Who we are.
    pub fn member(&self) -> &MemberName {
        self.home.member()
    }

    /// Follows what changes from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Tells everybody who follows.
    pub(crate) fn tell(&self, change: Change) {
        // Nobody may be listening.
        drop(self.changes.send(change));
    }

    /// The newest head of a log that is here, with the cosignatures that were seen under it.
    pub fn head(&self, owner: &MemberName) -> Option<Head> {
        self.heads.read().unwrap_or_else(PoisonError::into_inner).get(owner).cloned()
    }

    /// The newest heads of all logs that are here.
    pub fn heads(&self) -> BTreeMap<MemberName, Head> {
        self.heads.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
