//! Logs: how far each was noted down, and how far it is on record.

use super::{
    Quote,
    place::{MAX_LOGS, number_at, places},
    quote::UNRECORDED,
};
use crate::{
    Cache, Error, Tx, View,
    column::{Columns, signed},
};
use rusqlite::params;
use statement::MemberName;

/// How far a member's log is known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Whose it is.
    pub member: MemberName,
    /// How many of its entries were noted down: the number of the next one.
    pub noted: u64,
    /// How many of its entries quotes put on record.
    pub on_record: u64,
    /// The last quote that counts.
    pub last: Option<Quote>,
}

impl View<'_, Cache> {
    /// What is known of a member's log: of one that was never noted, nothing.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn log(&self, member: &MemberName) -> Result<Log, Error> {
        let Some(number) = self.number_of(member)? else {
            return Ok(Log { member: member.clone(), noted: 0, on_record: 0, last: None });
        };
        let noted = self.row("SELECT noted FROM log WHERE number = ?1", [number], |row| row.unsigned(0))?;
        let on_record = number_at(self.tail(number)?);
        Ok(Log {
            member: member.clone(),
            noted: noted.unwrap_or(0),
            on_record,
            last: self.last_quote(number)?,
        })
    }

    /// What is known of all logs, by member.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn logs(&self) -> Result<Vec<Log>, Error> {
        let members: Vec<MemberName> =
            self.rows("SELECT member FROM log ORDER BY member", [], |row| row.parsed(0))?;
        members.iter().map(|member| self.log(member)).collect()
    }

    pub(super) fn number_of(&self, member: &MemberName) -> Result<Option<i64>, Error> {
        self.row("SELECT number FROM log WHERE member = ?1", [member.as_str()], |row| row.get(0))
    }

    pub(super) fn member_of(&self, log: i64) -> Result<MemberName, Error> {
        let member = self.row("SELECT member FROM log WHERE number = ?1", [log], |row| row.parsed(0))?;
        member.ok_or_else(|| rusqlite::Error::QueryReturnedNoRows.into())
    }

    /// The place of the first entry that no quote covers.
    pub(super) fn tail(&self, log: i64) -> Result<i64, Error> {
        let all = places(log);
        let sql = "SELECT since FROM stretch WHERE since >= ?1 AND since < ?2 ORDER BY since DESC LIMIT 1";
        Ok(self.row(sql, [all.start, all.end], |row| row.get(0))?.unwrap_or(all.start))
    }
}

impl Tx<'_, Cache> {
    /// The number of a member's log. A new one gets the stretch that no quote covers.
    pub(super) fn number_or_new(&self, member: &MemberName) -> Result<i64, Error> {
        if let Some(number) = self.number_of(member)? {
            return Ok(number);
        }
        if self.number("SELECT count(*) FROM log", [])? >= MAX_LOGS as i64 {
            return Err(Error::TooMany { what: "logs", limit: MAX_LOGS });
        }
        self.change("INSERT INTO log (member, noted) VALUES (?1, 0)", [member.as_str()])?;
        let all = places(self.last_row());
        let row = params![all.start, all.end, UNRECORDED, member.as_str()];
        self.change("INSERT INTO stretch VALUES (?1, ?2, ?3, ?4)", row)?;
        Ok(all.start >> 40)
    }

    pub(super) fn set_noted(&self, log: i64, noted: u64) -> Result<(), Error> {
        self.change("UPDATE log SET noted = ?2 WHERE number = ?1", params![log, signed(noted)?]).map(drop)
    }

    /// Forgets all that is here of a member's log, so that it is noted down anew from its first entry.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget(&self, member: &MemberName) -> Result<(), Error> {
        let Some(number) = self.number_of(member)? else { return Ok(()) };
        let all = places(number);
        for sql in [
            "DELETE FROM statement WHERE place >= ?1 AND place < ?2",
            // There is no index of these by place: this happens once in years, and a look at all of them is cheap beside it.
            "DELETE FROM id_fresh WHERE place >= ?1 AND place < ?2",
            "DELETE FROM id_aged WHERE place >= ?1 AND place < ?2",
            "DELETE FROM reference_fresh WHERE place >= ?1 AND place < ?2",
            "DELETE FROM reference_aged WHERE place >= ?1 AND place < ?2",
            "DELETE FROM body_fresh WHERE place >= ?1 AND place < ?2",
            "DELETE FROM body_aged WHERE place >= ?1 AND place < ?2",
            "DELETE FROM body WHERE place >= ?1 AND place < ?2",
            "DELETE FROM quote WHERE place >= ?1 AND place < ?2",
            "DELETE FROM stretch WHERE since >= ?1 AND since < ?2",
        ] {
            self.change(sql, [all.start, all.end])?;
        }
        self.change("DELETE FROM spoken WHERE log = ?1", [number])?;
        self.change("DELETE FROM body_total WHERE log = ?1", [number])?;
        self.change("DELETE FROM receipt WHERE member = ?1", [member.as_str()])?;
        self.change("DELETE FROM log WHERE number = ?1", [number]).map(drop)
    }

    /// Forgets everything, so that all logs are noted down anew, while the node goes on.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget_all(&self) -> Result<(), Error> {
        const TABLES: [&str; 14] = [
            "statement",
            "id_fresh",
            "id_aged",
            "reference_fresh",
            "reference_aged",
            "quote",
            "stretch",
            "spoken",
            "body",
            "body_fresh",
            "body_aged",
            "body_total",
            "receipt",
            "log",
        ];
        // Without a condition SQLite throws away whole pages at once.
        TABLES.iter().try_for_each(|table| self.change(&format!("DELETE FROM {table}"), []).map(drop))?;
        self.change("UPDATE fresh SET rows = 0", []).map(drop)
    }
}
