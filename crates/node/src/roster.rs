//! The peers: the way to each, and how it goes with it.

use crate::peers::Peer;
use statement::MemberName;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The peers.
#[derive(Debug)]
pub(crate) struct Roster {
    peers: Mutex<BTreeMap<MemberName, Entry>>,
    started: Instant,
}

#[derive(Debug)]
struct Entry {
    peer: Peer,
    contacted: Contacted,
}

/// How it goes with a peer.
#[derive(Clone, Debug)]
pub struct Contact {
    /// How long ago it did last what it was asked for; nothing where it never has.
    pub worked: Option<Duration>,
    /// What went wrong last, if it was after that.
    pub error: Option<String>,
}

#[derive(Clone, Debug, Default)]
struct Contacted {
    worked: Option<Instant>,
    error: Option<String>,
}

impl Roster {
    /// Nobody yet.
    pub(crate) fn new() -> Self {
        Roster { peers: Mutex::default(), started: Instant::now() }
    }

    /// These are the others from now on. What is known of those who stay is kept.
    pub(crate) fn set(&self, members: &[MemberName], make: impl Fn(&MemberName) -> Peer) {
        let mut peers = self.lock();
        peers.retain(|member, _| members.contains(member));
        for member in members {
            let new = || Entry { peer: make(member), contacted: Contacted::default() };
            peers.entry(member.clone()).or_insert_with(new);
        }
    }

    /// The way to a member.
    pub(crate) fn to(&self, member: &MemberName) -> Option<Peer> {
        self.lock().get(member).map(|entry| entry.peer.clone())
    }

    /// It did what it was asked for.
    pub(crate) fn works(&self, member: &MemberName) {
        if let Some(entry) = self.lock().get_mut(member) {
            entry.contacted = Contacted { worked: Some(Instant::now()), error: None };
        }
    }

    /// It did not.
    pub(crate) fn failed(&self, member: &MemberName, error: &str) {
        if let Some(entry) = self.lock().get_mut(member) {
            entry.contacted.error = Some(error.to_owned());
        }
    }

    /// When this node was started.
    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    /// For how long it has not done what it was asked for.
    pub(crate) fn silent_for(&self, member: &MemberName) -> Duration {
        let since = self.lock().get(member).and_then(|entry| entry.contacted.worked);
        since.unwrap_or(self.started).elapsed()
    }

    /// How it goes with each.
    pub(crate) fn contacts(&self) -> BTreeMap<MemberName, Contact> {
        let contact = |entry: &Entry| Contact {
            worked: entry.contacted.worked.map(|at| at.elapsed()),
            error: entry.contacted.error.clone(),
        };
        self.lock().iter().map(|(member, entry)| (member.clone(), contact(entry))).collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<MemberName, Entry>> {
        self.peers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
