//! Where cutting goes on after the stream was put aside.

use std::sync::Arc;

/// A place between two records of a stream, and what the records behind it need to know of those before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resume {
    /// Where the next record starts: a byte of the decompressed stream. 0 is the start of the stream.
    pub offset: u64,
    /// The number that the next record has, where the format has no numbers of its own.
    pub record: u64,
    /// The header that it stands under: of Zeek, of the W3C, of a table.
    pub header: Option<Arc<str>>,
    /// The place is inside a line that was refused as too large: its rest is passed over.
    pub inside: bool,
    /// A JSON object before this place is broken, and stood so far from the start of its line: what follows up to the next one that
    /// stands likewise is its rest.
    pub broken: Option<u32>,
}
