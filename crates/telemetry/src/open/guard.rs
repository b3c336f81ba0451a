//! Counting what goes in and what comes out, against archives that are made to unpack without end.

use crate::Progress;
use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// Up to here an input may unpack to as much as it likes.
const FREE: u64 = 1 << 30;

/// Beyond [`FREE`], how many bytes an input may unpack to for each that was read. Logs compress by ten to a
/// hundred; deflate cannot do more than 1,032 in one layer.
const MAX_RATIO: u64 = 1000;

/// The counters of one input. All its layers share them: entries of a zip archive that lie on one another, or
/// layers of compression, are counted as often as they are read.
#[derive(Clone)]
pub(super) struct Guard {
    progress: Arc<Progress>,
    /// The size of the input, where it is known: entries that lie on one another are read again, but they are not more.
    size: u64,
    read: Arc<AtomicU64>,
    unpacked: Arc<AtomicU64>,
}

impl Guard {
    pub(super) fn new(progress: Arc<Progress>, size: Option<u64>) -> Self {
        let size = size.unwrap_or(u64::MAX);
        Guard { progress, size, read: Arc::default(), unpacked: Arc::default() }
    }

    /// Whether the input has unpacked to more than it may.
    pub(super) fn is_bomb(&self) -> bool {
        let unpacked = self.unpacked.load(Relaxed);
        unpacked > FREE && unpacked / MAX_RATIO > self.read.load(Relaxed).min(self.size)
    }

    /// A reader of the input itself.
    pub(super) fn count<R>(&self, inner: R) -> Counted<R> {
        Counted { inner, guard: self.clone() }
    }

    /// A reader of what a decompressor makes of it.
    pub(super) fn watch<R>(&self, inner: R) -> Watched<R> {
        Watched { inner, guard: self.clone() }
    }
}

/// What is said of an input that has.
pub(super) fn bomb() -> io::Error {
    io::Error::other(format!("unpacks to more than {MAX_RATIO} times its size: the rest is not read"))
}

pub(super) struct Counted<R> {
    inner: R,
    guard: Guard,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.guard.read.fetch_add(read as u64, Relaxed);
        self.guard.progress.add_read(read as u64);
        Ok(read)
    }
}

pub(super) struct Watched<R> {
    inner: R,
    guard: Guard,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.guard.is_bomb() {
            return Err(bomb());
        }
        let read = self.inner.read(into)?;
        self.guard.unpacked.fetch_add(read as u64, Relaxed);
        Ok(read)
    }
}
