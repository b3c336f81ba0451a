//! The two files, as types: what is read from one cannot be looked for in the other.

use crate::migrate::Migration;

/// What is no cache. Each transaction waits for the disk.
#[derive(Clone, Copy, Debug)]
pub enum Keep {}

/// A cache of the logs. A transaction survives the end of the process, and the newest ones perhaps not a loss of power.
#[derive(Clone, Copy, Debug)]
pub enum Cache {}

/// One of the two files.
pub trait File: sealed::Layout + Send + Sync + 'static {}

impl File for Keep {}
impl File for Cache {}

pub(crate) mod sealed {
    use super::Migration;

    /// How a file is laid out. Nobody outside can add a third.
    pub trait Layout {
        /// Its name in the folder.
        const NAME: &'static str;
        /// What SQLite writes into its header to tell it from files of others.
        const APPLICATION: i32;
        /// Whether a transaction waits for the disk.
        const SYNCHRONOUS: &'static str;
        /// How much of it the writing connection may have in memory, in KiB.
        const WRITER_CACHE: i64;
        /// After how many pages in the write-ahead log they are brought to the file.
        const CHECKPOINT: i64;
        /// How much of it a reading connection may have in memory, in KiB.
        const READER_CACHE: i64;
        /// From nothing to the newest version.
        const MIGRATIONS: &'static [Migration];
    }
}

impl sealed::Layout for Keep {
    const NAME: &'static str = "keep.sqlite";
    // "dtk" and a version of the file's purpose, not of its tables.
    const APPLICATION: i32 = 0x6474_6b01;
    const SYNCHRONOUS: &'static str = "FULL";
    const WRITER_CACHE: i64 = 4 << 10;
    const CHECKPOINT: i64 = 1_000;
    const READER_CACHE: i64 = 1 << 10;
    const MIGRATIONS: &'static [Migration] = crate::keep::MIGRATIONS;
}

impl sealed::Layout for Cache {
    const NAME: &'static str = "cache.sqlite";
    // "dtc".
    const APPLICATION: i32 = 0x6474_6301;
    // With a write-ahead log the file stays whole; only the newest transactions can go.
    const SYNCHRONOUS: &'static str = "NORMAL";
    // The ids of a million statements, which come in no order, find place in it.
    const WRITER_CACHE: i64 = 32 << 10;
    // Pages that several transactions change are brought there once.
    const CHECKPOINT: i64 = 8_000;
    const READER_CACHE: i64 = 4 << 10;
    const MIGRATIONS: &'static [Migration] = crate::cache::MIGRATIONS;
}
