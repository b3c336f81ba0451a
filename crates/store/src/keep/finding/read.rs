//! One finding, and what hangs from it.

use super::{Cause, Finding, FindingId, Origin, Severity};
use crate::{
    Error, Keep, View,
    column::{Columns, signed},
};
use log::Timestamp;
use rusqlite::{Row, params};
use statement::StatementId;

/// How many hosts of a finding are listed.
pub const MAX_HOSTS_SHOWN: usize = super::MAX_HOSTS;

/// A host that a finding tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostCount {
    /// What it is called.
    pub host: String,
    /// In how many records.
    pub count: u64,
    /// When last.
    pub last: Timestamp,
}

/// The columns, in the order in which [`finding`] reads them.
pub(super) const COLUMNS: &str = "SELECT id, cause, kind, value, title, level, state, changed, opened, met, count, before, first, last, \
    days, hosts, all_hosts, place, example FROM finding f";

impl View<'_, Keep> {
    /// The finding of that number.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finding(&self, id: FindingId) -> Result<Option<Finding>, Error> {
        let Ok(number) = signed(id.0) else { return Ok(None) };
        let found = self.row(&format!("{COLUMNS} WHERE id = ?1"), [number], finding)?;
        found.map(|found| self.with_origins(found)).transpose()
    }

    /// The finding that a cause has, if there is one.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finding_of(&self, cause: &Cause) -> Result<Option<Finding>, Error> {
        let found = self.row(&format!("{COLUMNS} WHERE grouped = ?1"), [cause.group().0], finding)?;
        found.map(|found| self.with_origins(found)).transpose()
    }

    /// Its hosts, those seen most first; at most [`MAX_HOSTS_SHOWN`].
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finding_hosts(&self, id: FindingId) -> Result<Vec<HostCount>, Error> {
        let sql = "SELECT host, count, last FROM finding_host WHERE finding = ?1 ORDER BY count DESC, host LIMIT ?2";
        self.rows(sql, params![signed(id.0)?, MAX_HOSTS_SHOWN as i64], |row| {
            Ok(HostCount { host: row.get(0)?, count: row.unsigned(1)?, last: row.unsigned(2)? })
        })
    }

    /// Its newest days, counted since 1970, and how many records each has; the newest first, at most `limit`.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finding_days(&self, id: FindingId, limit: usize) -> Result<Vec<(u64, u64)>, Error> {
        let sql = "SELECT day, count FROM finding_day WHERE finding = ?1 ORDER BY day DESC LIMIT ?2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.rows(sql, params![signed(id.0)?, limit], |row| Ok((row.unsigned(0)?, row.unsigned(1)?)))
    }

    /// The findings that come from a statement, by number; at most `limit`.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn findings_from(&self, statement: &StatementId, limit: usize) -> Result<Vec<FindingId>, Error> {
        let sql = "SELECT finding FROM finding_origin WHERE statement = ?1 ORDER BY finding LIMIT ?2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.rows(sql, params![statement.0, limit], |row| row.unsigned(0).map(FindingId))
    }

    pub(super) fn with_origins(&self, found: Finding) -> Result<Finding, Error> {
        let sql = "SELECT statement, member, item FROM finding_origin WHERE finding = ?1 ORDER BY statement";
        let origins = self.rows(sql, [signed(found.id.0)?], |row| {
            Ok(Origin { statement: row.digest(0)?, member: row.parsed(1)?, item: row.get(2)? })
        })?;
        Ok(Finding { origins, ..found })
    }
}

/// A row, without its origins.
pub(super) fn finding(row: &Row<'_>) -> rusqlite::Result<Finding> {
    let word: String = row.get(1)?;
    Ok(Finding {
        id: FindingId(row.unsigned(0)?),
        cause: Cause::of(&word, row.get(2)?, row.get(3)?),
        title: row.get(4)?,
        level: Severity::of(row.unsigned(5)?),
        state: row.parsed(6)?,
        changed: row.unsigned(7)?,
        opened: row.unsigned(8)?,
        met: row.unsigned(9)?,
        count: row.unsigned(10)?,
        before: row.unsigned(11)?,
        first: row.unsigned(12)?,
        last: row.unsigned(13)?,
        days: row.unsigned(14)?,
        hosts: row.unsigned(15)?,
        all_hosts: row.get(16)?,
        place: row.get(17)?,
        example: row.get(18)?,
        origins: Vec::new(),
    })
}
