//! Journals: what changed in memory and is in no run yet.
//!
//! ```text
//! detente/seen-journal/v1\n
//! batches, each:
//!   4 bytes   SEEN
//!   4 bytes   how long the entries are
//!   4 bytes   their CRC-32
//!   4 bytes   the CRC-32 of these twelve bytes
//!   entries: a key behind its length, and all that memory then knew of it, as a record
//! ```
//!
//! An entry stands for itself, and may be taken twice or in another order: so a damaged batch costs that batch, and a journal whose content is in a run
//! already does no harm. A batch that was not written to its end ends the journal; a new one is begun whenever the index is opened, and after each
//! failure.

use crate::{
    Error,
    bytes::{take_array, take_piece},
    crash::point,
    damage::Damage,
    disk,
    key::MAX_KEY,
    record::Record,
};
use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
};

/// What a file begins with.
const VERSION: &[u8; 24] = b"detente/seen-journal/v1\n";

/// What a batch begins with.
const MARK: &[u8; 4] = b"SEEN";

/// What stands before the entries of a batch.
const HEAD: usize = 16;

/// How long the entries of a batch are at most; a commit with more writes several.
pub(crate) const MAX_BATCH: usize = 2 << 20;

/// A journal that is written.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Journal {
    /// Begins a journal.
    pub(crate) fn begin(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        let file = file.map_err(Error::io("make", path))?;
        let mut journal = Journal { path: path.to_owned(), file, length: VERSION.len() as u64 };
        let written = journal.file.write_all(VERSION).map_err(Error::io("write", path));
        match written.and_then(|()| disk::sync_folder(path.parent().unwrap_or(Path::new(".")))) {
            Ok(()) => Ok(journal),
            Err(error) => {
                journal.cut();
                Err(error)
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Appends a batch; it is on the disk with the next [`Journal::sync`].
    pub(crate) fn append(&mut self, entries: &[u8]) -> Result<(), Error> {
        self.write(entries).map_err(Error::io("write", &self.path))?;
        self.length += (HEAD + entries.len()) as u64;
        Ok(())
    }

    fn write(&mut self, entries: &[u8]) -> io::Result<()> {
        point("seen.batch.begun")?;
        self.file.write_all(&head(entries))?;
        let (half, rest) = entries.split_at(entries.len() / 2);
        self.file.write_all(half)?;
        point("seen.batch.torn")?;
        self.file.write_all(rest)?;
        point("seen.batch.written")
    }

    pub(crate) fn sync(&self) -> Result<(), Error> {
        self.file.sync_data().map_err(Error::io("sync", &self.path))?;
        point("seen.batch.committed").map_err(Error::io("sync", &self.path))
    }

    /// Ends it after a failure: cuts off what that may have left, to give the room back. Where this fails too, it is a torn end. Gives its path and length if
    /// there is anything in it; without, it is removed, for a commit may be tried again every second for as long as a disk is full.
    pub(crate) fn cut(self) -> Option<(PathBuf, u64)> {
        if self.length > VERSION.len() as u64 {
            #[cfg(test)]
            if crate::crash::testing::is_killed() {
                return None;
            }
            drop(self.file.set_len(self.length));
            return Some((self.path, self.length));
        }
        drop(disk::remove(&self.path));
        None
    }
}

fn head(entries: &[u8]) -> Vec<u8> {
    let mut head = Vec::with_capacity(HEAD);
    head.extend(MARK);
    head.extend((entries.len() as u32).to_be_bytes());
    head.extend(crc32fast::hash(entries).to_be_bytes());
    head.extend(crc32fast::hash(&head).to_be_bytes());
    head
}

/// Calls `each` with what a journal holds. Damage is told.
pub(crate) fn replay(
    path: &Path,
    damage: &Damage,
    mut each: impl FnMut(&[u8], &Record),
) -> Result<(), Error> {
    let mut tell = || damage.tell(|| format!("a batch of {} is not whole", path.display()));
    read(path, &mut tell, &mut each).map_err(Error::io("read", path))
}

fn read(path: &Path, tell: &mut impl FnMut(), each: &mut impl FnMut(&[u8], &Record)) -> io::Result<()> {
    let mut file = BufReader::new(File::open(path)?);
    if take(&mut file, VERSION.len())? != VERSION {
        // One that was made and never written to ends here too.
        if !file.fill_buf()?.is_empty() {
            tell();
        }
        return Ok(());
    }
    let mut head = take(&mut file, HEAD)?;
    while !head.is_empty() {
        let Some((length, sum)) = read_head(&head) else {
            match find_head(&mut file, head)? {
                // Torn: nobody has been told that it is there.
                None => return Ok(()),
                Some(next) => head = next,
            }
            tell();
            continue;
        };
        let entries = take(&mut file, length)?;
        let whole = crc32fast::hash(&entries) == sum && replay_batch(&entries, each).is_some();
        head = take(&mut file, HEAD)?;
        if !whole && !head.is_empty() {
            tell();
        }
    }
    Ok(())
}

/// As many bytes as there are, up to so many.
fn take(file: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What a batch begins with, somewhere behind bytes that should have been that; `None` where there is no further one.
fn find_head(file: &mut impl Read, mut bytes: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    while read_head(&bytes).is_none() {
        let next = take(file, 1)?;
        if next.is_empty() || bytes.len() < HEAD {
            return Ok(None);
        }
        bytes.remove(0);
        bytes.extend(next);
    }
    Ok(Some(bytes))
}

/// The length and the sum of the entries.
fn read_head(mut bytes: &[u8]) -> Option<(usize, u32)> {
    let sum = crc32fast::hash(bytes.get(..HEAD - 4)?);
    let mark: [u8; 4] = take_array(&mut bytes)?;
    let length = u32::from_be_bytes(take_array(&mut bytes)?) as usize;
    let entries = u32::from_be_bytes(take_array(&mut bytes)?);
    let fits = mark == *MARK && u32::from_be_bytes(take_array(&mut bytes)?) == sum && length <= 2 * MAX_BATCH;
    fits.then_some((length, entries))
}

/// Calls `each` with the entries of a batch; `None` where they do not add up.
pub(crate) fn replay_batch(mut entries: &[u8], each: &mut impl FnMut(&[u8], &Record)) -> Option<()> {
    while !entries.is_empty() {
        let key = take_piece(&mut entries).filter(|key| (1..=MAX_KEY).contains(&key.len()))?;
        each(key, &Record::take(&mut entries)?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{bytes::push_piece, days::Days, hosts::Numbers};
    use std::fs;

    fn entries(number: u16) -> Vec<u8> {
        let mut bytes = Vec::new();
        push_piece(&mut bytes, format!("key{number}").as_bytes());
        Record { days: Days::stretch(number, number), hosts: Numbers::of(&[7]) }.push(&mut bytes);
        bytes
    }

    fn found(path: &Path) -> (Vec<String>, u64) {
        let (damage, mut keys) = (Damage::default(), Vec::new());
        replay(path, &damage, |key, _| keys.push(String::from_utf8_lossy(key).into_owned())).expect("read");
        (keys, damage.count())
    }

    #[test]
    fn what_is_torn_goes_and_what_is_damaged_costs_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("j");
        let mut journal = Journal::begin(&path).expect("made");
        (0..3).for_each(|number| journal.append(&entries(number)).expect("written"));
        journal.sync().expect("synced");
        let whole = fs::read(&path).expect("there");
        let batch = HEAD + entries(0).len();
        assert_eq!(
            (journal.length(), found(&path)),
            (whole.len() as u64, (vec!["key0".into(), "key1".into(), "key2".into()], 0))
        );
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).expect("written");
            let batches = length.saturating_sub(VERSION.len()) / batch;
            let (keys, damaged) = found(&path);
            assert_eq!((keys.len(), damaged), (batches, 0), "{length} bytes");
        }
        for place in VERSION.len()..whole.len() {
            let mut other = whole.clone();
            other[place] ^= 1;
            fs::write(&path, other).expect("written");
            let number = (place - VERSION.len()) / batch;
            let (keys, damaged) = found(&path);
            let others: Vec<String> =
                (0..3).filter(|other| *other != number).map(|other| format!("key{other}")).collect();
            assert_eq!((keys, damaged), (others, u64::from(number < 2)), "byte {place}");
        }
    }
}
