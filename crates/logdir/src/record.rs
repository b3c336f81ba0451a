//! A record of the journal: entries that follow on those before, and the head of the log with them.
//!
//! ```text
//! detente/journal/v1\n
//! 8 bytes   how many entries the log has before these
//! 4 bytes   how many bytes the entries take
//! 4 bytes   how many bytes the note takes
//! 8 bytes   the first of the SHA-256 over the line and the numbers above
//! \n
//! the entries as in a bundle, each behind its length in 2 bytes
//! the note: the checkpoint with these entries, signed by the log
//! ```
//!
//! Numbers are big-endian. Nothing hashes the entries but the tree: they are right if they make the root that the log has signed. The numbers
//! have a hash of their own, because with a wrong length all that follows would look as if it had never been written to its end.

use crate::Error;
use note::{MAX_NOTE, Note};
use sha2::{Digest, Sha256};
use std::path::Path;

/// How many bytes the entries of a record may have, their lengths included. Whoever appends more does it in several.
pub(crate) const MAX_BATCH: u32 = 256 << 20;

/// How long what stands before the entries is.
pub(crate) const HEADER: usize = VERSION.len() + 8 + 4 + 4 + CHECK + 1;

const VERSION: &[u8; 19] = b"detente/journal/v1\n";

/// How much of the hash over the numbers is kept: enough against a disk, and nobody else writes here.
const CHECK: usize = 8;

/// What a disk writes as one: a piece of a file, from one multiple of this to the next, is there or is not.
const SECTOR: u64 = 512;

/// What stands before the entries. It begins and ends with a byte that is not zero, as a record does: see [`has_gap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// How many entries the log has before these.
    pub(crate) base: u64,
    /// How many bytes the entries take.
    pub(crate) entries: u32,
    /// How many bytes the note takes.
    pub(crate) note: u32,
}

impl Header {
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER);
        bytes.extend_from_slice(VERSION);
        bytes.extend_from_slice(&self.base.to_be_bytes());
        bytes.extend_from_slice(&self.entries.to_be_bytes());
        bytes.extend_from_slice(&self.note.to_be_bytes());
        let check = Sha256::digest(&bytes);
        bytes.extend(check.iter().take(CHECK));
        bytes.push(b'\n');
        bytes
    }

    /// `None` for what [`Header::to_bytes`] does not write, and for more than a record may have.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (base, rest) = bytes.strip_prefix(VERSION)?.split_first_chunk()?;
        let (entries, rest) = rest.split_first_chunk()?;
        let (note, _) = rest.split_first_chunk()?;
        let header = Header {
            base: u64::from_be_bytes(*base),
            entries: u32::from_be_bytes(*entries),
            note: u32::from_be_bytes(*note),
        };
        let fits = header.entries <= MAX_BATCH && header.note as usize <= MAX_NOTE;
        (fits && header.to_bytes() == bytes).then_some(header)
    }

    /// How long the record is, this included.
    pub(crate) fn record(self) -> u64 {
        HEADER as u64 + u64::from(self.entries) + u64::from(self.note)
    }
}

/// A record as it was found.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) header: Header,
    /// All of it.
    pub(crate) bytes: Vec<u8>,
    /// Whether nothing stands behind it, and something in it was perhaps never written.
    pub(crate) may_be_torn: bool,
}

impl Record {
    /// The entries.
    ///
    /// # Errors
    /// Lengths that do not add up: `path` is damaged.
    pub(crate) fn entries(&self, path: &Path) -> Result<Vec<&[u8]>, Error> {
        let (mut rest, _) = self.parts();
        let mut entries = Vec::new();
        while !rest.is_empty() {
            let whole = rest
                .split_first_chunk()
                .and_then(|(length, rest)| rest.split_at_checked(usize::from(u16::from_be_bytes(*length))));
            let (entry, behind) = whole.ok_or_else(|| Error::damaged(path, "an entry in it is not whole"))?;
            entries.push(entry);
            rest = behind;
        }
        Ok(entries)
    }

    /// The note.
    ///
    /// # Errors
    /// Bytes that are no note: `path` is damaged.
    pub(crate) fn note(&self, path: &Path) -> Result<Note, Error> {
        let (_, note) = self.parts();
        Note::parse(note).map_err(|malformed| Error::damaged(path, malformed))
    }

    fn parts(&self) -> (&[u8], &[u8]) {
        let (_, rest) = self.bytes.split_at_checked(HEADER).unwrap_or_default();
        rest.split_at_checked(self.header.entries as usize).unwrap_or_default()
    }
}

/// Whether some sector of these bytes, which stand at `at` in their file, is all zeros. So a file may look after a loss of power whose length
/// came to the disk before its content. A record that was written has that only where an entry has so many zeros.
pub(crate) fn has_gap(at: u64, bytes: &[u8]) -> bool {
    let first = (SECTOR - at % SECTOR) as usize;
    let (head, rest) = bytes.split_at_checked(first).unwrap_or((bytes, &[]));
    std::iter::once(head)
        .chain(rest.chunks(SECTOR as usize))
        .any(|sector| sector.iter().all(|byte| *byte == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_one_spelling_and_limits() {
        let header = Header { base: 7, entries: 300, note: 200 };
        let bytes = header.to_bytes();
        assert_eq!((bytes.len(), Header::parse(&bytes)), (HEADER, Some(header)));
        for at in 0..HEADER {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(Header::parse(&other), None, "byte {at}");
            assert_eq!(Header::parse(&bytes[..at]), None, "{at} bytes");
        }
        for large in
            [Header { entries: MAX_BATCH + 1, ..header }, Header { note: MAX_NOTE as u32 + 1, ..header }]
        {
            assert_eq!(Header::parse(&large.to_bytes()), None);
        }
    }

    #[test]
    fn a_gap_is_a_sector_of_the_file_without_content() {
        let mut bytes = vec![1; 2000];
        assert!(!has_gap(100, &bytes));
        // 511 zeros, and then 512 that lie across two sectors.
        bytes[412..923].fill(0);
        assert!(!has_gap(100, &bytes));
        bytes.fill(1);
        bytes[500..1012].fill(0);
        assert!(has_gap(12, &bytes) && !has_gap(13, &bytes));
        assert!(has_gap(511, &[0, 1]) && has_gap(0, &[0]) && !has_gap(510, &[0, 1]));
    }
}
