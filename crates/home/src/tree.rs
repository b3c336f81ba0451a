//! The files of a log that came from somebody: every tile and bundle is made again from the entries and compared.

use anyhow::{Context, bail};
use log::{Bundle, Edge, Hash, TILE_WIDTH, TileId};
use logdir::Tiles;
use std::{fs, iter, path::Path};

/// How many entries a log that is carried in a folder may have; a member's quota of a hundred days.
pub const MAX_ENTRIES: u64 = 10_000_000;

/// How many bytes of entries are taken over at a time, with those of one bundle more.
const MAX_PART: usize = 32 << 20;

/// The tiles of a tree of `size` entries, lowest level first.
pub fn tile_ids(size: u64) -> Vec<TileId> {
    let mut ids = Vec::new();
    let (mut level, mut hashes) = (0, size);
    while hashes > 0 {
        let width = TILE_WIDTH as u64;
        ids.extend((0..hashes / width).map(|index| TileId { level, index, width: width as u16 }));
        if !hashes.is_multiple_of(width) {
            ids.push(TileId { level, index: hashes / width, width: (hashes % width) as u16 });
        }
        (level, hashes) = (level + 1, hashes / width);
    }
    ids
}

/// The root that a log had when it had `size` entries. `tiles` are those of the log as it is now: narrow ones of then may be gone.
///
/// # Errors
/// Files that are missing or damaged; a size that the log does not have.
pub fn root_at(tiles: &mut Tiles, size: u64) -> Result<Hash, logdir::Error> {
    log::root_of(size, &mut |node| tiles.node(node))
}

/// Goes through the entries of a log, a bundle at a time. `each` gets them from the first, with their numbers.
///
/// # Errors
/// Files that are missing or damaged; those of `each`.
pub fn each_entry(tiles: &Tiles, each: impl FnMut(u64, &[u8]) -> anyhow::Result<()>) -> anyhow::Result<()> {
    each_entry_from(tiles, 0, tiles.size(), each)
}

/// The entries from the number `from` on, in parts that can be held: for a mirror that takes them over.
pub fn entry_parts(
    tiles: &Tiles,
    from: u64,
) -> impl Iterator<Item = Result<Vec<Vec<u8>>, logdir::Error>> + '_ {
    let mut at = from;
    iter::from_fn(move || (at < tiles.size()).then(|| entry_part(tiles, &mut at)))
}

fn entry_part(tiles: &Tiles, at: &mut u64) -> Result<Vec<Vec<u8>>, logdir::Error> {
    const WIDTH: u64 = TILE_WIDTH as u64;
    let (mut part, mut bytes) = (Vec::new(), 0);
    while *at < tiles.size() && bytes < MAX_PART {
        let (index, skipped) = (*at / WIDTH, *at % WIDTH);
        let width = (tiles.size() - index * WIDTH).min(WIDTH);
        let bundle = tiles.bundle(TileId { level: 0, index, width: width as u16 })?;
        for entry in bundle.entries().skip(skipped as usize) {
            bytes += entry.len();
            part.push(entry.to_vec());
        }
        *at = index * WIDTH + width;
    }
    Ok(part)
}

/// Goes through the entries from the number `from` up to, and without, `to`.
///
/// # Errors
/// As [`each_entry`].
pub fn each_entry_from(
    tiles: &Tiles,
    from: u64,
    to: u64,
    mut each: impl FnMut(u64, &[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    const WIDTH: u64 = TILE_WIDTH as u64;
    let to = to.min(tiles.size());
    for tile in from / WIDTH..to.div_ceil(WIDTH) {
        let width = (tiles.size() - tile * WIDTH).min(WIDTH) as u16;
        // The file may be wider than the tree that is asked for.
        let bundle = tiles.bundle(TileId { level: 0, index: tile, width })?;
        for (entry, index) in bundle.entries().take(usize::from(width)).zip(tile * WIDTH..) {
            if (from..to).contains(&index) {
                each(index, entry)?;
            }
        }
    }
    Ok(())
}

/// Reads the entries of the log in `folder`, of which there are `size`, and checks that all its tiles are theirs and that they make
/// `root`. `each` gets the entries from the first.
///
/// # Errors
/// Files that are missing, or are not what the entries make; another root; those of `each`.
pub fn check_tree(
    folder: &Path,
    size: u64,
    root: Hash,
    mut each: impl FnMut(u64, &[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if size > MAX_ENTRIES {
        bail!("a log of {size} entries is too long to be carried in a folder");
    }
    let tiles = Tiles::new(folder, size);
    let mut edge = Edge::default();
    let mut wrong = None;
    for id in tile_ids(size).into_iter().filter(|id| id.level == 0) {
        let bundle = exact_bundle(folder, &tiles, id)?;
        for (entry, index) in bundle.entries().zip(id.index * TILE_WIDTH as u64..) {
            each(index, entry)?;
            edge.append(Hash::leaf(entry), |id, tile| {
                wrong = wrong.take().or_else(|| differs(folder, id, &tile.to_bytes()));
            });
        }
    }
    for (id, tile) in edge.partial() {
        wrong = wrong.or_else(|| differs(folder, id, &tile.to_bytes()));
    }
    match wrong {
        Some(path) => bail!("{} is not what the entries make", folder.join(path).display()),
        None if edge.root() != root => {
            bail!("the entries in {} do not make the tree of its checkpoint", folder.display())
        }
        None => Ok(()),
    }
}

/// A bundle from the file of exactly this width: what travels has no other.
fn exact_bundle(folder: &Path, tiles: &Tiles, id: TileId) -> anyhow::Result<Bundle> {
    let path = folder.join(id.bundle_path());
    fs::metadata(&path).with_context(|| format!("{} is missing", path.display()))?;
    Ok(tiles.bundle(id)?)
}

/// The path of a tile if its file is not these bytes.
fn differs(folder: &Path, id: TileId, bytes: &[u8]) -> Option<String> {
    let path = id.path();
    let file = folder.join(&path);
    let is_as_long = fs::metadata(&file).is_ok_and(|meta| meta.len() == bytes.len() as u64);
    let same = is_as_long && fs::read(&file).is_ok_and(|found| found == bytes);
    (!same).then_some(path)
}
