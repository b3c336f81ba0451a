//! The growing edge of a tree: all that appending needs.

use super::{Node, TILE_WIDTH, Tile, TileId, root_of, tile::subtree};
use crate::Hash;
use std::convert::Infallible;

/// The rightmost tiles of a tree, those that are not full. With them, and nothing else, entries can be appended and the root told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// By level, the hashes since the last full tile.
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// The edge of a tree of `size` entries, from its partial tiles.
    ///
    /// # Errors
    /// Those of `tile`, which is asked for each partial tile and gives it in the width it is asked for.
    pub fn load<E>(size: u64, mut tile: impl FnMut(TileId) -> Result<Tile, E>) -> Result<Self, E> {
        let mut levels = Vec::new();
        let mut hashes = size;
        while hashes > 0 {
            let width = (hashes % TILE_WIDTH as u64) as u16;
            let id = TileId { level: levels.len() as u8, index: hashes / TILE_WIDTH as u64, width };
            levels.push(if width > 0 { tile(id)?.into_hashes() } else { Vec::new() });
            hashes /= TILE_WIDTH as u64;
        }
        Ok(Edge { size, levels })
    }

    /// How many entries the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends the hash of an entry. `full` gets each tile that it completes, lowest first.
    pub fn append(&mut self, leaf: Hash, mut full: impl FnMut(TileId, Tile)) {
        self.size += 1;
        let (mut hash, mut level, mut count) = (leaf, 0, self.size);
        loop {
            if self.levels.len() == level {
                self.levels.push(Vec::with_capacity(TILE_WIDTH));
            }
            let Some(hashes) = self.levels.get_mut(level) else { return };
            hashes.push(hash);
            if hashes.len() < TILE_WIDTH {
                return;
            }
            let tile = Tile::new(std::mem::take(hashes));
            let id =
                TileId { level: level as u8, index: count / TILE_WIDTH as u64 - 1, width: TILE_WIDTH as u16 };
            hash = tile.root();
            full(id, tile);
            level += 1;
            count /= TILE_WIDTH as u64;
        }
    }

    /// The tiles that are not full.
    pub fn partial(&self) -> impl Iterator<Item = (TileId, Tile)> {
        let levels = self.levels.iter().enumerate().filter(|(_, hashes)| !hashes.is_empty());
        levels.map(|(level, hashes)| {
            let (level, width) = (level as u8, hashes.len() as u16);
            (TileId { level, index: self.index_at(level), width }, Tile::new(hashes.clone()))
        })
    }

    /// A tile that is not full, or its first hashes; `None` of any other.
    pub fn tile(&self, id: TileId) -> Option<Tile> {
        let hashes = self.levels.get(usize::from(id.level))?.get(..usize::from(id.width))?;
        (id.index == self.index_at(id.level)).then(|| Tile::new(hashes.to_vec()))
    }

    /// The number of the tile at the edge of a level.
    fn index_at(&self, level: u8) -> u64 {
        (self.size >> (8 * level)) / TILE_WIDTH as u64
    }

    /// The root of the tree as it is now.
    pub fn root(&self) -> Hash {
        let Ok(root) = root_of::<Infallible>(self.size, &mut |node| Ok(self.node(node)));
        root
    }

    /// A subtree that the root is made of. They all lie in partial tiles: a full tile is one hash of the level above.
    fn node(&self, node: Node) -> Hash {
        let hashes = self.levels.get(usize::from(node.height / 8)).map_or(&[][..], Vec::as_slice);
        subtree(hashes, node).unwrap_or_else(Hash::empty)
    }
}
