//! A batch: entries on their way into the tiles, with the checkpoint that covers them.

use crate::Error;
use log::MAX_ENTRY;
use note::{MAX_NOTE, Malformed};
use sha2::{Digest, Sha256};
use std::path::Path;

/// How many bytes a batch may have. Whoever appends more does it in several.
pub(crate) const MAX_BATCH: usize = 256 << 20;

/// Entries that follow on `base` others, and the head of the log with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Batch {
    pub(crate) base: u64,
    pub(crate) note: String,
    pub(crate) entries: Vec<Vec<u8>>,
}

const VERSION: &[u8] = b"detente/batch/v1\n";

impl Batch {
    /// Its bytes: version, base, note and entries behind their lengths, and a digest over all that, which shows whether the file is whole.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Malformed> {
        let length: usize = self.entries.iter().map(|entry| entry.len() + 4).sum();
        if length > MAX_BATCH {
            return Err(Malformed::new("batch", "it is larger than 256 MiB: append it in parts"));
        }
        let mut bytes = Vec::with_capacity(length + self.note.len() + 128);
        bytes.extend_from_slice(VERSION);
        bytes.extend_from_slice(&self.base.to_be_bytes());
        push(&mut bytes, self.note.as_bytes());
        for entry in &self.entries {
            if entry.len() > MAX_ENTRY {
                return Err(Malformed::new("entry", "it is longer than 65,535 bytes"));
            }
            push(&mut bytes, entry);
        }
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        bytes.extend_from_slice(&digest);
        Ok(bytes)
    }

    pub(crate) fn parse(path: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let damaged = || Error::damaged(path, "it is no whole batch");
        let (content, digest) = bytes.split_last_chunk::<32>().ok_or_else(damaged)?;
        if <[u8; 32]>::from(Sha256::digest(content)) != *digest {
            return Err(damaged());
        }
        let rest = content.strip_prefix(VERSION).ok_or_else(damaged)?;
        let (base, mut rest) = rest.split_first_chunk().ok_or_else(damaged)?;
        let note = take(&mut rest).filter(|note| note.len() <= MAX_NOTE).ok_or_else(damaged)?;
        let note = String::from_utf8(note.to_vec()).map_err(|_| damaged())?;
        let mut entries = Vec::new();
        while !rest.is_empty() {
            entries.push(take(&mut rest).ok_or_else(damaged)?.to_vec());
        }
        Ok(Batch { base: u64::from_be_bytes(*base), note, entries })
    }
}

fn push(bytes: &mut Vec<u8>, part: &[u8]) {
    // Entries and notes are far below 4 GiB.
    bytes.extend_from_slice(&(part.len() as u32).to_be_bytes());
    bytes.extend_from_slice(part);
}

fn take<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    *bytes = rest;
    Some(part)
}
