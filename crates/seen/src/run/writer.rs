//! Writing a run.

use super::{Contents, VERSION, tail::Tail};
use crate::{
    Error,
    block::{Filling, Packer},
    bytes::common,
    crash::point,
    disk,
    filter::Filter,
    hash::hash,
    record::Outline,
};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// A run that is being written. Its file has another name until it is whole and on the disk.
pub(crate) struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    contents: Contents,
    filling: Filling,
    packer: Packer,
    packed: Vec<u8>,
    /// The key that parts the block that is being filled from the one before.
    parting: Vec<u8>,
    hashes: Vec<u64>,
    last_seen: BTreeMap<u16, u32>,
}

impl Writer {
    /// Begins the file that will be called `path`, of a sequence, in which nothing is older than `horizon`.
    pub(crate) fn begin(path: &Path, sequence: u64, horizon: u16) -> Result<Self, Error> {
        let new = path.with_extension("new");
        let file = File::create(&new).map_err(Error::io("make", &new))?;
        let mut file = BufWriter::with_capacity(1 << 18, file);
        file.write_all(VERSION).map_err(Error::io("write", &new))?;
        Ok(Writer {
            path: path.to_owned(),
            file,
            contents: Contents::begin(sequence, horizon),
            filling: Filling::default(),
            packer: Packer::new().map_err(Error::io("pack", &new))?,
            packed: Vec::new(),
            parting: Vec::new(),
            hashes: Vec::new(),
            last_seen: BTreeMap::new(),
        })
    }

    /// Adds a key, which is behind all others, and its record.
    pub(crate) fn push(&mut self, key: &[u8], record: &[u8], outline: Outline) -> Result<(), Error> {
        if self.filling.is_full() {
            self.end_block()?;
        }
        if self.filling.is_empty() {
            // As much of the key as tells it from the last one; of the first of all, the whole.
            let shared =
                if self.contents.blocks() == 0 { key.len() } else { common(self.filling.last(), key) };
            self.parting.clear();
            self.parting.extend(key.iter().take(shared + 1));
        }
        self.filling.push(key, record);
        self.hashes.push(hash(key));
        self.contents.oldest = self.contents.oldest.min(outline.first);
        *self.last_seen.entry(outline.last).or_default() += 1;
        Ok(())
    }

    fn end_block(&mut self) -> Result<(), Error> {
        self.packed.clear();
        self.filling.pack(&mut self.packer, &mut self.packed).map_err(Error::io("pack", &self.path))?;
        self.contents
            .push_block(&self.parting, self.packed.len())
            .ok_or_else(|| Error::damaged(&self.path, "it would be too long"))?;
        self.file.write_all(&self.packed).map_err(Error::io("write", &self.path))
    }

    /// About how long the file is so far.
    pub(crate) fn length(&self) -> u64 {
        self.contents.end() + (self.hashes.len() * 5 / 4) as u64
    }

    /// Writes the rest and gives the file its name. When this returns, no loss of power takes it.
    pub(crate) fn finish(mut self) -> Result<PathBuf, Error> {
        self.end_block()?;
        self.contents.last_key = self.filling.last().to_vec();
        let new = self.path.with_extension("new");
        self.write_rest().map_err(Error::io("write", &new))?;
        fs::rename(&new, &self.path).map_err(Error::io("rename", &new))?;
        disk::sync_folder(self.path.parent().unwrap_or(Path::new(".")))?;
        point("seen.file.renamed").map_err(Error::io("write", &self.path))?;
        Ok(self.path)
    }

    fn write_rest(&mut self) -> io::Result<()> {
        let filter = Filter::of(&self.hashes);
        self.contents.filter_sum = crc32fast::hash(filter.as_bytes());
        self.contents.values = self.hashes.len() as u64;
        self.contents.last_seen = self.last_seen.iter().map(|(day, count)| (*day, *count)).collect();
        let contents = self.contents.to_bytes();
        let at = self.contents.end() + filter.as_bytes().len() as u64;
        let tail = Tail { at, length: contents.len() as u32, sum: crc32fast::hash(&contents) };
        for part in [filter.as_bytes(), &contents, &tail.to_bytes()] {
            self.file.write_all(part)?;
        }
        self.file.flush()?;
        point("seen.file.written")?;
        self.file.get_ref().sync_all()?;
        point("seen.file.synced")
    }

    /// Leaves it, and takes what was written off the disk.
    pub(crate) fn abandon(path: &Path) {
        // What cannot be removed is removed when the index is opened next.
        drop(disk::remove(&path.with_extension("new")));
    }
}
