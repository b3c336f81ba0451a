//! The folder of a log that grows.

use crate::{
    Error, Tiles,
    batch::{Batch, MAX_BATCH},
    crash::point,
    disk,
};
use log::{Bundle, Checkpoint, Edge, Hash, Head, TILE_WIDTH, TileId};
use note::{MAX_NOTE, Note, Signature, VerifierKey};
use std::{
    collections::{BTreeMap, BTreeSet},
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
    key: VerifierKey,
    head: Head,
    edge: Edge,
    /// The entries of the last bundle, which is not full.
    bundle: Bundle,
    /// Batches that are committed, and whose tiles wait to be written.
    batches: Vec<PathBuf>,
    waiting: u64,
    files: BTreeMap<String, Vec<u8>>,
    /// Tiles that are full now and have narrow predecessors.
    full: Vec<TileId>,
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
        disk::make_folder(&folder.join("batch"))?;
        disk::make_folder(&folder.join("tile"))?;
        let lock = disk::lock(folder)?;
        let path = folder.join("checkpoint");
        if disk::read(&path, MAX_NOTE)?.is_some() {
            return Err(Error::Exists(folder.to_owned()));
        }
        disk::replace_synced(&path, head.note().to_string().as_bytes(), || {})?;
        disk::sync_folder_of(folder)?;
        Ok(LogDir::at(folder, key, head, Edge::default(), Bundle::default(), lock))
    }

    /// Opens a log and finishes what was committed before a crash.
    ///
    /// # Errors
    /// A folder that is in use, or without a log; files that are damaged.
    pub fn open(folder: &Path, key: &VerifierKey) -> Result<Self, Error> {
        let lock = disk::lock(folder)?;
        let head = published(folder, key)?;
        let tiles = Tiles::new(folder, head.checkpoint().size);
        let edge = Edge::load(head.checkpoint().size, |id| tiles.tile(id))?;
        if edge.root() != head.checkpoint().root {
            return Err(Error::damaged(folder, "its tiles do not make the tree of its checkpoint"));
        }
        let bundle = last_bundle(&tiles)?;
        let mut log = LogDir::at(folder, key, head, edge, bundle, lock);
        log.recover()?;
        Ok(log)
    }

    fn at(folder: &Path, key: &VerifierKey, head: Head, edge: Edge, bundle: Bundle, lock: File) -> Self {
        LogDir {
            folder: folder.to_owned(),
            key: key.clone(),
            head,
            edge,
            bundle,
            batches: Vec::new(),
            waiting: 0,
            files: BTreeMap::new(),
            full: Vec::new(),
            _lock: lock,
        }
    }

    /// The newest head.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The growing edge of the tree.
    pub fn edge(&self) -> &Edge {
        &self.edge
    }

    /// The tiles, for reading.
    ///
    /// # Errors
    /// Those of [`LogDir::settle`].
    pub fn tiles(&mut self) -> Result<Tiles, Error> {
        self.settle()?;
        Ok(Tiles::new(&self.folder, self.edge.size()))
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
        let edge = self.grown(&entries);
        let origin = self.key.name().clone();
        let checkpoint = Checkpoint { origin, size: edge.size(), root: edge.root() };
        let head = Head::open(sign(&checkpoint)?, &self.key).map_err(Error::from)?;
        if *head.checkpoint() != checkpoint {
            return Err(Error::WrongTree(log::Refused::WrongRoot).into());
        }
        self.commit(entries, head)?;
        Ok(&self.head)
    }

    /// Takes over entries of another's log, up to a head that the log has signed: a mirror.
    ///
    /// # Errors
    /// [`Error::WrongTree`] where these entries, behind those that are here, are not the tree of the head; those of the disk.
    pub fn mirror(&mut self, entries: Vec<Vec<u8>>, head: Head) -> Result<(), Error> {
        let edge = self.grown(&entries);
        if head.tree() != (edge.size(), edge.root()) {
            return Err(Error::WrongTree(log::Refused::WrongRoot));
        }
        self.commit(entries, head)
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
        self.drop_partial();
        Ok(())
    }

    fn write_tiles(&mut self) -> Result<(), Error> {
        let mut folders = BTreeSet::new();
        for (path, bytes) in &self.files {
            let path = self.folder.join(path);
            let parent = path.parent().unwrap_or(&self.folder).to_owned();
            disk::make_folder(&parent)?;
            disk::write_synced(&path, bytes)?;
            // The names of new folders have to be brought to the disk too.
            let above =
                parent.ancestors().take_while(|above| above.starts_with(&self.folder)).map(Path::to_owned);
            folders.extend(above);
        }
        folders.iter().try_for_each(|folder| disk::sync(folder))?;
        self.files.clear();
        Ok(())
    }

    /// The edge with more entries.
    fn grown(&self, entries: &[Vec<u8>]) -> Edge {
        let mut edge = self.edge.clone();
        entries.iter().for_each(|entry| edge.append(Hash::leaf(entry), |_, _| {}));
        edge
    }

    /// Stages a batch, commits it by linking it to the size that it starts from, and applies it.
    fn commit(&mut self, entries: Vec<Vec<u8>>, head: Head) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        if self.waiting > MAX_WAITING {
            self.settle()?;
        }
        point("append.begun");
        let base = self.edge.size();
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
        self.apply(batch, head, linked, bytes.len() as u64);
        Ok(())
    }

    /// Takes a committed batch into the tiles. Nothing is written before [`LogDir::settle`]: until then the batch is what lasts, and this
    /// cannot fail.
    fn apply(&mut self, batch: Batch, head: Head, path: PathBuf, bytes: u64) {
        for entry in &batch.entries {
            // Its length was checked when the batch was made or read.
            let _ = self.bundle.push(entry);
            let (files, full) = (&mut self.files, &mut self.full);
            self.edge.append(Hash::leaf(entry), |id, tile| {
                files.insert(id.path(), tile.to_bytes());
                full.push(id);
            });
            if self.edge.size().is_multiple_of(TILE_WIDTH as u64) {
                let index = self.edge.size() / TILE_WIDTH as u64 - 1;
                let id = TileId { level: 0, index, width: TILE_WIDTH as u16 };
                self.files.insert(id.bundle_path(), std::mem::take(&mut self.bundle).into_bytes());
            }
        }
        for (id, tile) in self.edge.partial() {
            if id.level == 0 {
                self.files.insert(id.bundle_path(), self.bundle.as_bytes().to_vec());
            }
            self.files.insert(id.path(), tile.to_bytes());
        }
        (self.head, self.waiting) = (head, self.waiting + bytes);
        self.batches.push(path);
    }

    /// Removes the narrow predecessors of tiles that are full and on the disk. If it fails they are only in the way.
    fn drop_partial(&mut self) {
        for id in self.full.drain(..) {
            let _ = fs::remove_dir_all(self.folder.join(id.path() + ".p"));
            if id.level == 0 {
                let _ = fs::remove_dir_all(self.folder.join(id.bundle_path() + ".p"));
            }
        }
    }

    /// Applies the batches that are there, in the order of their sizes.
    fn recover(&mut self) -> Result<(), Error> {
        let folder = self.folder.join("batch");
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
        let head = Head::open(Note::parse(batch.note.as_bytes())?, &self.key)?;
        if head.checkpoint().size <= self.edge.size() && batch.base < self.edge.size() {
            // It was settled, and the crash came before it was removed.
            self.batches.push(path);
            return Ok(());
        }
        let edge = self.grown(&batch.entries);
        if base != batch.base || base != self.edge.size() || head.tree() != (edge.size(), edge.root()) {
            return Err(Error::damaged(&path, "it does not follow on the log"));
        }
        self.apply(batch, head, path, bytes.len() as u64);
        Ok(())
    }

    fn checkpoint_path(&self) -> PathBuf {
        self.folder.join("checkpoint")
    }

    fn batch_path(&self, base: u64) -> PathBuf {
        self.folder.join("batch").join(base.to_string())
    }
}

/// The head in the file `checkpoint`.
fn published(folder: &Path, key: &VerifierKey) -> Result<Head, Error> {
    let path = folder.join("checkpoint");
    let missing = || Error::io("open", &path)(ErrorKind::NotFound.into());
    let bytes = disk::read(&path, MAX_NOTE)?.ok_or_else(missing)?;
    let note = Note::parse(&bytes).map_err(|malformed| Error::damaged(&path, malformed))?;
    Ok(Head::open(note, key)?)
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
