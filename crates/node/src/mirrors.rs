//! What this node holds of the logs of others: mirrors that only grow, each behind a lock of its own.

use crate::{
    AlarmKind, Node, Refusal, blocking,
    peers::{Fetch, Fetched, Peer, PeerError},
};
use home::{Home, Sheets, root_at};
use log::{Between, Edge, Equivocation, Hash, Head};
use logdir::LogDir;
use note::{Note, VerifierKey};
use statement::{MemberName, Role};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::{Mutex as AsyncMutex, MutexGuard, watch},
    time::timeout,
};

/// The mirrors, by owner.
#[derive(Debug, Default)]
pub(crate) struct Mirrors(Mutex<BTreeMap<MemberName, Slot>>);

/// A mirror that one request at a time works on.
pub(crate) type Slot = Arc<Place>;

/// The place for a mirror.
#[derive(Debug, Default)]
pub(crate) struct Place {
    mirror: AsyncMutex<Mirror>,
    /// How often its owner waits for it.
    owner_waits: watch::Sender<usize>,
}

impl Place {
    /// The mirror, for its owner, who shows it itself: whoever fetches it from others meanwhile gives way.
    pub(crate) async fn for_owner(&self) -> MutexGuard<'_, Mirror> {
        self.owner_waits.send_modify(|waiting| *waiting += 1);
        let waits = Waits(&self.owner_waits);
        let mirror = self.mirror.lock().await;
        drop(waits);
        mirror
    }

    /// The mirror, if nobody works on it for long. Who brings news of somebody else's log does not wait for more: a log whose owner gives its entries
    /// slowly must not hold up what is heard of the others.
    pub(crate) async fn if_free(&self) -> Result<MutexGuard<'_, Mirror>, Refusal> {
        timeout(TO_BE_FREE, self.mirror.lock()).await.map_err(|_| Refusal::Busy)
    }
}

/// The owner waits, until this goes.
struct Waits<'p>(&'p watch::Sender<usize>);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting -= 1);
    }
}

/// A mirror, or the place for one.
#[derive(Debug, Default)]
pub(crate) struct Mirror {
    log: Option<LogDir>,
}

/// What a head is to a mirror.
pub(crate) enum Seen {
    /// The same tree, or an earlier one of the same history.
    Here,
    /// A later one: what lies between has to be fetched.
    Longer,
    /// Another history.
    Fork(Box<Equivocation>),
    /// Another history that was signed with another key of the owner: nobody can show that to others in one file.
    TwoKeys,
}

impl Mirrors {
    /// The place for a mirror of this log.
    pub(crate) fn slot(&self, owner: &MemberName) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        slots.entry(owner.clone()).or_default().clone()
    }
}

impl Mirror {
    /// Opens the mirror if it is on the disk and not open.
    pub(crate) fn open(&mut self, home: &Home, sheets: &Sheets, owner: &MemberName) -> Result<(), Refusal> {
        if self.log.is_none() {
            self.log = home.log(sheets, owner).map_err(|error| Refusal::Disk(format!("{error:#}")))?;
        }
        Ok(())
    }

    /// The head that it holds.
    pub(crate) fn head(&self) -> Option<&Head> {
        self.log.as_ref().map(LogDir::head)
    }

    /// How many entries, and their root.
    pub(crate) fn tree(&self) -> (u64, Hash) {
        self.head().map_or((0, Hash::empty()), Head::tree)
    }

    /// The growing edge of the tree when it had `size` entries, if it has so many.
    pub(crate) fn edge_at(&mut self, size: u64) -> Result<Edge, Refusal> {
        let Some(log) = &mut self.log else { return Ok(Edge::default()) };
        if log.edge().size() == size {
            return Ok(log.edge().clone());
        }
        let tiles = log.tiles();
        Edge::load(size, |id| tiles.tile(id)).map_err(disk)
    }

