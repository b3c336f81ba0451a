//! How far a sweep is, for those who draw it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counters that a sweep keeps up to date; any thread may look.
#[derive(Debug, Default)]
pub struct Progress {
    read: AtomicU64,
    total: AtomicU64,
    files: AtomicU64,
    unpacked: AtomicU64,
}

impl Progress {
    /// Bytes read of the files as they lie on the disk.
    pub fn read(&self) -> u64 {
        self.read.load(Relaxed)
    }

    /// The size of all files together; standard input counts nothing.
    pub fn total(&self) -> u64 {
        self.total.load(Relaxed)
    }

    /// How many files have been opened.
    pub fn files(&self) -> u64 {
        self.files.load(Relaxed)
    }

    /// Bytes of telemetry, unpacked, that have been handed out.
    pub fn unpacked(&self) -> u64 {
        self.unpacked.load(Relaxed)
    }

    pub(crate) fn add_read(&self, bytes: u64) {
        self.read.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn add_total(&self, bytes: u64) {
        self.total.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn add_file(&self) {
        self.files.fetch_add(1, Relaxed);
    }

    pub(crate) fn add_unpacked(&self, bytes: u64) {
        self.unpacked.fetch_add(bytes, Relaxed);
    }
}
