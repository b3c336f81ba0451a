//! Heads of a log with the cosignatures that were seen under them. A log's own folder has only its newest head; what was cosigned before
//! it grew, and what comes back from witnesses later, is kept here.

use crate::{Shelf, files};
use anyhow::Context;
use log::Head;
use note::{MAX_NOTE, Note, VerifierKey};
use statement::MemberName;
use std::path::PathBuf;

/// The heads of one log.
#[derive(Clone, Debug)]
pub struct Heads {
    folder: PathBuf,
}

impl Heads {
    /// Those in a folder.
    pub fn new(shelf: &Shelf, owner: &MemberName) -> Self {
        Heads { folder: shelf.heads(owner) }
    }

    /// The sizes of which there is one, ascending.
    pub fn sizes(&self) -> anyhow::Result<Vec<u64>> {
        files::numbered(&self.folder, "head")
    }

    /// The head at a size, if it is here and signed by one of these keys.
    pub fn at(&self, size: u64, keys: &[&VerifierKey]) -> anyhow::Result<Option<Head>> {
        let path = self.path(size);
        if !path.exists() {
            return Ok(None);
        }
        let damaged = || format!("{} is damaged", path.display());
        let note = Note::parse(&files::read(&path, MAX_NOTE)?).with_context(damaged)?;
        opened(note, keys).map(Some).with_context(damaged)
    }

    /// Keeps a head, joining its signatures with those that are here.
    pub fn keep(&self, head: &Head, keys: &[&VerifierKey]) -> anyhow::Result<Head> {
        let size = head.checkpoint().size;
        let here = self.at(size, keys)?.filter(|here| here.tree() == head.tree());
        let joined = match here {
            Some(here) => head.note().signatures().iter().cloned().fold(here, Head::with),
            None => head.clone(),
        };
        files::make_folder(&self.folder)?;
        files::write_replacing(&self.path(size), joined.note().to_string().as_bytes())?;
        Ok(joined)
    }

    fn path(&self, size: u64) -> PathBuf {
        self.folder.join(format!("{size}.head"))
    }
}

/// A note as a head by whichever of the log's keys signed it.
pub fn opened(note: Note, keys: &[&VerifierKey]) -> anyhow::Result<Head> {
    let signer = keys.iter().find(|key| note.by(key.name(), key.id()).next().is_some());
    let signer = signer.context("no log key that is known here has signed it")?;
    Ok(Head::open(note, signer)?)
}
