//! How far telemetry was read: a row for each stream of records. What is in it is the reader's own; it is kept in one transaction with
//! the findings of the records before it, so that none is lost and none is counted twice.

use crate::{Error, Keep, Tx, View, column::signed};
use log::Timestamp;
use rusqlite::params;

/// How many streams are remembered; those past it that were not touched for longest go. A stream whose position is gone is read again from its start.
pub const MAX_POSITIONS: usize = 1 << 18;

/// How long a position may be, in bytes: the header of a table, of up to a mebibyte, may be a part of it.
pub const MAX_POSITION: usize = 8 << 20;

/// The name of a stream of records.
pub type StreamName = [u8; 16];

impl View<'_, Keep> {
    /// All positions, in the order of the names of their streams.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn positions(&self) -> Result<Vec<String>, Error> {
        let sql = "SELECT position FROM position ORDER BY stream LIMIT ?1";
        self.rows(sql, [MAX_POSITIONS as i64], |row| row.get(0))
    }
}

impl Tx<'_, Keep> {
    /// Keeps the position of a stream, in the place of the one before.
    ///
    /// # Errors
    /// A position longer than [`MAX_POSITION`]; those of the disk.
    pub fn put_position(&self, stream: &StreamName, position: &str, now: Timestamp) -> Result<(), Error> {
        if position.len() > MAX_POSITION {
            return Err(Error::refused("position", format!("it is longer than {MAX_POSITION} bytes")));
        }
        let sql = "INSERT INTO position VALUES (?1, ?2, ?3) \
            ON CONFLICT (stream) DO UPDATE SET position = excluded.position, touched = excluded.touched";
        self.change(sql, params![stream, position, signed(now)?]).map(drop)
    }

    /// Notes that streams are still there.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn touch_positions(&self, streams: &[StreamName], now: Timestamp) -> Result<(), Error> {
        let sql = "UPDATE position SET touched = ?2 WHERE stream = ?1";
        streams.iter().try_for_each(|stream| self.change(sql, params![stream, signed(now)?]).map(drop))
    }

    /// Forgets the positions that were not touched since `before`, and those that are too many; gives the names of their streams.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget_positions(&self, before: Timestamp) -> Result<Vec<StreamName>, Error> {
        let sql = "DELETE FROM position WHERE touched < ?1 OR stream IN \
            (SELECT stream FROM position ORDER BY touched DESC, stream LIMIT -1 OFFSET ?2) RETURNING stream";
        self.rows(sql, params![signed(before)?, MAX_POSITIONS as i64], |row| row.get(0))
    }
}