    /// Compares a head, signed by one of the owner's keys, with what is here.
    pub(crate) fn see(&mut self, sheets: &Sheets, owner: &MemberName, head: &Head) -> Result<Seen, Refusal> {
        let (here, (size, root)) = (self.tree(), head.tree());
        let Some(log) = &mut self.log else { return Ok(if size == 0 { Seen::Here } else { Seen::Longer }) };
        if size > here.0 {
            return Ok(Seen::Longer);
        }
        if (size, root) == here {
            return Ok(Seen::Here);
        }
        if size == here.0 {
            return Ok(fork(sheets, owner, log.head(), head, None));
        }
        let mut tiles = log.tiles();
        let root_here = root_at(&mut tiles, size).map_err(disk)?;
        if root_here == root {
            return Ok(Seen::Here);
        }
        let between = Between { root: root_here, proof: tiles.prove_consistency(size).map_err(disk)? };
        Ok(fork(sheets, owner, head, log.head(), Some(between)))
    }

    /// Takes entries behind those that are here, up to a head, part by part. When it returns, they are on the disk.
    fn grow<'p>(
        &mut self,
        home: &Home,
        sheets: &Sheets,
        owner: &MemberName,
        mut parts: impl Iterator<Item = Result<Vec<Vec<u8>>, NotGrown>> + 'p,
        head: Head,
    ) -> Result<(), NotGrown> {
        let Some(log) = &mut self.log else {
            let keys: Vec<VerifierKey> = sheets.keys(owner, Role::Log).into_iter().cloned().collect();
            self.log = Some(LogDir::create_mirror(&home.shelf().log(owner), &keys, parts, head)?);
            return Ok(());
        };
        let missing = head.checkpoint().size - log.edge().size();
        let grown = match missing <= MAX_AT_ONCE {
            // One wait for the disk.
            true => parts
                .try_fold(Vec::new(), |mut all, part| {
                    part.map(|part| {
                        all.extend(part);
                        all
                    })
                })
                .and_then(|entries| Ok(log.mirror(entries, head)?)),
            false => log.mirror_parts(parts, head),
        };
        if matches!(grown, Err(NotGrown::Files(logdir::Error::Io { .. }))) {
            // What is on the disk now is found out by opening it again.
            self.log = None;
        }
        grown
    }
}

/// How long others than its owner wait for a mirror that somebody works on.
const TO_BE_FREE: Duration = Duration::from_secs(1);

/// How many entries are held in memory on their way to the disk. More are written part by part.
const MAX_AT_ONCE: u64 = 2048;

/// How many entries are written with one wait for the disk, where they are many, and how many bytes of them: a wait takes as long as fetching some
/// thousand.
const MAX_PART: usize = 8192;
const MAX_PART_BYTES: usize = 8 << 20;

