//! Tar archives as a stream. The `tar` crate reads the headers; what is between them is read here, through a
//! reader that can outlive the call, since those of the crate borrow from the archive.
//!
//! Read: regular files, under the long names of GNU and POSIX. Passed over: folders, links, devices, sparse
//! files (they are no logs).

use super::Stream;
use crate::Error;
use std::{
    io::{self, Read},
    sync::{Arc, Mutex, PoisonError},
};
use tar::{EntryType, Header, PaxExtensions};

const RECORD: usize = 512;

/// How long the name of an entry may be, and the extended header that it stands in.
const MAX_EXTENSION: u64 = 1 << 20;

pub(super) struct Entries {
    shared: Arc<Mutex<Shared>>,
    ended: bool,
}

/// The archive, and how much of the entry is left that it stands in.
struct Shared {
    stream: Stream,
    left: u64,
    padding: u64,
}

/// What stands before the header of a file and is about that file.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Entries {
    pub(super) fn new(stream: Stream) -> Self {
        let shared = Shared { stream, left: 0, padding: 0 };
        Entries { shared: Arc::new(Mutex::new(shared)), ended: false }
    }

    /// The next file. After an error there is none: where the next header is would be a guess.
    pub(super) fn next(&mut self) -> super::Next {
        if self.ended {
            return None;
        }
        let found = self.shared.lock().unwrap_or_else(PoisonError::into_inner).next_file();
        self.ended = !matches!(found, Ok(Some(_)));
        match found {
            Ok(None) => None,
            Ok(Some(name)) => {
                let contents = Contents(Arc::clone(&self.shared));
                Some((String::from_utf8_lossy(&name).into_owned(), Ok(Box::new(contents))))
            }
            Err(error) => Some(("the next entry".into(), Err(error))),
        }
    }
}

impl Shared {
    fn next_file(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut extension = Extension::default();
        loop {
            self.pass(self.left + self.padding)?;
            (self.left, self.padding) = (0, 0);
            let Some(header) = self.header()? else { return Ok(None) };
            let header = Header::from_byte_slice(&header);
            let size = header.entry_size().map_err(|_| Error::Tar("an entry has no size"))?;
            let kind = header.entry_type();
            let size = if kind.is_file() { extension.size.unwrap_or(size) } else { size };
            let with_padding = size.checked_next_multiple_of(RECORD as u64);
            self.left = size;
            self.padding = with_padding.ok_or(Error::Tar("an entry is larger than can be"))? - size;
            match kind {
                EntryType::Regular | EntryType::Continuous => {
                    let name = extension.name.unwrap_or_else(|| header.path_bytes().into_owned());
                    return Ok(Some(name));
                }
                EntryType::GNULongName => extension.name = Some(self.long_name()?),
                EntryType::XHeader => self.pax(&mut extension)?,
                EntryType::XGlobalHeader | EntryType::GNULongLink => {}
                _ => extension = Extension::default(),
            }
        }
    }

    /// The next header; none at the end, which is a header of zeros or the end of the stream.
    fn header(&mut self) -> Result<Option<[u8; RECORD]>, Error> {
        let mut header = [0; RECORD];
        let mut filled = 0;
        while let Some(rest) = header.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.stream.read(rest)? {
                0 if filled == 0 => return Ok(None),
                0 => return Err(Error::Tar("it ends inside a header")),
                read => filled += read,
            }
        }
        if header.iter().all(|&byte| byte == 0) {
            return Ok(None);
        }
        match Header::from_byte_slice(&header).cksum() {
            Ok(sum) if sum == checksum(&header) => Ok(Some(header)),
            _ => Err(Error::Tar("the checksum of a header is wrong")),
        }
    }

    fn extension(&mut self) -> Result<Vec<u8>, Error> {
        if self.left > MAX_EXTENSION {
            return Err(Error::Tar("an extended header is too large"));
        }
        let mut bytes = Vec::new();
        self.stream.by_ref().take(self.left).read_to_end(&mut bytes)?;
        self.left = 0;
        Ok(bytes)
    }

    fn long_name(&mut self) -> Result<Vec<u8>, Error> {
        let mut name = self.extension()?;
        name.truncate(name.iter().position(|&byte| byte == 0).unwrap_or(name.len()));
        Ok(name)
    }

    fn pax(&mut self, extension: &mut Extension) -> Result<(), Error> {
        let bytes = self.extension()?;
        for pair in PaxExtensions::new(&bytes).flatten() {
            match pair.key() {
                Ok("path") => extension.name = Some(pair.value_bytes().to_owned()),
                Ok("size") => extension.size = pair.value().ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
        }
        Ok(())
    }

    fn pass(&mut self, len: u64) -> io::Result<()> {
        io::copy(&mut self.stream.by_ref().take(len), &mut io::sink()).map(drop)
    }
}

/// The sum of the header's bytes, its own checksum taken for blanks (POSIX, pax interchange format).
fn checksum(header: &[u8; RECORD]) -> u32 {
    let (before, rest) = header.split_at(148);
    let after = rest.get(8..).unwrap_or_default();
    before.iter().chain(after).map(|&byte| u32::from(byte)).sum::<u32>() + 8 * u32::from(b' ')
}

/// The contents of the entry that the archive stands in.
struct Contents(Arc<Mutex<Shared>>);

impl Read for Contents {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = usize::try_from(shared.left).unwrap_or(usize::MAX).min(into.len());
        let read = shared.stream.read(into.get_mut(..most).unwrap_or_default())?;
        if read == 0 && most > 0 {
            shared.left = 0;
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends inside the entry"));
        }
        shared.left -= read as u64;
        Ok(read)
    }
}
