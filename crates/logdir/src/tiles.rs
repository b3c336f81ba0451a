//! The tiles of a log in a folder, for reading: entries, and proofs.

use crate::{Error, disk, growing::Growing};
use log::{Bundle, Hash, Node, TILE_WIDTH, Tile, TileId, consistency_proof, inclusion_proof};
use std::{
    collections::HashMap,
    fs, io, iter,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How many tiles are remembered: 16 MiB of hashes.
const MAX_KEPT: usize = 1024;

/// How many levels of the tree a tile spans.
const TILE_HEIGHT: u8 = TILE_WIDTH.ilog2() as u8;

/// How long the file of a bundle may be: 256 entries of the greatest length.
const MAX_BUNDLE: usize = TILE_WIDTH * (2 + log::MAX_ENTRY);

/// Reads the tiles of a tree of one size. Tiles that were read are remembered.
///
/// The log may grow meanwhile, in this process or another, and a narrow tile may go when a wider one is there: then that is read.
#[derive(Debug)]
pub struct Tiles {
    folder: PathBuf,
    size: u64,
    /// What was in no file yet when this was made.
    recent: Arc<Growing>,
    kept: HashMap<TileId, Expanded>,
}

impl Tiles {
    /// The tiles below `folder`, which holds a tree of at least `size` entries.
    pub fn new(folder: &Path, size: u64) -> Self {
        Tiles::with_recent(folder, size, Arc::default())
    }

    /// The tiles of a tree some of which are in no file yet.
    pub(crate) fn with_recent(folder: &Path, size: u64, recent: Arc<Growing>) -> Self {
        Tiles { folder: folder.to_owned(), size, recent, kept: HashMap::new() }
    }

    /// The same tiles, of which nothing is remembered yet: for another thread.
    pub fn again(&self) -> Self {
        Tiles::with_recent(&self.folder, self.size, self.recent.clone())
    }

    /// The size of the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The entry of a number.
    ///
    /// # Errors
    /// A number outside the tree; a file that is missing or damaged.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>, Error> {
        let outside = || log::Refused::OutOfTree { index, size: self.size };
        let id = TileId::of(Node { height: 0, index }, self.size).ok_or_else(outside)?;
        let bundle = self.bundle(id)?;
        let entry = bundle.entries().nth(index as usize % TILE_WIDTH).map(<[u8]>::to_vec);
        entry.ok_or_else(|| Error::damaged(&self.folder.join(id.bundle_path()), "an entry is missing"))
    }

    /// The entries under a tile of level 0, no more than it is wide.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn bundle(&self, id: TileId) -> Result<Bundle, Error> {
        if let Some(bundle) = self.recent.bundle(id) {
            return Ok(bundle);
        }
        let (path, width, bytes) = self.find(id, TileId::bundle_path, MAX_BUNDLE)?;
        let bundle = Bundle::parse(bytes, width).map_err(|malformed| Error::damaged(&path, malformed))?;
        Ok(bundle.narrowed(id.width))
    }

    /// A tile, no wider than it is asked for.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn tile(&self, id: TileId) -> Result<Tile, Error> {
        if let Some(tile) = self.recent.tile(id) {
            return Ok(tile);
        }
        let (path, width, bytes) = self.find(id, TileId::path, TILE_WIDTH * 32)?;
        let tile = Tile::parse(&bytes, width).map_err(|malformed| Error::damaged(&path, malformed))?;
        Ok(tile.narrowed(id.width))
    }

    /// The hash of a complete subtree.
    ///
    /// # Errors
    /// A subtree outside the tree; a file that is missing or damaged.
    pub fn node(&mut self, node: Node) -> Result<Hash, Error> {
        let outside = || log::Refused::OutOfTree { index: node.end() - 1, size: self.size };
        let id = TileId::of(node, self.size).ok_or_else(outside)?;
        if !self.kept.contains_key(&id) {
            let tile = Expanded::of(&self.tile(id)?);
            if self.kept.len() == MAX_KEPT {
                self.kept.clear();
            }
            self.kept.insert(id, tile);
        }
        let hash = self.kept.get(&id).and_then(|tile| tile.node(node));
        hash.ok_or_else(|| Error::damaged(&self.folder.join(id.path()), "a hash is missing"))
    }

    /// The proof that entry `index` is in the tree.
    ///
    /// # Errors
    /// As [`Tiles::node`].
    pub fn prove_inclusion(&mut self, index: u64) -> Result<Vec<Hash>, Error> {
        inclusion_proof(index, self.size, &mut |node| self.node(node))
    }

    /// The proof that the tree grew out of that of `old` entries.
    ///
    /// # Errors
    /// As [`Tiles::node`].
    pub fn prove_consistency(&mut self, old: u64) -> Result<Vec<Hash>, Error> {
        consistency_proof(old, self.size, &mut |node| self.node(node))
    }

    /// The root of the tree.
    ///
    /// # Errors
    /// As [`Tiles::node`].
    pub fn root(&mut self) -> Result<Hash, Error> {
        log::root_of(self.size, &mut |node| self.node(node))
    }

    /// The file of a tile, or the full one that it has become, or else one in between: of a log that grew by many entries at a time no more
    /// may ever have been written.
    fn find(
        &self,
        id: TileId,
        path: fn(TileId) -> String,
        limit: usize,
    ) -> Result<(PathBuf, u16, Vec<u8>), Error> {
        let wider = iter::once_with(|| self.wider(id, path)).flatten();
        // The last is for a wider one that went, because it is full now, while we looked.
        for id in [id, id.full()].into_iter().chain(wider).chain([id.full()]) {
            let path = self.folder.join(path(id));
            if let Some(bytes) = disk::read(&path, limit)? {
                return Ok((path, id.width, bytes));
            }
        }
        Err(Error::io("read", &self.folder.join(path(id)))(io::ErrorKind::NotFound.into()))
    }

    /// The narrowest of the tiles that are there, not full and wider than this one.
    fn wider(&self, id: TileId, path: fn(TileId) -> String) -> Option<TileId> {
        let there = fs::read_dir(self.folder.join(path(id)).parent()?).ok()?;
        let widths = there.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let width = widths.filter(|width| (id.width + 1..TILE_WIDTH as u16).contains(width)).min()?;
        Some(TileId { width, ..id })
    }
}

/// A tile with the hashes of all complete subtrees in it, by height. The first proof from a tile needs nearly all of them, and the next
/// ones would have to compute them again.
#[derive(Debug)]
struct Expanded(Vec<Vec<Hash>>);

impl Expanded {
    fn of(tile: &Tile) -> Self {
        let lowest = Some(tile.hashes().to_vec());
        Expanded(iter::successors(lowest, |row| (row.len() > 1).then(|| pairs(row))).collect())
    }

    /// The hash of a complete subtree that lies in this tile, `None` where it does not.
    fn node(&self, node: Node) -> Option<Hash> {
        let height = node.height % TILE_HEIGHT;
        let index = node.index as usize % (TILE_WIDTH >> height);
        self.0.get(usize::from(height))?.get(index).copied()
    }
}

/// The row above: a hash over each two, one without its pair left out.
fn pairs(row: &[Hash]) -> Vec<Hash> {
    row.as_chunks::<2>().0.iter().map(|[left, right]| Hash::node(left, right)).collect()
}
