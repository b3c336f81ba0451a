//! From the journal into the tiles.

use super::LogDir;
use crate::{Error, crash::point, disk, growing::Growing, journal::Journal};
use log::Head;
use std::{
    borrow::Cow,
    collections::BTreeSet,
    fs,
    panic::resume_unwind,
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
};

/// How long the journal may be before its entries are brought into the tiles. As many bytes wait in memory, and once more as many while a thread
/// writes them.
const MAX_WAITING: u64 = 32 << 20;

/// Entries that a thread writes into tiles while the log goes on.
#[derive(Debug)]
pub(super) struct Settling {
    /// What it writes.
    tree: Arc<Growing>,
    thread: Option<JoinHandle<Result<(), Error>>>,
}

impl Settling {
    /// Starts to write what was set aside: the tiles of `tree`, and then `head` as the checkpoint.
    fn start(folder: &Path, tree: Arc<Growing>, head: Head) -> Result<Self, Error> {
        let (below, all) = (PathBuf::from(folder), tree.clone());
        let thread = thread::Builder::new().name("settling".to_owned()).spawn(move || {
            write_all(&below, &all, &head)?;
            Journal::aside(&below).remove()
        });
        let thread = Some(thread.map_err(Error::io("start a thread for", folder))?);
        Ok(Settling { tree, thread })
    }

    /// Waits for its end.
    fn end(mut self) -> Result<Arc<Growing>, Error> {
        let ended = self.thread.take().map(JoinHandle::join);
        ended.unwrap_or(Ok(Ok(()))).unwrap_or_else(|panic| resume_unwind(panic))?;
        Ok(self.tree.clone())
    }
}

impl Drop for Settling {
    /// Nobody else may have the lock of the folder while the thread writes.
    fn drop(&mut self) {
        drop(self.thread.take().map(JoinHandle::join));
    }
}

impl LogDir {
    /// Writes tiles and checkpoint and empties the journal. [`LogDir::append`] does it now and then; afterwards the folder is one that any
    /// server of files can serve.
    ///
    /// # Errors
    /// Those of the disk: nothing is lost, the journal stays, and it can be tried again.
    pub fn settle(&mut self) -> Result<(), Error> {
        // If the thread failed, all that it had to write is written here.
        let settled = self.end_settling().is_ok();
        if settled && self.journal.length() == 0 {
            return Ok(());
        }
        self.settle_all()
    }

    /// Settles what there is, in this thread.
    pub(super) fn settle_all(&mut self) -> Result<(), Error> {
        write_all(&self.folder, &self.tree, &self.head)?;
        Journal::aside(&self.folder).remove()?;
        self.journal.empty()?;
        point("settle.emptied");
        self.is_aside = false;
        self.forget(&self.tree.clone());
        Ok(())
    }

    /// Makes room in the journal: what is in it is set aside, and a thread writes it into tiles while the log goes on. Whoever appends faster than
    /// the disk takes tiles waits here.
    pub(super) fn make_room(&mut self) -> Result<(), Error> {
        if self.journal.length() <= MAX_WAITING {
            return Ok(());
        }
        self.end_settling()?;
        if self.is_aside {
            return self.settle_all();
        }
        self.is_aside = true;
        self.journal.set_aside(&self.folder)?;
        self.settling = Some(Settling::start(&self.folder, self.tree.clone(), self.head.clone())?);
        Ok(())
    }

    /// Waits for the thread, if there is one.
    fn end_settling(&mut self) -> Result<(), Error> {
        let Some(settling) = self.settling.take() else { return Ok(()) };
        let written = settling.end()?;
        self.is_aside = false;
        self.forget(&written);
        Ok(())
    }

    /// Forgets what is in the tiles now.
    fn forget(&mut self, written: &Growing) {
        let narrow = Arc::make_mut(&mut self.tree).forget(written);
        self.remove(narrow);
    }

    /// Removes narrow predecessors of tiles that are full now. Where one cannot be removed it is only in the way.
    pub(super) fn remove(&self, narrow: Vec<String>) {
        narrow.iter().for_each(|narrow| drop(fs::remove_dir_all(self.folder.join(narrow))));
    }
}

/// Writes all of a tree that is in no file yet, and its head.
fn write_all(folder: &Path, tree: &Growing, head: &Head) -> Result<(), Error> {
    write(folder, tree.full().chain(tree.narrow()))?;
    point("settle.synced");
    // Behind all tiles, so that a reader who sees it finds them; before the journal is emptied, so that there is always a head.
    publish(folder, head)?;
    point("settle.published");
    Ok(())
}

/// Brings files below the folder of a log to the disk, and then their names.
pub(super) fn write<'t>(
    folder: &Path,
    files: impl Iterator<Item = (String, Cow<'t, [u8]>)>,
) -> Result<(), Error> {
    let mut folders = BTreeSet::new();
    let files: Vec<_> = files.map(|(path, bytes)| (folder.join(path), bytes)).collect();
    for (path, _) in &files {
        let above = path.ancestors().skip(1).take_while(|above| above.starts_with(folder));
        folders.extend(above.map(Path::to_owned));
    }
    folders.iter().try_for_each(|folder| disk::make_folder(folder))?;
    disk::together(&files, |(path, bytes)| disk::write_if_other(path, bytes))?;
    disk::together(&Vec::from_iter(folders), |folder| disk::sync(folder))
}

/// Puts a head in the place of the checkpoint.
pub(super) fn publish(folder: &Path, head: &Head) -> Result<(), Error> {
    disk::replace_synced(&folder.join("checkpoint"), head.note().to_string().as_bytes(), || {})
}
