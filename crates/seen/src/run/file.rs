//! A run that is there to be read.

use super::{
    Contents, VERSION,
    tail::{TAIL, Tail},
};
use crate::{
    Error,
    block::{BadBlock, Reading, max_packed},
    damage::Damage,
    disk::read_at,
    filter::Filter,
    record::Record,
};
use std::{
    cmp::Ordering,
    collections::BTreeSet,
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// The contents of a file are no longer: more than a file of the greatest length has.
const MAX_CONTENTS: u32 = 256 << 20;

/// How much memory is left for filters.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU64);

impl Budget {
    pub(crate) fn of(bytes: u64) -> Arc<Self> {
        Arc::new(Budget(AtomicU64::new(bytes)))
    }

    /// Takes so much, if it is there.
    fn take(&self, bytes: u64) -> bool {
        self.0.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(bytes)).is_ok()
    }

    /// How much is left.
    pub(crate) fn left(&self) -> u64 {
        self.0.load(Relaxed)
    }

    fn give_back(&self, bytes: u64) {
        self.0.fetch_add(bytes, Relaxed);
    }
}

/// A file of the index.
#[derive(Debug)]
pub(crate) struct RunFile {
    path: PathBuf,
    file: File,
    bytes: u64,
    pub(crate) contents: Contents,
    /// `None` where there is no memory for it: then every key may be there.
    filter: Option<Filter>,
    /// Whether it would have a filter if there were more memory.
    lacking: bool,
    budget: Arc<Budget>,
    damage: Arc<Damage>,
    /// The blocks that are known to be damaged.
    bad: Mutex<BTreeSet<usize>>,
}

/// What one thread needs to look into files.
pub(crate) struct Workshop {
    pub(crate) reading: Reading,
    pub(crate) packed: Vec<u8>,
}

impl Workshop {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Workshop { reading: Reading::new()?, packed: Vec::with_capacity(max_packed()) })
    }
}

impl RunFile {
    /// Opens a file.
    ///
    /// # Errors
    /// [`Error::Damaged`] where it is not what was written; those of the disk.
    pub(crate) fn open(path: &Path, budget: &Arc<Budget>, damage: &Arc<Damage>) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::io("open", path))?;
        let bytes = file.metadata().map_err(Error::io("read", path))?.len();
        let opening = Opening { path, file: &file, bytes };
        let tail = opening.tail()?;
        let contents = opening.contents(tail)?;
        let size = tail.at - contents.end();
        let lacking = !budget.take(contents.memory() + size);
        let mut filter = None;
        if !lacking {
            filter = opening.filter(&contents, size)?;
            if filter.is_none() {
                // It is only slower without.
                damage.tell(|| format!("the filter of {} is not whole", path.display()));
                budget.give_back(contents.memory() + size);
            }
        }
        let (path, budget, damage, bad) = (path.to_owned(), budget.clone(), damage.clone(), Mutex::default());
        Ok(RunFile { path, file, bytes, contents, filter, lacking, budget, damage, bad })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How long it is.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How much memory it takes.
    pub(crate) fn memory(&self) -> u64 {
        self.contents.memory() + self.filter.as_ref().map_or(0, |filter| filter.as_bytes().len() as u64)
    }

    /// Whether it has no filter for want of memory, and there is enough by now.
    pub(crate) fn may_have_filter(&self) -> bool {
        // Ten bits for each value, and some bytes.
        self.lacking && self.budget.left() > self.contents.memory() + self.contents.values * 5 / 4 + 1024
    }

    /// Whether a key may be in it.
    #[inline]
    pub(crate) fn may_have(&self, key: &[u8]) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter.may_have(key))
    }

    /// Reads a block into the workshop.
    ///
    /// # Errors
    /// A block that is damaged is counted, once, and gives `Ok(false)`; those of the disk.
    pub(crate) fn load(&self, block: usize, workshop: &mut Workshop) -> Result<bool, Error> {
        let place = self.contents.place(block).filter(|place| place.end - place.start <= max_packed() as u64);
        let Some(place) = place else {
            self.found_bad(block);
            return Ok(false);
        };
        workshop.packed.resize((place.end - place.start) as usize, 0);
        read_at(&self.file, place.start, &mut workshop.packed).map_err(Error::io("read", &self.path))?;
        if workshop.reading.load(&workshop.packed).is_err() {
            workshop.reading.clear();
            self.found_bad(block);
            return Ok(false);
        }
        Ok(true)
    }

    /// Tells of a damaged block, the first time.
    pub(crate) fn found_bad(&self, block: usize) {
        if self.bad.lock().unwrap_or_else(PoisonError::into_inner).insert(block) {
            self.damage.tell(|| format!("block {block} of {} is not whole", self.path.display()));
        }
    }

    /// The record of a key; `None` in `Ok` where it has none.
    ///
    /// # Errors
    /// If the block that would have it cannot be read.
    pub(crate) fn find(&self, key: &[u8], workshop: &mut Workshop) -> Result<Option<Record>, BadBlock> {
        if key < self.contents.first_key() || key > &*self.contents.last_key || !self.may_have(key) {
            return Ok(None);
        }
        let block = self.contents.find(key);
        if !self.load(block, workshop).unwrap_or(false) {
            return Err(BadBlock);
        }
        self.search(key, workshop).inspect_err(|_| self.found_bad(block))
    }

    fn search(&self, key: &[u8], workshop: &mut Workshop) -> Result<Option<Record>, BadBlock> {
        while workshop.reading.step()? {
            match workshop.reading.key().cmp(key) {
                Ordering::Less => {}
                Ordering::Equal => {
                    return Record::take(&mut workshop.reading.record()).map(Some).ok_or(BadBlock);
                }
                Ordering::Greater => break,
            }
        }
        Ok(None)
    }
}

