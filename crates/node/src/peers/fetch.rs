//! Many entries of a log, and what a proof needs: a few requests in flight, so that checking what comes is what takes the time.

use super::{
    error::PeerError,
    peer::{MAX_AT_ONCE, Peer},
};
use log::{Bundle, Hash, Node, Refused, TILE_WIDTH, Tile, TileId, consistency_proof, root_of};
use statement::MemberName;
use std::{
    collections::{BTreeMap, VecDeque},
    ops::Range,
};
use tokio::task::JoinHandle;

/// How many bytes of entries [`Peer::entries`] gathers. Who wants more takes them as they come, by a [`Fetch`].
const MAX_GATHERED: usize = 512 << 20;

/// How many tiles a proof between two trees can need: two paths of eight levels, each with a neighbour.
const MAX_TILES: usize = 64;

/// Entries of a log, in their order, fetched ahead.
pub struct Fetch {
    peer: Peer,
    log: MemberName,
    wanted: Range<u64>,
    /// The number of the next bundle to ask for.
    next: u64,
    ahead: VecDeque<Ahead>,
}

/// What is on its way. It is given up when nobody waits for it any more.
struct Ahead(JoinHandle<Result<Fetched, PeerError>>);

impl Drop for Ahead {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Some of the entries.
#[derive(Clone, Debug)]
pub struct Fetched {
    bundle: Bundle,
    /// The number of the first entry in the bundle.
    first: u64,
    wanted: Range<u64>,
}

impl Fetched {
    /// The entries that were asked for, with their numbers.
    pub fn entries(&self) -> impl Iterator<Item = (u64, &[u8])> {
        (self.first..).zip(self.bundle.entries()).filter(|(index, _)| self.wanted.contains(index))
    }
}

impl Fetch {
    /// Entries `wanted` of the log of `log`, which `peer` must have a head over.
    pub fn new(peer: &Peer, log: &MemberName, wanted: Range<u64>) -> Self {
        let next = wanted.start / TILE_WIDTH as u64;
        Fetch { peer: peer.clone(), log: log.clone(), wanted, next, ahead: VecDeque::new() }
    }

    /// The next entries, `None` behind the last.
    ///
    /// # Errors
    /// Those of [`Peer::bundle`]. What comes behind a bundle that could not be had is of no use.
    pub async fn next(&mut self) -> Option<Result<Fetched, PeerError>> {
        while self.ahead.len() < MAX_AT_ONCE && self.next * (TILE_WIDTH as u64) < self.wanted.end {
            self.ask();
        }
        let mut first = self.ahead.pop_front()?;
        Some((&mut first.0).await.unwrap_or_else(|error| Err(PeerError::Here(error.to_string()))))
    }

    fn ask(&mut self) {
        let first = self.next * TILE_WIDTH as u64;
        let width = (self.wanted.end - first).min(TILE_WIDTH as u64) as u16;
        let id = TileId { level: 0, index: self.next, width };
        let (peer, log, wanted) = (self.peer.clone(), self.log.clone(), self.wanted.clone());
        self.next += 1;
        self.ahead.push_back(Ahead(tokio::spawn(async move {
            let bundle = peer.bundle(&log, id).await?;
            Ok(Fetched { bundle, first, wanted })
        })));
    }
}

impl Peer {
    /// Entries of a log from number `from` up to and without `to`.
    ///
    /// # Errors
    /// Those of [`Peer::bundle`]; [`PeerError::Here`] where they have more than 512 MiB.
    pub async fn entries(&self, log: &MemberName, from: u64, to: u64) -> Result<Vec<Vec<u8>>, PeerError> {
        let mut fetch = Fetch::new(self, log, from..to);
        let (mut entries, mut bytes) = (Vec::new(), 0);
        while let Some(fetched) = fetch.next().await {
            for (_, entry) in fetched?.entries() {
                bytes += entry.len();
                entries.push(entry.to_vec());
            }
            if bytes > MAX_GATHERED {
                return Err(PeerError::Here("these are more entries than are gathered at once".to_owned()));
            }
        }
        Ok(entries)
    }

    /// The root that its tree of `new` entries of a log had at `old`, and the proof that it did, as its tiles show them. Neither is checked.
    ///
    /// # Errors
    /// Those of [`Peer::tile`].
    pub async fn consistency(
        &self,
        log: &MemberName,
        old: u64,
        new: u64,
    ) -> Result<(Hash, Vec<Hash>), PeerError> {
        let mut tiles: BTreeMap<TileId, Tile> = BTreeMap::new();
        loop {
            let mut missing = None;
            let mut node = |node| from(&tiles, node, new, &mut missing);
            let proved =
                root_of(old, &mut node).and_then(|root| Ok((root, consistency_proof(old, new, &mut node)?)));
            match (proved, missing) {
                (Ok(proved), _) => return Ok(proved),
                (Err(_), Some(id)) if tiles.len() < MAX_TILES => {
                    let tile = self.tile(log, id).await?;
                    tiles.insert(id, tile);
                }
                (Err(refused), _) => return Err(PeerError::Here(refused.to_string())),
            }
        }
    }
}

/// A hash out of the tiles that are here. The tile that it needs otherwise is noted down.
fn from(
    tiles: &BTreeMap<TileId, Tile>,
    node: Node,
    size: u64,
    missing: &mut Option<TileId>,
) -> Result<Hash, Refused> {
    let outside = Refused::OutOfTree { index: node.end().saturating_sub(1), size };
    let id = TileId::of(node, size).ok_or_else(|| outside.clone())?;
    match tiles.get(&id) {
        Some(tile) => tile.node(node).ok_or(outside),
        None => {
            *missing = Some(id);
            Err(outside)
        }
    }
}
