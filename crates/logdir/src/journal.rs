//! The journal of a log: records one behind another, each appended with one wait for the disk.
//!
//! A record is acknowledged when it is on the disk, and stays until the tiles have its entries. The file `journal` takes new ones. When it has grown
//! long it is set aside as `journal.settling`, for as long as its entries are written into tiles, and a new one takes its place.

use crate::{
    Error,
    crash::point,
    disk,
    record::{HEADER, Header, MAX_BATCH, Record, has_gap},
};
use note::Malformed;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// A file of records.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    /// `None` before it is needed.
    file: Option<File>,
    /// Where the last record ends.
    end: u64,
    /// Whether bytes of a record that failed may stand behind the end.
    is_ragged: bool,
}

/// What stands at a place of the journal.
pub(crate) enum Found {
    /// A record of full length; whether it is right is for the tree to say.
    Record(Record),
    /// One that was not written to its end, so that nobody has been told of it.
    Torn,
    /// The end.
    Nothing,
}

impl Journal {
    /// The journal of `folder`, not read yet.
    pub(crate) fn of(folder: &Path) -> Self {
        Journal { path: folder.join("journal"), file: None, end: 0, is_ragged: false }
    }

    /// What was set aside in `folder`, if anything was; not read yet.
    pub(crate) fn aside(folder: &Path) -> Self {
        Journal { path: folder.join("journal.settling"), ..Journal::of(folder) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How long it is.
    pub(crate) fn length(&self) -> u64 {
        self.end
    }

    /// Appends a record. When this returns, no loss of power undoes it.
    ///
    /// # Errors
    /// Those of the disk, and then the record is not there; [`Error::Overtaken`] where somebody else has appended.
    pub(crate) fn append(&mut self, base: u64, entries: &[&[u8]], note: &str) -> Result<(), Error> {
        let too_large = || Malformed::new("batch", "it is larger than 256 MiB: append it in parts");
        let length = u32::try_from(entries.iter().map(|part| part.len()).sum::<usize>());
        let length = length.ok().filter(|length| *length <= MAX_BATCH).ok_or_else(too_large)?;
        let header = Header { base, entries: length, note: note.len() as u32 };
        let (end, file) = (self.end, self.ready()?);
        if let Err(error) = write(file, header, entries, note) {
            self.is_ragged = file.set_len(end).is_err();
            return Err(Error::io("write", &self.path)(error));
        }
        self.end += header.record();
        Ok(())
    }

    /// Forgets all records: their entries are in the tiles.
    pub(crate) fn empty(&mut self) -> Result<(), Error> {
        self.cut(0)?;
        if let Some(file) = &self.file {
            file.sync_data().map_err(Error::io("sync", &self.path))?;
        }
        Ok(())
    }

    /// Takes the name that [`Journal::aside`] has. Nothing may be there: it would be lost.
    ///
    /// If we crashed here, the records stand under one name or the other. That the old name is free again comes to the disk together with the
    /// name of the new file, before the first record in it is acknowledged.
    pub(crate) fn set_aside(&mut self, folder: &Path) -> Result<(), Error> {
        self.ready()?;
        fs::rename(&self.path, Journal::aside(folder).path).map_err(Error::io("rename", &self.path))?;
        *self = Journal::of(folder);
        Ok(())
    }

    /// Removes the file. After a loss of power it may be there again, with records whose entries are in the tiles, which is no harm.
    pub(crate) fn remove(&self) -> Result<(), Error> {
        disk::remove(&self.path)
    }

    /// Forgets what stands from `end` on.
    pub(crate) fn cut(&mut self, end: u64) -> Result<(), Error> {
        if let Some(file) = &self.file {
            file.set_len(end).map_err(Error::io("cut off the end of", &self.path))?;
        }
        (self.end, self.is_ragged) = (end, false);
        Ok(())
    }

    /// What stands behind the last record that was found; a record that is found becomes the last.
    pub(crate) fn find(&mut self) -> Result<Found, Error> {
        if self.file.is_none() && !self.open()? {
            return Ok(Found::Nothing);
        }
        let path = self.path.clone();
        self.look()
            .map_err(Error::io("read", &path))?
            .ok_or_else(|| Error::damaged(&path, format!("at byte {} stands no record", self.end)))
    }

    /// `None` where there is neither a record nor what a loss of power leaves of one.
    fn look(&mut self) -> io::Result<Option<Found>> {
        let Some(mut file) = self.file.as_ref() else { return Ok(Some(Found::Nothing)) };
        let left = file.metadata()?.len().saturating_sub(self.end);
        file.seek(SeekFrom::Start(self.end))?;
        let mut bytes = Vec::new();
        file.take(HEADER as u64).read_to_end(&mut bytes)?;
        let Some(header) = Header::parse(&bytes) else {
            return Ok(match bytes.len() {
                0 => Some(Found::Nothing),
                HEADER if !is_last_torn(self.end, &bytes, file)? => None,
                _ => Some(Found::Torn),
            });
        };
        if left < header.record() {
            return Ok(Some(Found::Torn));
        }
        file.take(header.record() - HEADER as u64).read_to_end(&mut bytes)?;
        let may_be_torn = left == header.record() && has_gap(self.end, &bytes);
        self.end += header.record();
        Ok(Some(Found::Record(Record { header, bytes, may_be_torn })))
    }

    /// The file, at its end.
    fn ready(&mut self) -> Result<&File, Error> {
        if self.file.is_none() && !self.open()? {
            self.make()?;
        }
        if self.is_ragged {
            self.cut(self.end)?;
        }
        let (path, file) = (&self.path, self.file.as_ref());
        let mut file = file.ok_or_else(|| Error::io("open", path)(ErrorKind::NotFound.into()))?;
        match file.seek(SeekFrom::End(0)).map_err(Error::io("read", path))? == self.end {
            true => Ok(file),
            // The lock keeps others out, unless somebody has removed it.
            false => Err(Error::Overtaken),
        }
    }

    /// Opens the file, if it is there.
    fn open(&mut self) -> Result<bool, Error> {
        match OpenOptions::new().read(true).write(true).open(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            file => {
                self.file = Some(file.map_err(Error::io("open", &self.path))?);
                Ok(true)
            }
        }
    }

    fn make(&mut self) -> Result<(), Error> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&self.path);
        self.file = Some(file.map_err(Error::io("make", &self.path))?);
        disk::sync_folder_of(&self.path)
    }
}