/// A file of which nothing is known yet.
struct Opening<'f> {
    path: &'f Path,
    file: &'f File,
    bytes: u64,
}

impl Opening<'_> {
    fn read(&self, at: u64, length: u64) -> Result<Vec<u8>, Error> {
        let mut into = vec![0; length as usize];
        read_at(self.file, at, &mut into).map_err(Error::io("read", self.path))?;
        Ok(into)
    }

    fn tail(&self) -> Result<Tail, Error> {
        let (begin, end) = (VERSION.len() as u64, TAIL as u64);
        if self.bytes < begin + end || self.read(0, begin)? != VERSION {
            return Err(Error::damaged(self.path, "it is no run of this version"));
        }
        let tail = Tail::read(&self.read(self.bytes - end, end)?, self.bytes);
        let tail = tail.filter(|tail| tail.length <= MAX_CONTENTS);
        tail.ok_or_else(|| Error::damaged(self.path, "its end is not whole"))
    }

    fn contents(&self, tail: Tail) -> Result<Contents, Error> {
        let bytes = self.read(tail.at, tail.length.into())?;
        let contents = Some(bytes).filter(|bytes| crc32fast::hash(bytes) == tail.sum);
        let contents = contents.and_then(|bytes| Contents::read(&bytes));
        let fits = contents.filter(|contents| contents.end() <= tail.at);
        fits.ok_or_else(|| Error::damaged(self.path, "its contents are not whole"))
    }

    fn filter(&self, contents: &Contents, size: u64) -> Result<Option<Filter>, Error> {
        let bytes = Some(self.read(contents.end(), size)?);
        let whole = bytes.filter(|bytes| crc32fast::hash(bytes) == contents.filter_sum);
        Ok(whole.and_then(|bytes| Filter::read(&bytes)))
    }
}

impl Drop for RunFile {
    fn drop(&mut self) {
        if self.filter.is_some() {
            self.budget.give_back(self.memory());
        }
    }
}
