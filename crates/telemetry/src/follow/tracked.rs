//! A file that is there, and what is known of it.

use super::{FileId, StreamId, listing::Look};
use std::{
    fs::File,
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// After how long without a change a file counts as written: a last line without its end is taken then, and a packed file is opened.
pub(crate) const REST: Duration = Duration::from_secs(5);

/// One file.
#[derive(Debug)]
pub(super) struct Tracked {
    pub(super) path: PathBuf,
    /// Which of the watches found it.
    pub(super) watch: usize,
    pub(super) look: Look,
    /// When that was first seen so.
    pub(super) changed: Duration,
    /// It was there at the last look.
    pub(super) listed: bool,
    pub(super) is_rotated: bool,
    /// Nothing as long as it is not known what it is.
    pub(super) stream: Option<StreamId>,
    /// Kept open, so that what was written before it was renamed or removed is still read.
    pub(super) handle: Option<Arc<File>>,
    /// How it looked when it was read to its end, or when it was tried to tell what it is; and whether it had come to rest.
    pub(super) visited: Option<(Look, bool)>,
    /// It begins as another file that is being followed: it waits until that one has been read, or is another.
    pub(super) waits: bool,
}

impl Tracked {
    pub(super) fn rests(&self, now: Duration) -> bool {
        now.saturating_sub(self.changed) >= REST
    }

    /// Whether there may be something new in it.
    pub(super) fn is_due(&self, now: Duration) -> bool {
        let rests = self.rests(now);
        self.waits && rests || self.visited != Some((self.look, rests))
    }

    /// Opens it, unless it is open. None where another file has taken its name.
    pub(super) fn open(&mut self, id: FileId) -> io::Result<Option<Arc<File>>> {
        if let Some(open) = &self.handle {
            return Ok(Some(open.clone()));
        }
        let open = File::open(&self.path)?;
        if FileId::of(&open.metadata()?) != id {
            return Ok(None);
        }
        let open = Arc::new(open);
        self.handle = Some(open.clone());
        Ok(Some(open))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Up to `len` bytes from a place on; fewer where the file ends.
pub(super) fn bytes_at(file: &File, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; len];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}