/// Whether something of the header at `at` was never written, and no record stands behind it. Behind a torn one there is none: its writer
/// waited for the disk, in vain.
fn is_last_torn(at: u64, header: &[u8], behind: &File) -> io::Result<bool> {
    let mut rest = Vec::new();
    behind.take(u64::from(MAX_BATCH)).read_to_end(&mut rest)?;
    Ok(has_gap(at, header) && !rest.windows(HEADER).any(|bytes| Header::parse(bytes).is_some()))
}

fn write(mut file: &File, header: Header, entries: &[&[u8]], note: &str) -> io::Result<()> {
    file.write_all(&header.to_bytes())?;
    entries.iter().try_for_each(|part| file.write_all(part))?;
    point("append.torn");
    file.write_all(note.as_bytes())?;
    point("append.written");
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_failed_append_left_is_cut_off_before_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::of(folder.path());
        journal.append(0, &[b"\0\x01a"], "note").expect("appended");
        let path = journal.path().to_owned();
        let whole = fs::read(&path).expect("there");
        // A file that can be neither written nor cut, as on a disk that went away.
        journal.file = Some(File::open(&path).expect("there"));
        assert!(matches!(journal.append(1, &[b"\0\x01b"], "note"), Err(Error::Io { .. })));
        fs::write(&path, [&whole[..], b"half of a rec"].concat()).expect("written");
        assert!(matches!(journal.append(1, &[b"\0\x01b"], "note"), Err(Error::Io { .. })));
        journal.file = None;
        journal.append(1, &[b"\0\x01c"], "note").expect("appended");
        assert_eq!(fs::read(&path).expect("there").len(), 2 * whole.len());
        assert_eq!(journal.length(), 2 * whole.len() as u64);
    }

    #[test]
    fn somebody_else_who_appends_is_noticed() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::of(folder.path());
        journal.append(0, &[b"\0\x01a"], "note").expect("appended");
        let mut other = Journal::of(folder.path());
        assert!(matches!(other.append(0, &[b"\0\x01b"], "note"), Err(Error::Overtaken)));
        assert!(matches!(other.find(), Ok(Found::Record(_))));
        other.append(1, &[b"\0\x01b"], "note").expect("appended");
        assert!(matches!(journal.append(1, &[b"\0\x01c"], "note"), Err(Error::Overtaken)));
    }

    #[test]
    fn a_batch_has_a_limit() {
        let folder = tempfile::tempdir().expect("a folder");
        let part = vec![b'x'; 1 << 20];
        let parts = vec![&part[..]; 257];
        let refused = Journal::of(folder.path()).append(0, &parts, "note");
        assert!(matches!(refused, Err(Error::Malformed(_))));
        assert!(!folder.path().join("journal").exists());
    }
}
