//! The node itself: what listeners and jobs share.

use crate::{
    Alarm, AlarmKind, Alarms, Change, Clock, Papers, Refusal, blocking,
    config::Config,
    gates::Gates,
    jobs::rounds::Quotes,
    mirrors::Mirrors,
    own::Own,
    peers::{Identity, PeerCounts},
    roster::Roster,
    rounds::Rounds,
};
use home::Home;
use log::{Cosigner, Head};
use logdir::Tiles;
use note::{KeyName, Signature, SigningKey};
use statement::{Digest, MemberName, Role, StatementId};
use std::{
    collections::BTreeMap,
    path::PathBuf,
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
    /// Up to which entry of each log those who follow were told what it says.
    pub(crate) told: Mutex<BTreeMap<MemberName, u64>>,
    changes: broadcast::Sender<Change>,
    heads: RwLock<BTreeMap<MemberName, Shown>>,
    stop: watch::Sender<bool>,
}

/// A log as this node stands for it.
struct Shown {
    head: Head,
    tiles: Tiles,
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

impl Shown {
    fn join(&mut self, head: &Head) {
        self.head = self.head.clone().joined(head);
    }
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
            told: Mutex::default(),
            changes: broadcast::Sender::new(MAX_BEHIND),
            heads: RwLock::default(),
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

    /// The newest head of a log that is here, with the cosignatures that were seen under it.
    pub fn head(&self, owner: &MemberName) -> Option<Head> {
        self.heads.read().unwrap_or_else(PoisonError::into_inner).get(owner).map(|shown| shown.head.clone())
    }

    /// The newest heads of all logs that are here.
    pub fn heads(&self) -> BTreeMap<MemberName, Head> {
        let shown = self.heads.read().unwrap_or_else(PoisonError::into_inner);
        shown.iter().map(|(owner, shown)| (owner.clone(), shown.head.clone())).collect()
    }

    /// The entries and tiles under the newest head of a log that is here.
    pub fn tiles(&self, owner: &MemberName) -> Option<Tiles> {
        self.heads.read().unwrap_or_else(PoisonError::into_inner).get(owner).map(|shown| shown.tiles.again())
    }

    /// Shows a head that the disk holds. One that is older than the one that is shown changes nothing; the same tree joins its signatures.
    pub(crate) fn set_head(&self, owner: &MemberName, head: Head, tiles: Tiles) {
        let mut heads = self.heads.write().unwrap_or_else(PoisonError::into_inner);
        match heads.get_mut(owner) {
            Some(here) if here.head.tree() == head.tree() => here.join(&head),
            Some(here) if here.head.checkpoint().size >= head.checkpoint().size => {}
            _ => drop(heads.insert(owner.clone(), Shown { head, tiles })),
        }
        drop(heads);
        if owner == self.member() {
            self.news.notify_one();
        }
    }

    /// Puts the signatures of a head, which were checked, under the one that is shown, if it is of the same tree.
    pub(crate) fn put_under(&self, owner: &MemberName, head: &Head) {
        let mut heads = self.heads.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = heads.get_mut(owner).filter(|here| here.head.tree() == head.tree()) {
            here.join(head);
        }
    }

    /// A head without the lines that anybody could have written: with the log's own signature, and of each witness that is known here the
    /// cosignature that says it is the newest, if it is right. So a head has no more lines than a unit has keys, however often it is cosigned,
    /// and whoever passes it on cannot spoil it with lines in the names of others.
    pub(crate) fn genuine(&self, owner: &MemberName, head: &Head) -> Head {
        let known = self.papers.known();
        let here = self.head(owner).filter(|here| here.tree() == head.tree());
        let is_checked =
            |line: &Signature| here.as_ref().is_some_and(|here| here.note().signatures().contains(line));
        let witnesses = known.sheets.members().flat_map(|member| known.sheets.keys(member, Role::Witness));
        let bare = head.bare();
        witnesses.fold(bare.clone(), |joined, key| {
            let newest = head
                .newest_by(key)
                .filter(|line| is_checked(line) || bare.clone().with((*line).clone()).cosigned(key).is_ok());
            newest.into_iter().fold(joined, |joined, line| joined.joined(&bare.clone().with(line.clone())))
        })
    }

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

    /// The file of a body, if it is here and `reader` may have it: sealed ones any member, which mirrors them, others only whom they are for.
    ///
    /// # Errors
    /// The disk.
    pub fn body_for(&self, reader: &MemberName, hash: &[u8; 32]) -> Result<Option<PathBuf>, Refusal> {
        let disk = |error: store::Error| Refusal::Disk(error.to_string());
        let digest = Digest(*hash);
        let states =
            self.store.cache().read("who commits to a body", |view| view.body(&digest)).map_err(disk)?;
        if states.is_empty() || !self.is_member(reader) {
            return Ok(None);
        }
        // What is kept in rows is sealed, or for the whole unit: nothing else is ever kept.
        Ok(self.home.shelf().bodies().find(hash))
    }

    /// Where members listen: as the home's file says, before it the configuration, before both what members said themselves.
    pub(crate) fn addresses(&self) -> anyhow::Result<BTreeMap<MemberName, String>> {
        let kept = self.store.keep().read("addresses", |view| view.addresses())?;
        let mut all: BTreeMap<MemberName, String> = self
            .home
            .addresses()?
            .into_iter()
            .map(|(member, address)| (member, address.to_string()))
            .collect();
        all.extend(self.config().peers.known());
        all.extend(kept.into_iter().map(|address| (address.member, address.host)));
        if let Some(own) = self.config().peers.told() {
            all.insert(self.member().clone(), own);
        }
        Ok(all)
    }

    /// A member says where it listens. Its word is enough: who answers there must have its key.
    pub(crate) fn learn_address(&self, member: &MemberName, address: &str) {
        // Kept even where people have said the same: what they say later must not go before it.
        let kept = blocking(|| self.store.keep().read("addresses", |view| view.addresses()));
        let is_kept = |kept: &store::Address| kept.member == *member && kept.host == address;
        if kept.is_ok_and(|kept| kept.iter().any(is_kept)) {
            return;
        }
        let new = store::Address {
            member: member.clone(),
            host: address.to_owned(),
            learned: self.clock.now().unsigned_abs(),
            source: member.to_string(),
        };
        if let Err(error) =
            blocking(|| self.store.keep().transact("learn an address", move |tx| tx.set_address(&new)))
        {
            tracing::warn!(%error, "an address is not kept");
        }
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
