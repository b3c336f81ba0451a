//! The tree of a log with what is not in its files yet.

use log::{Bundle, Edge, Hash, TILE_WIDTH, Tile, TileId};
use note::Malformed;
use std::{borrow::Cow, collections::BTreeMap, iter, panic::resume_unwind, sync::Arc, thread};

/// From how many entries on two threads hash them. Below, starting one takes as long as it saves.
const MIN_SHARED: usize = 256;

/// The growing edge of a tree, the entries of its last bundle, and the tiles and bundles that have filled up and wait to be written.
///
/// It is a value: one that readers hold stays as it is while the log grows. What is large in it is shared.
#[derive(Clone, Debug, Default)]
pub(crate) struct Growing {
    edge: Edge,
    /// The entries since the last full bundle.
    bundle: Bundle,
    tiles: BTreeMap<TileId, Arc<Tile>>,
    bundles: BTreeMap<TileId, Arc<Bundle>>,
}

impl Growing {
    /// A tree of which everything is in its files.
    pub(crate) fn at(edge: Edge, bundle: Bundle) -> Self {
        Growing { edge, bundle, ..Growing::default() }
    }

    /// The edge of the tree.
    pub(crate) fn edge(&self) -> &Edge {
        &self.edge
    }

    /// The tree with more entries.
    ///
    /// # Errors
    /// An entry that is too long.
    pub(crate) fn grown(&self, entries: &[impl AsRef<[u8]> + Sync]) -> Result<Self, Malformed> {
        let mut tree = self.clone();
        let leaves = leaves(entries);
        entries.iter().zip(leaves).try_for_each(|(entry, leaf)| tree.push(entry.as_ref(), leaf))?;
        Ok(tree)
    }

    fn push(&mut self, entry: &[u8], leaf: Hash) -> Result<(), Malformed> {
        self.bundle.push(entry)?;
        let tiles = &mut self.tiles;
        self.edge.append(leaf, |id, tile| drop(tiles.insert(id, tile.into())));
        if self.edge.size().is_multiple_of(TILE_WIDTH as u64) {
            let id = bundle_after(self.edge.size() - 1).full();
            self.bundles.insert(id, std::mem::take(&mut self.bundle).into());
        }
        Ok(())
    }

    /// The bytes of the entries that came since `before`, in parts, as they stand in bundles.
    pub(crate) fn since(&self, before: &Growing) -> Vec<&[u8]> {
        let first = bundle_after(before.edge.size()).full();
        let full = self.bundles.range(first..).map(|(_, bundle)| bundle.as_bytes());
        let parts = full.chain(iter::once(self.bundle.as_bytes())).enumerate();
        let known = before.bundle.as_bytes().len();
        parts.filter_map(|(at, part)| part.get(if at == 0 { known } else { 0 }..)).collect()
    }

    /// A tile that is not in its file yet, or is at the edge: as wide as it is asked for, `None` where the files have it.
    pub(crate) fn tile(&self, id: TileId) -> Option<Tile> {
        match self.tiles.get(&id.full()) {
            Some(tile) => Some(Tile::clone(tile).narrowed(id.width)),
            None => self.edge.tile(id),
        }
    }

    /// As [`Growing::tile`], the entries under a tile of level 0.
    pub(crate) fn bundle(&self, id: TileId) -> Option<Bundle> {
        let last = bundle_after(self.edge.size());
        let is_last = id.index == last.index && id.width <= last.width;
        let bundle = self.bundles.get(&id.full()).map(Arc::as_ref).or(is_last.then_some(&self.bundle));
        bundle.map(|bundle| bundle.narrowed(id.width))
    }

    /// What has filled up and has to be written. Paths are below the log's folder.
    pub(crate) fn full(&self) -> impl Iterator<Item = (String, Cow<'_, [u8]>)> {
        let bundles = self.bundles.iter().map(|(id, bundle)| (id.bundle_path(), bundle.as_bytes().into()));
        let tiles = self.tiles.iter().map(|(id, tile)| (id.path(), tile.to_bytes().into()));
        bundles.chain(tiles)
    }

    /// The narrow files that the tree ends with.
    pub(crate) fn narrow(&self) -> impl Iterator<Item = (String, Cow<'_, [u8]>)> {
        let tiles = self.edge.partial().map(|(id, tile)| (id.path(), tile.to_bytes().into()));
        let last = bundle_after(self.edge.size());
        let bundle = (last.width > 0).then(|| (last.bundle_path(), self.bundle.as_bytes().into()));
        tiles.chain(bundle)
    }

    /// Forgets what has been written, which is all of it that `written` has, and names the folders of narrow tiles that are superseded.
    pub(crate) fn forget(&mut self, written: &Growing) -> Vec<String> {
        written.tiles.keys().for_each(|id| drop(self.tiles.remove(id)));
        written.bundles.keys().for_each(|id| drop(self.bundles.remove(id)));
        let tiles = written.tiles.keys().map(|id| id.path() + ".p");
        tiles.chain(written.bundles.keys().map(|id| id.bundle_path() + ".p")).collect()
    }
}

/// The hashes of entries. They are most of the work of a batch that is not the disk's, so a second thread takes half of them.
fn leaves<B: AsRef<[u8]> + Sync>(entries: &[B]) -> Vec<Hash> {
    let hash = |part: &[B]| Vec::from_iter(part.iter().map(|entry| Hash::leaf(entry.as_ref())));
    if entries.len() < MIN_SHARED {
        return hash(entries);
    }
    let (first, second) = entries.split_at(entries.len() / 2);
    thread::scope(|scope| {
        let Ok(other) = thread::Builder::new().spawn_scoped(scope, || hash(second)) else {
            return hash(entries);
        };
        let mut leaves = hash(first);
        leaves.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        leaves
    })
}

/// The bundle that the next entry of a tree of this size is for, as wide as it is before that.
fn bundle_after(size: u64) -> TileId {
    let width = TILE_WIDTH as u64;
    TileId { level: 0, index: size / width, width: (size % width) as u16 }
}
