//! Failed attempts to get in, so that whoever guesses is slowed down, also across restarts.

use crate::{
    Error, Keep, Tx, View,
    column::{Columns, one_line, signed},
};
use log::Timestamp;
use rusqlite::params;

/// Of how many subjects failures are remembered. Beyond it the ones that failed longest ago are forgotten: a stranger with many addresses must
/// not fill the disk, and still meets the count of the operator that it guesses at.
pub const MAX_ATTEMPTS: usize = 10_000;

/// How long a subject may be, in bytes.
const MAX_SUBJECT: usize = 128;

/// How somebody has failed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How often since it last worked.
    pub failures: u64,
    /// When last.
    pub last: Timestamp,
}

impl View<'_, Keep> {
    /// The failures of a subject: an operator's name, an address, whatever the caller counts by.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn attempts(&self, subject: &str) -> Result<Attempts, Error> {
        let sql = "SELECT failures, last FROM attempt WHERE subject = ?1";
        let found = self
            .row(sql, [subject], |row| Ok(Attempts { failures: row.unsigned(0)?, last: row.unsigned(1)? }))?;
        Ok(found.unwrap_or_default())
    }
}

impl Tx<'_, Keep> {
    /// Counts a failure, and gives the new count.
    ///
    /// # Errors
    /// A subject that is too long; those of the disk.
    pub fn count_failure(&self, subject: &str, now: Timestamp) -> Result<Attempts, Error> {
        one_line("subject of an attempt", subject, MAX_SUBJECT)?;
        let sql = "INSERT INTO attempt VALUES (?1, 1, ?2) ON CONFLICT (subject) DO UPDATE SET failures = failures + 1, last = ?2";
        self.change(sql, params![subject, signed(now)?])?;
        let limit = "DELETE FROM attempt WHERE subject IN \
            (SELECT subject FROM attempt ORDER BY last, subject LIMIT max(0, (SELECT count(*) FROM attempt) - ?1))";
        self.change(limit, [MAX_ATTEMPTS as i64])?;
        self.attempts(subject)
    }

    /// Forgets the failures of a subject: it got in.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget_failures(&self, subject: &str) -> Result<(), Error> {
        self.change("DELETE FROM attempt WHERE subject = ?1", [subject]).map(drop)
    }

    /// Forgets failures of before `time`, and says of how many subjects.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget_failures_before(&self, time: Timestamp) -> Result<usize, Error> {
        self.change("DELETE FROM attempt WHERE last < ?1", [signed(time)?])
    }
}
