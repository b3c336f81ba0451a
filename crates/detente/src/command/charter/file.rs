//! Charters in files, signed or not yet.

use anyhow::Context;
use home::replace_public;
use note::{MAX_NOTE, Note};
use statement::{BadCharter, SignedCharter};
use std::path::Path;

/// What a file holds.
pub enum Read {
    /// A charter.
    Charter(Box<SignedCharter>),
    /// A text that nobody should sign, and why.
    Refused(BadCharter),
}

/// Reads a charter, with signatures or without.
pub fn read(path: &Path) -> anyhow::Result<Read> {
    let cannot = || format!("cannot read {}", path.display());
    let bytes = home::read_file(path, MAX_NOTE)?;
    let charter = match Note::parse(&bytes) {
        Ok(_) => SignedCharter::parse(&bytes),
        // No signatures yet: the TOML alone.
        Err(_) => SignedCharter::unsigned(std::str::from_utf8(&bytes).with_context(cannot)?),
    };
    match charter {
        Ok(charter) => Ok(Read::Charter(Box::new(charter))),
        Err(BadCharter::Malformed(malformed)) => Err(malformed).with_context(cannot),
        Err(refused) => Ok(Read::Refused(refused)),
    }
}

/// As [`read`], where a charter that nobody should sign is of no use.
pub fn read_sound(path: &Path) -> anyhow::Result<SignedCharter> {
    match read(path)? {
        Read::Charter(charter) => Ok(*charter),
        Read::Refused(refused) => Err(refused).with_context(|| format!("cannot use {}", path.display())),
    }
}

/// Puts a charter in the place of the copy with fewer signatures.
pub fn replace(path: &Path, charter: &SignedCharter) -> anyhow::Result<()> {
    replace_public(path, charter.note().to_string().as_bytes())
}
