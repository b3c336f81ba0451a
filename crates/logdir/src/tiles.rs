//! The tiles of a log in a folder, for reading: entries, and proofs.

use crate::{Error, disk};
use log::{Bundle, Hash, Node, TILE_WIDTH, Tile, TileId, consistency_proof, inclusion_proof};
use std::{
    collections::HashMap,
    fs, iter,
    path::{Path, PathBuf},
};

/// How many tiles are remembered: 16 MiB of hashes.
const MAX_KEPT: usize = 1024;

/// How many levels of the tree a tile spans.
const TILE_HEIGHT: u8 = TILE_WIDTH.ilog2() as u8;

/// How long the file of a bundle may be: 256 entries of the greatest length.
const MAX_BUNDLE: usize = TILE_WIDTH * (2 + log::MAX_ENTRY);

/// Reads the tiles of a tree of one size. Tiles that were read are remembered.
#[derive(Debug)]
pub struct Tiles {
    folder: PathBuf,
    size: u64,
    kept: HashMap<TileId, Expanded>,
}

impl Tiles {
    /// The tiles below `folder`, which holds a tree of at least `size` entries.
    pub fn new(folder: &Path, size: u64) -> Self {
        Tiles { folder: folder.to_owned(), size, kept: HashMap::new() }
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

    /// The entries under a tile of level 0.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn bundle(&self, id: TileId) -> Result<Bundle, Error> {
        let (path, width, bytes) = self.find(id, TileId::bundle_path, MAX_BUNDLE)?;
        let bundle = Bundle::parse(bytes, width).map_err(|malformed| Error::damaged(&path, malformed))?;
        Ok(bundle)
    }

    /// A tile, no wider than it is asked for.
    ///
    /// # Errors
    /// A file that is missing or damaged.
    pub fn tile(&self, id: TileId) -> Result<Tile, Error> {
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

    /// A file of a tile's width, or the full one that it has become.
    fn find(
        &self,
        id: TileId,
        path: fn(TileId) -> String,
        limit: usize,
    ) -> Result<(PathBuf, u16, Vec<u8>), Error> {
        for id in [id, id.full()] {
            let path = self.folder.join(path(id));
            if let Some(bytes) = disk::read(&path, limit)? {
                return Ok((path, id.width, bytes));
            }
        }
        let missing = self.folder.join(path(id));
        fs::metadata(&missing).map_err(Error::io("read", &missing))?;
        Err(Error::damaged(&missing, "it came and went while it was read"))
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
