//! The folder of a log that grows.

use crate::{
    Error, Tiles,
    batch::{Batch, MAX_BATCH},
    crash::point,
    disk,
    growing::Growing,
};
use log::{Bundle, Checkpoint, Edge, Hash, Head, NotAHead, TILE_WIDTH, TileId};
use note::{MAX_NOTE, Malformed, Note, Signature, VerifierKey};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// How many bytes of batches may wait before their tiles are written and they are removed.
const MAX_WAITING: u64 = 64 << 20;

/// The folder of one log, held by this process alone.
#[derive(Debug)]
pub struct LogDir {
    folder: PathBuf,
    /// The keys that sign for the log, of one name: more than one where a key was replaced.
    keys: Vec<VerifierKey>,
    head: Head,
    tree: Growing,
    /// Batches that are committed, and whose tiles wait to be written.
    batches: Vec<PathBuf>,
    waiting: u64,
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

    /// Makes a mirror of another's log, which begins with these entries up to a head that the log has signed by one of `keys`.
    ///
    /// The checkpoint is written last: if we crash before, there is no log here, and the same can be done again.
    ///
    /// # Errors
    /// A folder that has a log already; [`Error::WrongTree`] where the entries are not the tree of the head; those of the disk.
    pub fn create_mirror(
        folder: &Path,
        keys: &[VerifierKey],
        entries: &[Vec<u8>],
        head: Head,
    ) -> Result<Self, Error> {
        let tree = Growing::default().grown(entries)?;
        if head.tree() != (tree.edge().size(), tree.edge().root()) {
            return Err(Error::WrongTree(log::Refused::WrongRoot));
        }
        let (path, lock) = new_folder(folder)?;
        let mut log = LogDir::at(folder, keys, head, tree, lock);
        log.write_tiles()?;
        disk::replace_synced(&path, log.head.note().to_string().as_bytes(), || {})?;
        disk::sync_folder_of(folder)?;
        log.tree.settled();
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
            tree,
            batches: Vec::new(),
            waiting: 0,
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

    /// The tiles, for reading.
    ///
    /// # Errors
    /// Those of [`LogDir::settle`].
    pub fn tiles(&mut self) -> Result<Tiles, Error> {
        self.settle()?;
        Ok(Tiles::new(&self.folder, self.edge().size()))
    }

    /// Appends entries, one at least. `sign` gets the checkpoint with them and gives it signed by the log. When this returns, no loss of
    /// power undoes it, and the head may be shown to others; before, it must not be.
    ///
    /// # Errors
    /// Those of the disk: nothing was appended, or, after a crash, the next [`LogDir::open`] finds that it was. Entries that are too long.
    pub fn append<E: From<Error>>(
        &mut self,
        entries: Vec<Vec<u8>>,
        sign: impl FnOnce(&Checkpoint) -> Result<Note, E>,
    ) -> Result<&Head, E> {
        self.make_room()?;
        let tree = self.tree.grown(&entries).map_err(Error::from)?;
        let origin = self.head.checkpoint().origin.clone();
        let checkpoint = Checkpoint { origin, size: tree.edge().size(), root: tree.edge().root() };
        let head = open_head(sign(&checkpoint)?, &self.keys).map_err(Error::from)?;
        if *head.checkpoint() != checkpoint {
            return Err(Error::WrongTree(log::Refused::WrongRoot).into());
        }
        self.commit(entries, tree, head)?;
        Ok(&self.head)
    }

    /// Takes over entries of another's log, up to a head that the log has signed: a mirror.
    ///
    /// # Errors
    /// [`Error::WrongTree`] where these entries, behind those that are here, are not the tree of the head; those of the disk.
    pub fn mirror(&mut self, entries: Vec<Vec<u8>>, head: Head) -> Result<(), Error> {
        self.make_room()?;
        let tree = self.tree.grown(&entries)?;
        if head.tree() != (tree.edge().size(), tree.edge().root()) {
            return Err(Error::WrongTree(log::Refused::WrongRoot));
        }
        self.commit(entries, tree, head)
    }

    /// Puts cosignatures under the newest head.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn attach(&mut self, signatures: impl IntoIterator<Item = Signature>) -> Result<(), Error> {
        self.settle()?;
        self.head = signatures.into_iter().fold(self.head.clone(), Head::with);
        disk::replace_synced(&self.checkpoint_path(), self.head.note().to_string().as_bytes(), || {})
    }

    /// Writes tiles and checkpoint and removes the batches. [`LogDir::append`] does it now and then; afterwards the folder is one that any
    /// server of files can serve.
    ///
    /// # Errors
    /// Those of the disk: nothing is lost, the batches stay, and it can be tried again.
    pub fn settle(&mut self) -> Result<(), Error> {
        if self.batches.is_empty() {
            return Ok(());
        }
        self.write_tiles()?;
        point("settle.synced");
        // Behind all tiles, so that a reader who sees it finds them; before the batches go, so that there is always a head.
        disk::replace_synced(&self.checkpoint_path(), self.head.note().to_string().as_bytes(), || {})?;
        point("settle.published");
        for batch in self.batches.drain(..) {
            fs::remove_file(&batch).map_err(Error::io("remove", &batch))?;
        }
        disk::sync(&self.folder.join("batch"))?;
        point("settle.removed");
        self.waiting = 0;
        // Narrow predecessors of tiles that are full now. Where one cannot be removed it is only in the way.
        self.tree.settled().iter().for_each(|narrow| drop(fs::remove_dir_all(self.folder.join(narrow))));
        Ok(())
    }

