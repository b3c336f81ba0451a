//! Zip archives, entry by entry. The `zip` crate reads the directory; the entries are read here, each through
//! a reader of its own, since those of the crate borrow from the archive.

use super::{Stream, guard::Guard};
use crate::Error;
use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};
use zip::{CompressionMethod, ZipArchive};

/// How much of an archive is read to learn what is in it. An entry takes some fifty bytes of the directory or more, and up to
/// ten times that in memory while it is read, so this bounds what a directory of millions of empty entries costs. An
/// archive of evidence with a hundred and fifty thousand files has about so much.
const MAX_DIRECTORY: u64 = 20 << 20;

/// Where the bytes of an archive are.
pub(super) enum Archive {
    File(PathBuf),
    Memory(Bytes),
}

/// The bytes of an archive in memory.
#[derive(Clone)]
pub(super) struct Bytes(pub(super) Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Archive {
    fn open(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(match self {
            Archive::File(path) => Box::new(BufReader::new(File::open(path)?)),
            Archive::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
        })
    }
}

pub(super) struct Entries {
    archive: Archive,
    directory: ZipArchive<Box<dyn ReadSeek>>,
    next: usize,
}

impl Entries {
    pub(super) fn new(archive: Archive) -> Result<Self, Error> {
        let left = Arc::new(AtomicU64::new(MAX_DIRECTORY));
        let bounded = Bounded { inner: archive.open()?, left: Arc::clone(&left) };
        let directory = ZipArchive::new(Box::new(bounded) as Box<dyn ReadSeek>)?;
        // From here on it reads the header of one entry at a time.
        left.store(u64::MAX, Relaxed);
        Ok(Entries { archive, directory, next: 0 })
    }

    /// How much memory the archive takes.
    pub(super) fn memory(&self) -> u64 {
        match &self.archive {
            Archive::File(_) => 0,
            Archive::Memory(bytes) => bytes.0.len() as u64,
        }
    }

    pub(super) fn next(&mut self, guard: &Guard) -> super::Next {
        while self.next < self.directory.len() {
            let number = self.next;
            self.next += 1;
            match self.entry(number, guard) {
                Ok(None) => {}
                Ok(Some(entry)) => return Some(entry),
                Err(error) => return Some((format!("entry {number}"), Err(error))),
            }
        }
        None
    }

    /// The name of an entry and its contents; none where it is a folder.
    fn entry(&mut self, number: usize, guard: &Guard) -> Result<super::Next, Error> {
        let entry = self.directory.by_index_raw(number)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.is_dir() {
            return Ok(None);
        }
        if entry.encrypted() {
            return Ok(Some((name, Err(Error::Encrypted))));
        }
        let (size, crc, method) = (entry.compressed_size(), entry.crc32(), entry.compression());
        let start = entry.data_start().ok_or(io::Error::from(io::ErrorKind::InvalidData))?;
        drop(entry);
        let mut reader = self.archive.open()?;
        reader.seek(SeekFrom::Start(start))?;
        let packed = match self.archive {
            Archive::File(_) => Box::new(guard.count(reader.take(size))) as Stream,
            // Its bytes were counted when they came.
            Archive::Memory(_) => Box::new(reader.take(size)),
        };
        let unpacked: Result<Stream, Error> = match method {
            CompressionMethod::Stored => Ok(Box::new(Checked::new(guard.watch(packed), crc))),
            CompressionMethod::Deflated => {
                let inside = flate2::read::DeflateDecoder::new(packed);
                Ok(Box::new(Checked::new(guard.watch(inside), crc)))
            }
            _ => Err(Error::Unsupported("this compression inside zip")),
        };
        Ok(Some((name, unpacked)))
    }
}

/// Reads so much and no more.
struct Bounded {
    inner: Box<dyn ReadSeek>,
    left: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let enough = |left: u64| left.checked_sub(read as u64);
        match self.left.fetch_update(Relaxed, Relaxed, enough) {
            Ok(_) => Ok(read),
            Err(_) => Err(io::Error::other("its directory is too large")),
        }
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Says at the end whether the checksum is right; what was read by then has been used.
struct Checked<R> {
    inner: R,
    crc: flate2::Crc,
    expected: u32,
}

impl<R> Checked<R> {
    fn new(inner: R, expected: u32) -> Self {
        Checked { inner, crc: flate2::Crc::new(), expected }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        if read == 0 && !into.is_empty() && self.crc.sum() != self.expected {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum of the entry is wrong"));
        }
        self.crc.update(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}
