//! YAML as rules and mappings need it: a read-only tree in which every node knows where it stands.
//!
//! `saphyr-parser` makes the events; this module makes the tree, under limits, because a rule file may
//! come from a stranger. Plain scalars are read by the core schema of YAML 1.2.2 (section 10.3.2), so `yes`,
//! `no` and dates are text. A number keeps the text that it was written with: to Sigma, `0123` and `1.10`
//! are what an analyst typed. Of YAML 1.1 only the merge key `<<` is understood, which people use with anchors.
//!
//! It is not a serializer, knows no types of ours, and does no IO.

mod anchor;
mod build;
mod node;
mod place;
mod scalar;

pub(crate) use build::{parse, parse_each};
pub(crate) use node::{Error, Fault, Kind, Node};
pub use place::Span;

#[cfg(test)]
mod tests;

/// The largest text that is read, in bytes. SigmaHQ's largest rule has about 30 kB; generated rules
/// with lists of hashes reach some hundred kB.
pub const MAX_BYTES: usize = 4 << 20;

/// How deep lists and maps may nest. A Sigma rule needs six levels; the trees are walked by recursion.
pub const MAX_DEPTH: usize = 48;

/// How many nodes one text may have, those counted again that an alias or an anchor copies. It stops the
/// texts that grow exponentially by aliases of aliases.
pub const MAX_NODES: usize = 400_000;

/// How many bytes of scalars an alias or an anchor may copy in one text, for the same reason.
pub const MAX_COPIED_BYTES: usize = 8 << 20;

/// After how many broken documents the rest of a text is given up. Finding the next document
/// after a syntax error may read the rest of the text once more.
pub const MAX_BROKEN_DOCUMENTS: usize = 16;
