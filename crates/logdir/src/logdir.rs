//! The folder of a log that grows.

mod recovery;
mod settling;

use crate::{Error, Tiles, crash::point, disk, growing::Growing, journal::Journal};
use log::{Bundle, Checkpoint, Edge, Hash, Head, NotAHead, TILE_WIDTH, TileId};
use note::{MAX_NOTE, Malformed, Note, Signature, VerifierKey};
use settling::Settling;
use std::{
    fs::File,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The folder of one log, held by this process alone.
#[derive(Debug)]
pub struct LogDir {
    folder: PathBuf,
    /// The keys that sign for the log, of one name: more than one where a key was replaced.
    keys: Vec<VerifierKey>,
    head: Head,
    tree: Arc<Growing>,
    /// What is committed, and whose tiles wait to be written.
    journal: Journal,
    /// Whether there may be a journal that was set aside, and is not in the tiles.
    is_aside: bool,
    settling: Option<Settling>,
    _lock: File,
}

impl LogDir {
    /// Makes an empty log. `head` is its first checkpoint, of no entries, signed by `key`.
    ///
    /// # Errors
    /// A folder that has a log already; a head that is not of this log or not of no entries.
    pub fn create(folder: &Path, key: &VerifierKey, head: Note) -> Result<Self, Error> {
        let head = Head::open(head, key)?;
        if head.tree() != (0, Hash::empty()) {
            return Err(Error::WrongTree(log::Refused::WrongRoot));
        }
        let (path, lock) = new_folder(folder)?;
        disk::replace_synced(&path, head.note().to_string().as_bytes(), || {})?;
        disk::sync_folder_of(folder)?;
        Ok(LogDir::at(folder, std::slice::from_ref(key), head, Growing::default(), lock))
    }

    /// Makes a mirror of another's log, which begins with these entries up to a head that the log has signed by one of `keys`. They come in
    /// parts, as for [`LogDir::mirror_parts`].
    ///
    /// The checkpoint is written last: if we crash before, there is no log here, and the same can be done again.
    ///
    /// # Errors
    /// A folder that has a log already; those of [`LogDir::mirror_parts`].
    pub fn create_mirror<B: AsRef<[u8]> + Sync, E: From<Error>>(
        folder: &Path,
        keys: &[VerifierKey],
        parts: impl IntoIterator<Item = Result<Vec<B>, E>>,
        head: Head,
    ) -> Result<Self, E> {
        let (_, lock) = new_folder(folder)?;
        let mut log = LogDir::at(folder, keys, head.clone(), Growing::default(), lock);
        log.mirror_parts(parts, head)?;
        disk::sync_folder_of(folder)?;
        Ok(log)
    }

    /// Opens a log and finishes what was committed before a crash.
    ///
    /// # Errors
    /// A folder that is in use, or without a log; files that are damaged.
    pub fn open(folder: &Path, key: &VerifierKey) -> Result<Self, Error> {
        LogDir::open_by_any(folder, std::slice::from_ref(key))
    }

    /// Opens a log for which several keys have signed, one after another: what is published may be by the old key, and what was committed
    /// before a crash by the new one. At least one key.
    ///
    /// # Errors
    /// As [`LogDir::open`].
    pub fn open_by_any(folder: &Path, keys: &[VerifierKey]) -> Result<Self, Error> {
        let lock = disk::lock(folder)?;
        let head = published(folder, keys)?;
        let tiles = Tiles::new(folder, head.checkpoint().size);
        let edge = Edge::load(head.checkpoint().size, |id| tiles.tile(id))?;
        if edge.root() != head.checkpoint().root {
            return Err(Error::damaged(folder, "its tiles do not make the tree of its checkpoint"));
        }
        let bundle = last_bundle(&tiles)?;
        let mut log = LogDir::at(folder, keys, head, Growing::at(edge, bundle), lock);
        log.recover()?;
        Ok(log)
    }

    fn at(folder: &Path, keys: &[VerifierKey], head: Head, tree: Growing, lock: File) -> Self {
        LogDir {
            folder: folder.to_owned(),
            keys: keys.to_vec(),
            head,
            tree: tree.into(),
            journal: Journal::of(folder),
            is_aside: false,
            settling: None,
            _lock: lock,
        }
    }

    /// The newest head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The growing edge of the tree.
    pub fn edge(&self) -> &Edge {
        self.tree.edge()
    }

    /// The entries and tiles of the log as it is now, for reading, from any thread and while the log grows. What is in no file yet is read
    /// from memory, which it shares with the log: this costs nothing worth counting, and need not be settled.
    pub fn tiles(&self) -> Tiles {
        Tiles::with_recent(&self.folder, self.edge().size(), self.tree.clone())
    }

    /// Appends entries, one at least, as one batch: one write and one wait for the disk, however many they are. `sign` gets the checkpoint
    /// with them and gives it signed by the log. When this returns, no loss of power undoes it, and the head may be shown to others; before, it
    /// must not be.
    ///
    /// # Errors
    /// Those of the disk: nothing was appended, or, after a crash, the next [`LogDir::open`] finds that it was. Entries that are too long, or
    /// together longer than 256 MiB.
    pub fn append<B: AsRef<[u8]> + Sync, E: From<Error>>(
        &mut self,
        entries: impl AsRef<[B]>,
        sign: impl FnOnce(&Checkpoint) -> Result<Note, E>,
    ) -> Result<&Head, E> {
        self.make_room()?;
        let tree = self.tree.grown(entries.as_ref()).map_err(Error::from)?;
        let origin = self.head.checkpoint().origin.clone();
        let checkpoint = Checkpoint { origin, size: tree.edge().size(), root: tree.edge().root() };
        let head = open_head(sign(&checkpoint)?, &self.keys).map_err(Error::from)?;
        if *head.checkpoint() != checkpoint {
            return Err(Error::WrongTree(log::Refused::WrongRoot).into());
        }
        self.commit(tree, head)?;
        Ok(&self.head)
    }

    /// Takes over entries of another's log, up to a head that the log has signed: a mirror.
    ///
    /// # Errors
    /// [`Error::WrongTree`] where these entries, behind those that are here, are not the tree of the head; those of [`LogDir::append`].
    pub fn mirror<B: AsRef<[u8]> + Sync>(
        &mut self,
        entries: impl AsRef<[B]>,
        head: Head,
    ) -> Result<(), Error> {
        self.make_room()?;
        let tree = self.tree.grown(entries.as_ref())?;
        if head.tree() != (tree.edge().size(), tree.edge().root()) {
            return Err(Error::WrongTree(log::Refused::WrongRoot));
        }
        self.commit(tree, head)
    }

    /// As [`LogDir::mirror`], of entries that are too many to hold: each part is in tiles on the disk before the next is asked for, and the
    /// journal has none of it. A crash, or parts that are not the tree of the head, leave the log as it was, and tiles that the next ones replace.
    ///
    /// # Errors
    /// Those of the parts; [`Error::WrongTree`]; those of the disk.
    pub fn mirror_parts<B: AsRef<[u8]> + Sync, E: From<Error>>(
        &mut self,
        parts: impl IntoIterator<Item = Result<Vec<B>, E>>,
        head: Head,
    ) -> Result<(), E> {
        self.settle()?;
        let mut tree = Growing::clone(&self.tree);
        let mut superseded = Vec::new();
        for part in parts {
            tree = tree.grown(&part?).map_err(Error::from)?;
            settling::write(&self.folder, tree.full())?;
            superseded.extend(tree.forget(&tree.clone()));
        }
        if head.tree() != (tree.edge().size(), tree.edge().root()) {
            return Err(Error::WrongTree(log::Refused::WrongRoot).into());
        }
        // Not before: a narrow tile of a tree that never came to be would not be written over, but by a tree of just that size.
        settling::write(&self.folder, tree.narrow())?;
        point("mirror.written");
        settling::publish(&self.folder, &head)?;
        point("mirror.published");
        (self.tree, self.head) = (tree.into(), head);
        self.remove(superseded);
        Ok(())
    }

    /// Puts cosignatures under the newest head.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn attach(&mut self, signatures: impl IntoIterator<Item = Signature>) -> Result<(), Error> {
        self.settle()?;
        self.head = signatures.into_iter().fold(self.head.clone(), Head::with);
        settling::publish(&self.folder, &self.head)
    }

    /// Commits a tree that has grown, and its head: they are in the journal, or this log is as it was. Nothing is written elsewhere before
    /// [`LogDir::settle`].
    fn commit(&mut self, tree: Growing, head: Head) -> Result<(), Error> {
        let base = self.edge().size();
        if tree.edge().size() == base {
            return Ok(());
        }
        point("append.begun");
        self.journal.append(base, &tree.since(&self.tree), &head.note().to_string())?;
        point("append.committed");
        (self.tree, self.head) = (tree.into(), head);
        Ok(())
    }
}

