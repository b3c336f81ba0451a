//! The tree of a log with what is not in its files yet.

use log::{Bundle, Edge, Hash, TILE_WIDTH, Tile, TileId};
use note::Malformed;
use std::sync::Arc;

/// The growing edge of a tree, the entries of its last bundle, and the tiles and bundles that have filled up and wait to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Growing {
    edge: Edge,
    /// The entries since the last full bundle.
    bundle: Bundle,
    full: Vec<Full>,
}

/// What has filled up.
#[derive(Clone, Debug)]
enum Full {
    Tile(TileId, Arc<Tile>),
    Bundle(TileId, Arc<Bundle>),
}

impl Growing {
    /// A tree of which everything is in its files.
    pub(crate) fn at(edge: Edge, bundle: Bundle) -> Self {
        Growing { edge, bundle, full: Vec::new() }
    }

    /// The edge of the tree.
    pub(crate) fn edge(&self) -> &Edge {
        &self.edge
    }

    /// The tree with more entries.
    ///
    /// # Errors
    /// An entry that is too long.
    pub(crate) fn grown(&self, entries: &[Vec<u8>]) -> Result<Self, Malformed> {
        let mut tree = self.clone();
        entries.iter().try_for_each(|entry| tree.push(entry))?;
        Ok(tree)
    }

    fn push(&mut self, entry: &[u8]) -> Result<(), Malformed> {
        self.bundle.push(entry)?;
        let full = &mut self.full;
        self.edge.append(Hash::leaf(entry), |id, tile| full.push(Full::Tile(id, tile.into())));
        if self.edge.size().is_multiple_of(TILE_WIDTH as u64) {
            let index = self.edge.size() / TILE_WIDTH as u64 - 1;
            let id = TileId { level: 0, index, width: TILE_WIDTH as u16 };
            self.full.push(Full::Bundle(id, std::mem::take(&mut self.bundle).into()));
        }
        Ok(())
    }

    /// What has to be written: what has filled up, and what the tree ends with. Paths are below the log's folder.
    pub(crate) fn files(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let full = self.full.iter().map(|full| match full {
            Full::Tile(id, tile) => (id.path(), tile.to_bytes()),
            Full::Bundle(id, bundle) => (id.bundle_path(), bundle.as_bytes().to_vec()),
        });
        let partial = self.edge.partial().map(|(id, tile)| (id.path(), tile.to_bytes()));
        let width = (self.edge.size() % TILE_WIDTH as u64) as u16;
        let last = TileId { level: 0, index: self.edge.size() / TILE_WIDTH as u64, width };
        let bundle = (width > 0).then(|| (last.bundle_path(), self.bundle.as_bytes().to_vec()));
        full.chain(partial).chain(bundle)
    }

    /// Forgets what has been written, and names the folders of narrow tiles that are superseded.
    pub(crate) fn settled(&mut self) -> Vec<String> {
        let narrow = self.full.drain(..).map(|full| match full {
            Full::Tile(id, _) => id.path() + ".p",
            Full::Bundle(id, _) => id.bundle_path() + ".p",
        });
        narrow.collect()
    }
}
