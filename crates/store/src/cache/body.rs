//! Bodies: which ones statements commit to, and which of them are held. The bytes lie in files of their own.

use super::place::{head, number_at, place, places};
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

const COLUMNS: &str = "SELECT b.hash, b.bytes, l.member, b.place, b.attempts, b.next_try";

/// The bodies whose hashes begin like one, in both levels.
const LIKE: &str = "(SELECT place FROM body_fresh WHERE head = ?1 UNION SELECT place FROM body_aged WHERE head = ?1) i \
    CROSS JOIN body b NOT INDEXED ON b.place = i.place";

impl View<'_, Cache> {
    /// Which statements commit to a body of that hash, and how it goes with it: one for each, in the order in which they were noted down; 1,000 at most.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn body(&self, hash: &Digest) -> Result<Vec<BodyState>, Error> {
        let sql = format!(
            "{COLUMNS} FROM {LIKE} CROSS JOIN log l ON l.number = b.place >> 40 WHERE b.hash = ?2 ORDER BY b.place LIMIT ?3"
        );
        self.rows(&sql, params![head(hash), hash.0, MAX_BODIES as i64], body)
    }

    /// Bodies that are worth a try by now, the one that waits longest first; at most `limit`, and at most 1,000.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn bodies_due(&self, now: Timestamp, limit: usize) -> Result<Vec<BodyState>, Error> {
        let sql = format!(
            "{COLUMNS} FROM body b INDEXED BY body_due CROSS JOIN log l ON l.number = b.place >> 40 \
             WHERE b.next_try IS NOT NULL AND b.next_try <= ?1 ORDER BY b.next_try, b.place LIMIT ?2"
        );
        self.rows(&sql, params![signed(now)?, limit.min(MAX_BODIES) as i64], body)
    }

    /// As [`View::bodies_due`], of one member's log, in its order.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn bodies_due_of(
        &self,
        member: &MemberName,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<BodyState>, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(Vec::new()) };
        let sql = format!(
            "{COLUMNS} FROM body b INDEXED BY body_missing CROSS JOIN log l ON l.number = b.place >> 40 \
             WHERE b.next_try IS NOT NULL AND b.place >= ?1 AND b.place < ?2 AND b.next_try <= ?3 ORDER BY b.place LIMIT ?4"
        );
        let places = places(log);
        self.rows(&sql, params![places.start, places.end, signed(now)?, limit.min(MAX_BODIES) as i64], body)
    }

    /// When the next body is worth a try, if one is wanted.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn next_body(&self) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT min(next_try) FROM body INDEXED BY body_due WHERE next_try IS NOT NULL";
        Ok(self.row(sql, [], |row| row.maybe_unsigned(0))?.flatten())
    }

    /// The numbers of the statements of a member's log, from `from` on, whose bodies are wanted and not held; 1,000 at most. Receipts name them.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn bodies_missing(&self, member: &MemberName, from: u64) -> Result<Vec<u64>, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(Vec::new()) };
        let sql = "SELECT place FROM body INDEXED BY body_missing \
            WHERE next_try IS NOT NULL AND place >= ?1 AND place < ?2 ORDER BY place LIMIT ?3";
        let with = params![place(log, from)?, places(log).end, MAX_BODIES as i64];
        self.rows(sql, with, |row| Ok(number_at(row.get(0)?)))
    }

    /// How many bodies of a member's log there are: one that two statements commit to counts twice.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn bodies(&self, member: &MemberName) -> Result<Bodies, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(Bodies::default()) };
        let sql = "SELECT held, held_bytes, wanted, wanted_bytes FROM body_total WHERE log = ?1";
        let found = self.row(sql, [log], |row| {
            Ok(Bodies {
                held: row.unsigned(0)?,
                held_bytes: row.unsigned(1)?,
                wanted: row.unsigned(2)?,
                wanted_bytes: row.unsigned(3)?,
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
        let at = place(self.number_or_new(&wanted.member)?, wanted.index)?;
        // Not through LIKE: to make one list of both levels costs more than all the rest.
        let sql = "SELECT EXISTS (SELECT 1 FROM body_fresh i CROSS JOIN body b NOT INDEXED ON b.place = i.place \
            WHERE i.head = ?1 AND b.hash = ?2 AND b.bytes = ?3 AND b.next_try IS NULL) \
            OR EXISTS (SELECT 1 FROM body_aged i CROSS JOIN body b NOT INDEXED ON b.place = i.place \
            WHERE i.head = ?1 AND b.hash = ?2 AND b.bytes = ?3 AND b.next_try IS NULL)";
        let held = self.number(sql, params![head(&wanted.hash), wanted.hash.0, signed(wanted.bytes)?])?;
        let next_try = if held == 0 { Some(signed(next_try)?) } else { None };
        let row = params![at, wanted.hash.0, signed(wanted.bytes)?, next_try];
        self.change("INSERT OR IGNORE INTO body VALUES (?1, ?2, ?3, 0, ?4)", row)?;
        self.change("INSERT OR IGNORE INTO body_fresh VALUES (?1, ?2)", [head(&wanted.hash), at]).map(drop)
    }

    /// Notes that a body is held; whether one of that hash and length was wanted. The length counts: whoever says a false one for the hash of somebody
    /// else's must not stand in its way.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn hold_body(&self, hash: &Digest, bytes: u64) -> Result<bool, Error> {
        let sql = format!(
            "UPDATE body SET next_try = NULL WHERE place IN (SELECT b.place FROM {LIKE} WHERE b.hash = ?2 AND b.bytes = ?3)"
        );
        self.change(&sql, params![head(hash), hash.0, signed(bytes)?]).map(|changed| changed > 0)
    }

    /// Notes that a body could not be had, or is no longer held, and is worth another try from `next_try` on.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn miss_body(&self, hash: &Digest, bytes: u64, next_try: Timestamp) -> Result<(), Error> {
        let sql = format!(
            "UPDATE body SET attempts = attempts + 1, next_try = ?4 \
             WHERE place IN (SELECT b.place FROM {LIKE} WHERE b.hash = ?2 AND b.bytes = ?3)"
        );
        self.change(&sql, params![head(hash), hash.0, signed(bytes)?, signed(next_try)?]).map(drop)
    }

    /// Notes that the body of a statement is not wanted: it is void.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn unwant_bodies(&self, member: &MemberName, index: u64) -> Result<(), Error> {
        let Some(log) = self.number_of(member)? else { return Ok(()) };
        self.change("DELETE FROM body WHERE place = ?1", [place(log, index)?]).map(drop)
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