/// A note as the head of the log, by the first of its keys that signed it.
fn open_head(note: Note, keys: &[VerifierKey]) -> Result<Head, NotAHead> {
    let signer = keys.iter().find(|key| note.by(key.name(), key.id()).next().is_some());
    match signer.or(keys.first()) {
        Some(key) => Head::open(note, key),
        None => Err(Malformed::new("head of a log", "no key was given to check it with").into()),
    }
}

/// Makes the folder of a log that is not there yet, and takes its lock. Gives the path of the checkpoint to be.
fn new_folder(folder: &Path) -> Result<(PathBuf, File), Error> {
    disk::make_folder(&folder.join("tile"))?;
    let lock = disk::lock(folder)?;
    let path = folder.join("checkpoint");
    match disk::read(&path, MAX_NOTE)? {
        Some(_) => Err(Error::Exists(folder.to_owned())),
        None => Ok((path, lock)),
    }
}

/// The head in the file `checkpoint`.
fn published(folder: &Path, keys: &[VerifierKey]) -> Result<Head, Error> {
    let path = folder.join("checkpoint");
    let missing = || Error::io("open", &path)(ErrorKind::NotFound.into());
    let bytes = disk::read(&path, MAX_NOTE)?.ok_or_else(missing)?;
    let note = Note::parse(&bytes).map_err(|malformed| Error::damaged(&path, malformed))?;
    Ok(open_head(note, keys)?)
}

/// The entries since the last full bundle.
fn last_bundle(tiles: &Tiles) -> Result<Bundle, Error> {
    let width = (tiles.size() % TILE_WIDTH as u64) as u16;
    if width == 0 {
        return Ok(Bundle::default());
    }
    tiles.bundle(TileId { level: 0, index: tiles.size() / TILE_WIDTH as u64, width })
}