/// Why a mirror has not grown.
#[derive(Debug, thiserror::Error)]
enum NotGrown {
    /// The disk, or other entries than those under the head.
    #[error(transparent)]
    Files(#[from] logdir::Error),
    /// They could not be had.
    #[error(transparent)]
    Peer(#[from] PeerError),
}

/// Two heads as evidence, the smaller first, if one key signed both.
pub(crate) fn fork(
    sheets: &Sheets,
    owner: &MemberName,
    first: &Head,
    second: &Head,
    between: Option<Between>,
) -> Seen {
    let has = |head: &Head, key: &VerifierKey| head.note().by(key.name(), key.id()).next().is_some();
    let keys = sheets.keys(owner, Role::Log);
    let Some(key) = keys.into_iter().find(|key| has(first, key) && has(second, key)) else {
        return Seen::TwoKeys;
    };
    match Equivocation::new(key.clone(), bare(first, key), bare(second, key), between) {
        Ok(evidence) => Seen::Fork(Box::new(evidence)),
        Err(_) => Seen::TwoKeys,
    }
}

/// The head with the log's own signature alone: it says all, and evidence has to fit into a statement.
fn bare(head: &Head, key: &VerifierKey) -> Note {
    head.note().clone().only_by(key)
}

fn disk(error: logdir::Error) -> Refusal {
    Refusal::Disk(error.to_string())
}

impl Node {
    /// Brings the mirror of `owner`'s log up to `head`, with entries from `source`. The slot is locked by the caller.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`] where the entries are not to be had, or are others than those under the head.
    pub(crate) async fn mirror_up_to(
        self: &Arc<Self>,
        mirror: &mut Mirror,
        owner: &MemberName,
        head: &Head,
        source: &Peer,
    ) -> Result<(), Refusal> {
        let from = mirror.tree().0;
        let size = head.checkpoint().size;
        if size <= from {
            return Ok(());
        }
        self.within_mirror_quota(owner, size)?;
        let known = self.papers.known();
        let head = &self.genuine(owner, head);
        let is_owner = source.member() == owner;
        let fetched = blocking(|| {
            let owner_waits = (!is_owner).then(|| self.mirrors.slot(owner).owner_waits.subscribe());
            let fetch = Fetch::new(source, owner, from..size);
            let parts = Parts { fetch, runtime: Handle::current(), owner_waits };
            mirror.grow(&self.home, &known.sheets, owner, parts, head.clone())
        });
        match fetched {
            Ok(()) => {
                self.lower(AlarmKind::EntriesWithheld, Some(owner));
                self.lower(AlarmKind::EntriesWithheld, Some(source.member()));
                self.disk_works();
                if let Some(log) = &mirror.log {
                    self.set_head(owner, head.clone(), log.tiles());
                }
                self.tell(crate::Change::Grown { log: owner.clone(), size });
                Ok(())
            }
            Err(NotGrown::Files(logdir::Error::WrongTree(_))) => {
                self.other_history(mirror, owner, head, source).await
            }
            Err(NotGrown::Files(error)) => {
                self.alarm(
                    AlarmKind::Disk,
                    None,
                    format!("the mirror of {owner} cannot be written: {error}"),
                );
                Err(Refusal::Disk(error.to_string()))
            }
            Err(NotGrown::Peer(error @ PeerError::Here(_))) => Err(Refusal::Unavailable(error.to_string())),
            Err(NotGrown::Peer(error)) => {
                let words = format!(
                    "entries {from} to {size} of the log of {owner} cannot be had from {}: {error}",
                    source.member()
                );
                // By who shows a head and not what is under it, which need not be the log's owner.
                self.alarm(AlarmKind::EntriesWithheld, Some(source.member()), words.clone());
                Err(Refusal::Unavailable(words))
            }
        }
    }
}

/// Entries that come from a peer, for code that waits.
struct Parts {
    fetch: Fetch,
    runtime: Handle,
    /// Where they come from another than the log's owner.
    owner_waits: Option<watch::Receiver<usize>>,
}

impl Parts {
    /// The next part, unless the log's owner comes with it itself.
    async fn next_part(&mut self) -> Option<Result<Fetched, PeerError>> {
        let Some(owner_waits) = &mut self.owner_waits else { return self.fetch.next().await };
        tokio::select! {
            part = self.fetch.next() => part,
            _ = owner_waits.wait_for(|waiting| *waiting > 0) => {
                Some(Err(PeerError::Here("the owner of the log shows it itself now".to_owned())))
            }
        }
    }
}

impl Iterator for Parts {
    type Item = Result<Vec<Vec<u8>>, NotGrown>;

    fn next(&mut self) -> Option<Self::Item> {
        let (runtime, mut entries, mut bytes) = (self.runtime.clone(), Vec::new(), 0);
        while entries.len() < MAX_PART && bytes < MAX_PART_BYTES {
            match runtime.block_on(self.next_part()) {
                None if entries.is_empty() => return None,
                None => break,
                Some(Err(error)) => return Some(Err(error.into())),
                Some(Ok(fetched)) => entries.extend(
                    fetched.entries().map(|(_, entry)| entry.to_vec()).inspect(|entry| bytes += entry.len()),
                ),
            }
        }
        Some(Ok(entries))
    }
}
