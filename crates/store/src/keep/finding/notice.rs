//! What somebody is still to be told of: the findings that were opened, in their order, and how far each target of the configuration was told.
//!
//! This is the whole queue of notifications. A target that cannot be reached is behind, and nothing else: what it was not told of is asked for again.

use super::{Finding, FindingId};
use crate::{
    Error, Keep, Tx, View,
    column::{Columns, signed},
};
use rusqlite::params;

/// How many openings are remembered. A target that is further behind is told how many it missed.
pub const MAX_NOTICES: u64 = 4_096;

/// How many targets there may be.
const MAX_TARGETS: i64 = 1_000;

/// What a target is still to be told of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// The findings, each once, in the order in which they were opened last.
    pub findings: Vec<Finding>,
    /// How many openings were forgotten before the target could be told.
    pub missed: u64,
    /// Up to where it has been told once this was sent.
    pub upto: u64,
}

impl View<'_, Keep> {
    /// What a target is still to be told of; nothing, if it is not known.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn notices(&self, target: &str) -> Result<Notices, Error> {
        let sql = "SELECT number FROM notified WHERE target = ?1";
        let Some(told) = self.row(sql, [target], |row| row.unsigned(0))? else {
            return Ok(Notices::default());
        };
        let sql = "SELECT max(number), finding FROM finding_notice WHERE number > ?1 GROUP BY finding ORDER BY 1 LIMIT ?2";
        let rows = self.rows(sql, [signed(told)?, MAX_NOTICES as i64], |row| {
            Ok((row.unsigned(0)?, FindingId(row.unsigned(1)?)))
        })?;
        let upto = rows.last().map_or(told, |(number, _)| *number);
        let first = self.row("SELECT min(number) FROM finding_notice", [], |row| row.maybe_unsigned(0))?;
        let missed = first.flatten().map_or(0, |first| first.saturating_sub(told + 1));
        let found = rows.into_iter().filter_map(|(_, id)| self.finding(id).transpose());
        Ok(Notices { findings: found.collect::<Result<_, _>>()?, missed, upto })
    }
}

impl Tx<'_, Keep> {
    /// Notes that a finding was opened.
    pub(super) fn notice_finding(&self, id: FindingId) -> Result<(), Error> {
        self.change("INSERT INTO finding_notice (finding) VALUES (?1)", [signed(id.0)?])?;
        let oldest = self.last_row().saturating_sub(MAX_NOTICES as i64);
        self.change("DELETE FROM finding_notice WHERE number <= ?1", [oldest]).map(drop)
    }

    /// These are the targets. A new one is told of what is opened from now on; one that is gone is forgotten.
    ///
    /// # Errors
    /// Too many of them; those of the disk.
    pub fn set_targets(&self, targets: &[String]) -> Result<(), Error> {
        let known = self.rows("SELECT target FROM notified", [], |row| row.get::<_, String>(0))?;
        for gone in known.iter().filter(|known| !targets.contains(known)) {
            self.change("DELETE FROM notified WHERE target = ?1", [gone])?;
        }
        let sql = "INSERT OR IGNORE INTO notified SELECT ?1, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'finding_notice'), 0) \
            WHERE (SELECT count(*) FROM notified) < ?2";
        targets.iter().try_for_each(|target| self.change(sql, params![target, MAX_TARGETS]).map(drop))
    }

    /// Notes that a target was told up to here.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn notified(&self, target: &str, upto: u64) -> Result<(), Error> {
        let sql = "UPDATE notified SET number = max(number, ?2) WHERE target = ?1";
        self.change(sql, params![target, signed(upto)?]).map(drop)
    }
}