    fn write_tiles(&self) -> Result<(), Error> {
        let (mut files, mut folders) = (Vec::new(), BTreeSet::new());
        for (path, bytes) in self.tree.files() {
            let path = self.folder.join(path);
            let parent = path.parent().unwrap_or(&self.folder).to_owned();
            disk::make_folder(&parent)?;
            disk::write_if_other(&path, &bytes)?;
            files.push(path);
            // The names of new folders have to be brought to the disk too.
            let above =
                parent.ancestors().take_while(|above| above.starts_with(&self.folder)).map(Path::to_owned);
            folders.extend(above);
        }
        files.extend(folders);
        disk::sync_all(&files)
    }

    fn make_room(&mut self) -> Result<(), Error> {
        if self.waiting > MAX_WAITING { self.settle() } else { Ok(()) }
    }

    /// Stages a batch, commits it by linking it to the size that it starts from, and applies it.
    fn commit(&mut self, entries: Vec<Vec<u8>>, tree: Growing, head: Head) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        point("append.begun");
        let base = self.edge().size();
        let batch = Batch { base, note: head.note().to_string(), entries };
        let bytes = batch.to_bytes()?;
        let staged = self.folder.join("new.batch");
        // A crash may have left a name of the last batch here; writing through it would change what is committed.
        disk::remove(&staged)?;
        disk::write_synced(&staged, &bytes)?;
        point("append.staged");
        // A link never replaces: of two who start from one size, one is told that it was overtaken.
        let linked = self.batch_path(base);
        match fs::hard_link(&staged, &linked) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(Error::Overtaken),
            linked_to => linked_to.map_err(Error::io("commit", &linked))?,
        }
        point("append.linked");
        disk::sync_folder_of(&linked)?;
        point("append.committed");
        self.apply(tree, head, linked, bytes.len() as u64);
        Ok(())
    }

    /// Takes a committed batch into the tree. Nothing is written before [`LogDir::settle`]: until then the batch is what lasts, and this
    /// cannot fail.
    fn apply(&mut self, tree: Growing, head: Head, path: PathBuf, bytes: u64) {
        (self.tree, self.head) = (tree, head);
        self.waiting += bytes;
        self.batches.push(path);
    }

    /// Applies the batches that are there, in the order of their sizes.
    fn recover(&mut self) -> Result<(), Error> {
        let folder = self.folder.join("batch");
        // Copies, such as backups, often leave out folders that are empty.
        if !folder.exists() {
            disk::make_folder(&folder)?;
        }
        let mut found = Vec::new();
        for entry in fs::read_dir(&folder).map_err(Error::io("read", &folder))? {
            let entry = entry.map_err(Error::io("read", &folder))?;
            let base = entry.file_name().to_str().and_then(|name| name.parse::<u64>().ok());
            found.push((
                base.ok_or_else(|| Error::damaged(&entry.path(), "it has no business here"))?,
                entry.path(),
            ));
        }
        found.sort();
        for (base, path) in found {
            self.recover_batch(base, path)?;
        }
        self.settle()
    }

    fn recover_batch(&mut self, base: u64, path: PathBuf) -> Result<(), Error> {
        let bytes = disk::read(&path, MAX_BATCH + MAX_NOTE + 1024)?.unwrap_or_default();
        let batch = Batch::parse(&path, &bytes)?;
        let head = open_head(Note::parse(batch.note.as_bytes())?, &self.keys)?;
        if head.checkpoint().size <= self.edge().size() && batch.base < self.edge().size() {
            // It was settled, and the crash came before it was removed.
            self.batches.push(path);
            return Ok(());
        }
        let tree = self.tree.grown(&batch.entries)?;
        let grown = (tree.edge().size(), tree.edge().root());
        if base != batch.base || base != self.edge().size() || head.tree() != grown {
            return Err(Error::damaged(&path, "it does not follow on the log"));
        }
        self.apply(tree, head, path, bytes.len() as u64);
        Ok(())
    }

    fn checkpoint_path(&self) -> PathBuf {
        self.folder.join("checkpoint")
    }

    fn batch_path(&self, base: u64) -> PathBuf {
        self.folder.join("batch").join(base.to_string())
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
    disk::make_folder(&folder.join("batch"))?;
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
    let bundle = tiles.bundle(TileId { level: 0, index: tiles.size() / TILE_WIDTH as u64, width })?;
    // It may be found in a wider file, of a batch that was not published.
    let mut narrow = Bundle::default();
    bundle.entries().take(usize::from(width)).try_for_each(|entry| narrow.push(entry))?;
    Ok(narrow)
}
