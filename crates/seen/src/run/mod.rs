//! Runs on the disk: files of keys in order that are never changed once they have their name.
//!
//! ```text
//! detente/seen-run/v1\n
//! the blocks, one behind another (see block.rs)
//! the filter (see filter.rs)
//! the contents: what is in the file and where (see contents.rs)
//! 8 bytes   where the contents begin
//! 4 bytes   how long they are
//! 4 bytes   their CRC-32
//! 4 bytes   the CRC-32 of these sixteen bytes
//! SEEN
//! ```
//!
//! Numbers are big-endian. A file says of itself all that one has to know of it, so there is no list of files that could be lost or be wrong: the index is
//! the files that are in its folder.

mod contents;
mod file;
mod tail;
mod walk;
mod writer;

pub(crate) use contents::Contents;
pub(crate) use file::{Budget, RunFile, Workshop};
pub(crate) use walk::Walk;
pub(crate) use writer::Writer;

/// What a file begins with.
const VERSION: &[u8; 20] = b"detente/seen-run/v1\n";
