//! The node itself: what listeners and jobs share.

use crate::{
    Alarms, Change, Clock, Papers, Refusal,
    config::Config,
    findings::{Drafts, Releaser},
    gates::Gates,
    heads::Shown,
    hunting::Hunting,
    jobs::rounds::Quotes,
    mirrors::Mirrors,
    own::Own,
    peers::{Identity, PeerCounts},
    roster::Roster,
    rounds::Rounds,
};
use home::Home;
use log::Cosigner;
use note::{KeyName, SigningKey};
use statement::{Digest, MemberName, Role, StatementId};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};
use store::Store;
use tokio::sync::{Notify, broadcast, watch};

/// How many changes a slow listener may be behind before it is told that it missed some.
pub(crate) const MAX_BEHIND: usize = 1024;

/// A running node.
pub struct Node {
    /// The member's home.
    pub home: Home,
    /// How it is set up now.
    settings: RwLock<Arc<Config>>,
    /// The time of day.
    pub clock: Clock,
    /// Charters, key sheets, addresses.
    pub papers: Papers,
    /// What is remembered besides the logs.
    pub store: Store,
    /// What a person has to know.
    pub alarms: Alarms,
    pub(crate) gates: Gates,
    pub(crate) mirrors: Mirrors,
    pub(crate) rounds: Rounds,
    pub(crate) quotes: Quotes,
    pub(crate) own: Own,
    pub(crate) peers: Roster,
    pub(crate) identity: Identity,
    pub(crate) cosigner: Cosigner,
    pub(crate) statement_key: SigningKey,
    /// What opens bodies that are sealed to this member: the newest key, and those before it.
    pub(crate) openers: Vec<age::x25519::Identity>,
    /// What the listener for peers has seen.
    pub peer_counts: Arc<PeerCounts>,
    /// There is something new for the job that begins rounds.
    pub(crate) news: Notify,
    pub(crate) bodies_wanted: Notify,
    pub(crate) evidence_found: Notify,
    /// Somebody has judged a finding: a rule may have something to tell.
    pub(crate) judged: Notify,
    /// Sightings that were shown and can be released.
    pub(crate) drafts: Drafts,
    pub(crate) releaser: Releaser,
    /// How many findings each target of notifications was not told of yet.
    pub(crate) pending: Mutex<BTreeMap<String, u64>>,
    /// Up to which entry of each log those who follow were told what it says.
    pub(crate) told: Mutex<BTreeMap<MemberName, u64>>,
    /// The hunt through this member's telemetry.
    pub(crate) hunting: Hunting,
    changes: broadcast::Sender<Change>,
    pub(crate) shown: RwLock<BTreeMap<MemberName, Shown>>,
    stop: watch::Sender<bool>,
}

/// What a node is made of.
pub(crate) struct Parts {
    pub(crate) home: Home,
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) papers: Papers,
    pub(crate) store: Store,
    pub(crate) own: Own,
    pub(crate) peers: Roster,
    pub(crate) identity: Identity,
    pub(crate) cosigner: Cosigner,
    pub(crate) statement_key: SigningKey,
    /// What opens bodies that are sealed to this member: the newest key, and those before it.
    pub(crate) openers: Vec<age::x25519::Identity>,
}

/// A statement that is in the log, on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its id.
    pub id: StatementId,
    /// Its number in the member's log.
    pub index: u64,
}

impl Node {
    /// A node that does nothing yet.
    pub(crate) fn of(parts: Parts) -> Self {
        let Parts {
            home,
            config,
            clock,
            papers,
            store,
            own,
            peers,
            identity,
            cosigner,
            statement_key,
            openers,
        } = parts;
        Node {
            home,
            settings: RwLock::new(Arc::new(config)),
            clock,
            papers,
            store,
            alarms: Alarms::default(),
            gates: Gates::default(),
            mirrors: Mirrors::default(),
            rounds: Rounds::default(),
            quotes: Quotes::default(),
            own,
            peers,
            identity,
            peer_counts: Arc::default(),
            cosigner,
            statement_key,
            openers,
            news: Notify::new(),
            bodies_wanted: Notify::new(),
            evidence_found: Notify::new(),
            judged: Notify::new(),
            drafts: Drafts::default(),
            releaser: Releaser::default(),
            pending: Mutex::default(),
            told: Mutex::default(),
            hunting: Hunting::default(),
            changes: broadcast::Sender::new(MAX_BEHIND),
            shown: RwLock::default(),
            stop: watch::Sender::new(false),
        }
    }

    /// How it is set up now.
    pub fn config(&self) -> Arc<Config> {
        self.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sets it up otherwise, as far as that can change while it runs. Gives the words for what has to wait for a restart.
    pub(crate) fn set_up(&self, config: Config) -> Vec<&'static str> {
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        let (next, fixed) = settings.changed_to(config);
        *settings = Arc::new(next);
        fixed
    }

    /// Who we are.
    pub fn member(&self) -> &MemberName {
        self.home.member()
    }

    /// Whether somebody else has a seat in the charter that is in force.
    pub(crate) fn is_member(&self, member: &MemberName) -> bool {
        let known = self.papers.known();
        known.in_force(self.clock.now()).is_some_and(|charter| charter.seat(member).is_some())
    }

    /// What the log of a member is called.
    pub(crate) fn log_name(&self, owner: &MemberName) -> KeyName {
        let known = self.papers.known();
        let unit = known.unit().unwrap_or(Digest([0; 32]));
        owner.key_name(&unit, Role::Log.as_str())
    }

    /// Whether anything may be signed for a log now.
    ///
    /// # Errors
    /// Why not.
    pub fn may_sign(&self, log: &MemberName) -> Result<(), Refusal> {
        if self.is_stopping() {
            return Err(Refusal::Stopping);
        }
        self.gates.check(&self.papers.known(), log, self.clock.now())
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

    /// Whether the node is about to end.
    pub fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Waits until the node is about to end.
    pub async fn stopping(&self) {
        let mut stop = self.stop.subscribe();
        // The node itself holds the other end.
        drop(stop.wait_for(|stop| *stop).await);
    }

    /// Says `true` when the node is about to end.
    pub(crate) fn until_stop(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Lets everything come to its end.
    pub fn stop(&self) {
        self.stop.send_replace(true);
        self.own.stop();
    }
}
