//! The RFC 6962 tree over entries, kept as C2SP tlog-tiles.
//!
//! Everything asks for *complete* subtrees only, by [`Node`]: they never change once they are there. What lies at the right edge
//! of a tree of some size is put together from them.

mod bundle;
mod edge;
mod node;
mod prove;
mod tile;
mod verify;

pub use bundle::{Bundle, MAX_ENTRY};
pub use edge::Edge;
pub use node::Node;
pub use prove::{consistency_proof, inclusion_proof, root_of};
pub use tile::{TILE_WIDTH, Tile, TileId};
pub use verify::{MAX_PROOF, verify_consistency, verify_inclusion};

#[cfg(test)]
mod tests;
