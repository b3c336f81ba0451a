//! Bodies: which ones statements commit to, and which of them are held. The bytes lie in files of their own.

use super::place::{number_at, place};
use crate::{
    Cache, Error, Tx, View,
    column::{Columns, signed},
};
use log::Timestamp;
use rusqlite::{Row, params};
use statement::{Digest, MemberName};

/// How many bodies one look gives.
const MAX_BODIES: usize = 1_000;

/// A body, or a sealed file, that a statement commits to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedBody {
    /// Its hash: of salt and body, or of the file.
    pub hash: Digest,
    /// Its length, as the statement says.
    pub bytes: u64,
    /// In whose log the statement stands.
    pub member: MemberName,
    /// Its number there.
    pub index: u64,
}

/// A body, and how it goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyState {
    /// The body.
    pub body: WantedBody,
    /// How often it was tried in vain.
    pub attempts: u64,
    /// When it is worth another try; nothing where it is held.
    pub next_try: Option<Timestamp>,
}

/// How many bodies of one log there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bodies {
    /// How many are held.
    pub held: u64,
    /// How many bytes these have.
    pub held_bytes: u64,
    /// How many are wanted.
    pub wanted: u64,
    /// How many bytes these have, as their statements say.
    pub wanted_bytes: u64,
}

const COLUMNS: &str = "SELECT b.hash, b.bytes, l.member, b.place, b.attempts, b.next_try FROM body b CROSS JOIN log l ON l.number = b.log";

impl View<'_, Cache> {
    /// Who commits to a body of that hash, and how it goes with it: one for each log, and for each length that is said of it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn body(&self, hash: &Digest) -> Result<Vec<BodyState>, Error> {
        let sql = format!("{COLUMNS} WHERE b.hash = ?1 ORDER BY b.bytes, l.member LIMIT ?2");
        self.rows(&sql, params![hash.0, MAX_BODIES as i64], body)
    }

    /// Bodies that are worth a try by now, the one that waits longest first; at most `limit`, and at most 1,000.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn bodies_due(&self, now: Timestamp, limit: usize) -> Result<Vec<BodyState>, Error> {
        let sql = format!(
            "{COLUMNS} WHERE b.next_try IS NOT NULL AND b.next_try <= ?1 ORDER BY b.next_try, b.hash, b.bytes, b.log LIMIT ?2"
        );
        self.rows(&sql, params![signed(now)?, limit.min(MAX_BODIES) as i64], body)
    }

    /// When the next body is worth a try, if one is wanted.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn next_body(&self) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT min(next_try) FROM body WHERE next_try IS NOT NULL";
        Ok(self.row(sql, [], |row| row.maybe_unsigned(0))?.flatten())
    }

    /// The numbers of the statements of a member's log, from `from` on, whose bodies are wanted and not held; 1,000 at most. Receipts name them.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn bodies_missing(&self, member: &MemberName, from: u64) -> Result<Vec<u64>, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(Vec::new()) };
        let sql = "SELECT DISTINCT place FROM body INDEXED BY body_log \
            WHERE log = ?1 AND place >= ?2 AND next_try IS NOT NULL ORDER BY place LIMIT ?3";
        self.rows(sql, params![log, place(log, from)?, MAX_BODIES as i64], |row| Ok(number_at(row.get(0)?)))
    }

    /// How many bodies of a member's log there are. It counts them one by one.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn bodies(&self, member: &MemberName) -> Result<Bodies, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(Bodies::default()) };
        let sql = "SELECT count(*) FILTER (WHERE next_try IS NULL), total(bytes) FILTER (WHERE next_try IS NULL), \
            count(next_try), total(bytes) FILTER (WHERE next_try IS NOT NULL) FROM body INDEXED BY body_log WHERE log = ?1";
        let found = self.row(sql, [log], |row| {
            let bytes = |column| row.get::<_, f64>(column).map(|bytes| bytes as u64);
            Ok(Bodies {
                held: row.unsigned(0)?,
                held_bytes: bytes(1)?,
                wanted: row.unsigned(2)?,
                wanted_bytes: bytes(3)?,
            })
        })?;
        Ok(found.unwrap_or_default())
    }
}

impl Tx<'_, Cache> {
    /// Notes that a body is wanted, from `next_try` on; one that is held for another statement already is held for this one. Noting it again changes nothing.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn want_body(&self, wanted: &WantedBody, next_try: Timestamp) -> Result<(), Error> {
        let log = self.number_or_new(&wanted.member)?;
        let sql = "INSERT OR IGNORE INTO body VALUES (?1, ?2, ?3, ?4, 0, \
            iif(EXISTS (SELECT 1 FROM body WHERE hash = ?1 AND bytes = ?2 AND next_try IS NULL), NULL, ?5))";
        let row =
            params![wanted.hash.0, signed(wanted.bytes)?, log, place(log, wanted.index)?, signed(next_try)?];
        self.change(sql, row).map(drop)
    }

    /// Notes that a body is held; whether one of that hash and length was wanted.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn hold_body(&self, hash: &Digest, bytes: u64) -> Result<bool, Error> {
        let sql = "UPDATE body SET next_try = NULL WHERE hash = ?1 AND bytes = ?2";
        self.change(sql, params![hash.0, signed(bytes)?]).map(|changed| changed > 0)
    }

    /// Notes that a body could not be had, or is no longer held, and is worth another try from `next_try` on.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn miss_body(&self, hash: &Digest, bytes: u64, next_try: Timestamp) -> Result<(), Error> {
        let sql = "UPDATE body SET attempts = attempts + 1, next_try = ?3 WHERE hash = ?1 AND bytes = ?2";
        self.change(sql, params![hash.0, signed(bytes)?, signed(next_try)?]).map(drop)
    }

    /// Notes that the bodies of a statement are not wanted: it is void.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn unwant_bodies(&self, member: &MemberName, index: u64) -> Result<(), Error> {
        let Some(log) = self.number_of(member)? else { return Ok(()) };
        self.change("DELETE FROM body WHERE log = ?1 AND place = ?2", [log, place(log, index)?]).map(drop)
    }
}

fn body(row: &Row<'_>) -> rusqlite::Result<BodyState> {
    let body = WantedBody {
        hash: row.digest(0)?,
        bytes: row.unsigned(1)?,
        member: row.parsed(2)?,
        index: number_at(row.get(3)?),
    };
    Ok(BodyState { body, attempts: row.unsigned(4)?, next_try: row.maybe_unsigned(5)? })
}
