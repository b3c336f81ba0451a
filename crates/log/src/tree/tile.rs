//! Tiles: 256 hashes of one level, as they lie in files and are fetched (C2SP tlog-tiles, "Merkle Tree").

use super::Node;
use crate::Hash;
use note::{Malformed, encoding};
use std::{fmt, str::FromStr};

/// How many hashes a full tile has.
pub const TILE_WIDTH: usize = 256;

/// How many levels of the tree a tile spans.
const TILE_HEIGHT: u8 = 8;

const WHAT: &str = "tile";

/// Which tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// Its level: a hash of it spans 256^level entries.
    pub level: u8,
    /// Its number in the level, from 0.
    pub index: u64,
    /// How many hashes it has: 1 to [`TILE_WIDTH`].
    pub width: u16,
}

/// The hashes of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile(Vec<Hash>);

impl TileId {
    /// The tile of a tree of `size` entries in which the subtree `node` is found: as wide as it is in that tree.
    /// `None` where the tree does not have the whole of the subtree.
    pub fn of(node: Node, size: u64) -> Option<Self> {
        if node.end() > size {
            return None;
        }
        let level = node.height / TILE_HEIGHT;
        let first = node.index << (node.height % TILE_HEIGHT);
        let index = first / TILE_WIDTH as u64;
        let hashes = size >> (u32::from(level) * u32::from(TILE_HEIGHT));
        let width = (hashes - index * TILE_WIDTH as u64).min(TILE_WIDTH as u64) as u16;
        Some(TileId { level, index, width })
    }

    /// Whether it never changes any more.
    pub fn is_full(self) -> bool {
        usize::from(self.width) == TILE_WIDTH
    }

    /// The same tile when it is full: what it becomes, and may be found as.
    pub fn full(self) -> Self {
        TileId { width: TILE_WIDTH as u16, ..self }
    }

    /// Its path below the log, `tile/0/x001/234` or `tile/0/005.p/17`.
    pub fn path(self) -> String {
        format!("tile/{}/{}", self.level, Numbered { index: self.index, width: self.width })
    }

    /// The path of the bundle of entries under this tile of level 0: `tile/entries/x001/234`.
    pub fn bundle_path(self) -> String {
        format!("tile/entries/{}", Numbered { index: self.index, width: self.width })
    }
}

/// Number and width as they stand in paths.
struct Numbered {
    index: u64,
    width: u16,
}

impl fmt::Display for Numbered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for (place, group) in groups.iter().enumerate().rev() {
            match place {
                0 => write!(f, "{group:03}")?,
                _ => write!(f, "x{group:03}/")?,
            }
        }
        if usize::from(self.width) < TILE_WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// Reads what [`TileId::path`] writes, and nothing else.
impl FromStr for TileId {
    type Err = Malformed;

    fn from_str(path: &str) -> Result<Self, Malformed> {
        let refused =
            || Malformed::new("path of a tile", "it is not tile/LEVEL/NUMBER or tile/LEVEL/NUMBER.p/WIDTH");
        let rest = path.strip_prefix("tile/").ok_or_else(refused)?;
        let (level, number) = rest.split_once('/').ok_or_else(refused)?;
        let level = encoding::decimal("path of a tile", level)?;
        let level = u8::try_from(level).ok().filter(|level| *level < 8).ok_or_else(refused)?;
        let (index, width) = numbered(number).ok_or_else(refused)?;
        let id = TileId { level, index, width };
        if id.path() == path { Ok(id) } else { Err(refused()) }
    }
}

/// Number and width of a path; whether they are spelled right shows when they are written again.
fn numbered(text: &str) -> Option<(u64, u16)> {
    let (number, width) = match text.split_once(".p/") {
        Some((number, width)) => (number, encoding::decimal(WHAT, width).ok()?),
        None => (text, TILE_WIDTH as u64),
    };
    let width = u16::try_from(width).ok().filter(|width| (1..=TILE_WIDTH as u16).contains(width))?;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    Some((digits.parse().ok().filter(|index| *index < 1 << 56)?, width))
}

impl Tile {
    /// A tile of these hashes: 1 to [`TILE_WIDTH`].
    pub(crate) fn new(hashes: Vec<Hash>) -> Self {
        Tile(hashes)
    }

    /// Reads a tile that is `width` wide.
    ///
    /// # Errors
    /// Any other length.
    pub fn parse(bytes: &[u8], width: u16) -> Result<Self, Malformed> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        match rest.is_empty() && hashes.len() == usize::from(width) {
            true => Ok(Tile(hashes.iter().map(|hash| Hash(*hash)).collect())),
            false => Err(Malformed::new(WHAT, format!("it has {} bytes, not {width} hashes", bytes.len()))),
        }
    }

    /// Its bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.0).collect()
    }

    /// Its hashes, those of the lowest level.
    pub fn hashes(&self) -> &[Hash] {
        &self.0
    }

    /// Its first `width` hashes: what it was in a smaller tree.
    pub fn narrowed(mut self, width: u16) -> Self {
        self.0.truncate(usize::from(width));
        self
    }

    pub(super) fn into_hashes(self) -> Vec<Hash> {
        self.0
    }

    /// The hash of a complete subtree that lies in this tile, `None` where it does not.
    pub fn node(&self, node: Node) -> Option<Hash> {
        subtree(&self.0, node)
    }

    /// The hash over a full tile.
    pub(super) fn root(&self) -> Hash {
        fold(&self.0)
    }
}

/// The hash of a complete subtree among the hashes of the tile where it lies.
pub(super) fn subtree(hashes: &[Hash], node: Node) -> Option<Hash> {
    let height = node.height % TILE_HEIGHT;
    let start = (node.index << height) as usize % TILE_WIDTH;
    Some(fold(hashes.get(start..start + (1 << height))?))
}

/// The root over a power of two of hashes.
fn fold(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => Hash::empty(),
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            Hash::node(&fold(left), &fold(right))
        }
    }
}
