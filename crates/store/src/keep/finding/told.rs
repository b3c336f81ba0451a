//! What was told to the unit of a finding: the statements that were released, and one that was about to be.
//!
//! A release is noted before its statement is entered in the log, and again when that was done. If the node is killed in between, the own log says
//! which it was, so that nothing is told twice.

use super::{FindingId, words};
use crate::{
    Error, Keep, Tx, View,
    column::{Columns, signed},
};
use log::Timestamp;
use note::Malformed;
use rusqlite::{Row, params, types::Type};
use statement::{Digest, MAX_REFS, StatementId};
use std::{fmt, str::FromStr};

/// How many releases of one finding are listed, and how many that are not finished.
const MAX_LISTED: i64 = 1_000;

/// What a sighting says about an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It was seen.
    Seen,
    /// It met something harmless.
    FalseAlarm,
}

/// A statement about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The digest of the statement's text.
    pub text: Digest,
    /// Of which finding.
    pub finding: FindingId,
    /// The statement, once it is in the log.
    pub statement: Option<StatementId>,
    /// What it says.
    pub verdict: Verdict,
    /// The digest of all that it tells apart from when: what the unit would learn. The same content is not told twice.
    pub content: Digest,
    /// About which statements.
    pub refs: Vec<StatementId>,
    /// When it was made.
    pub made: Timestamp,
    /// Who released it.
    pub who: String,
    /// By which rule of the configuration, where no person was asked.
    pub rule: Option<String>,
}

const COLUMNS: &str =
    "SELECT text, finding, statement, verdict, content, refs, made, who, rule FROM finding_release";

impl View<'_, Keep> {
    /// What was told of a finding, oldest first.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn releases(&self, id: FindingId) -> Result<Vec<Release>, Error> {
        let sql = format!(
            "{COLUMNS} WHERE finding = ?1 AND statement IS NOT NULL ORDER BY number LIMIT {MAX_LISTED}"
        );
        self.rows(&sql, [signed(id.0)?], release)
    }

    /// Releases of which it is not known whether they were said.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn unfinished_releases(&self) -> Result<Vec<Release>, Error> {
        self.rows(
            &format!("{COLUMNS} WHERE statement IS NULL ORDER BY number LIMIT {MAX_LISTED}"),
            [],
            release,
        )
    }

    /// How many releases a rule has made since a time.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn released_by_rule(&self, rule: &str, since: Timestamp) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM finding_release WHERE rule = ?1 AND made >= ?2";
        self.number(sql, params![rule, signed(since)?]).map(i64::unsigned_abs)
    }

    /// How many releases there are of each verdict.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn release_tallies(&self) -> Result<Vec<(Verdict, u64)>, Error> {
        let sql = "SELECT verdict, count(*) FROM finding_release WHERE statement IS NOT NULL GROUP BY verdict ORDER BY verdict";
        self.rows(sql, [], |row| Ok((row.parsed(0)?, row.unsigned(1)?)))
    }
}

impl Tx<'_, Keep> {
    /// Notes that a statement about a finding is about to be said.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn begin_release(&self, new: &Release) -> Result<(), Error> {
        let refs: Vec<u8> = new.refs.iter().take(MAX_REFS).flat_map(|id| id.0).collect();
        let row = params![
            new.text.0,
            signed(new.finding.0)?,
            new.verdict.as_str(),
            new.content.0,
            refs,
            signed(new.made)?,
            new.who,
            new.rule
        ];
        self.change(
            "INSERT OR REPLACE INTO finding_release (text, finding, verdict, content, refs, made, who, rule) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            row,
        )
        .map(drop)
    }

    /// Notes that it was said.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn end_release(&self, release: &Release, id: StatementId, now: Timestamp) -> Result<(), Error> {
        let sql = "UPDATE finding_release SET statement = ?2 WHERE text = ?1 AND statement IS NULL";
        if self.change(sql, params![release.text.0, id.0])? == 0 {
            return Ok(());
        }
        let words = format!("{} {id}", release.verdict);
        self.act_on_finding(release.finding, &release.who, "released", &words, now)
    }

    /// Notes that it was not said.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn drop_release(&self, text: &Digest) -> Result<(), Error> {
        self.change("DELETE FROM finding_release WHERE text = ?1 AND statement IS NULL", [text.0]).map(drop)
    }
}

fn release(row: &Row<'_>) -> rusqlite::Result<Release> {
    let refs: Vec<u8> = row.get(5)?;
    let refs = refs.chunks(32).map(|id| {
        let id: Result<[u8; 32], _> = id.try_into();
        id.map(Digest)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(5, Type::Blob, Box::new(error)))
    });
    Ok(Release {
        text: row.digest(0)?,
        finding: FindingId(row.unsigned(1)?),
        statement: row.maybe_digest(2)?,
        verdict: row.parsed(3)?,
        content: row.digest(4)?,
        refs: refs.collect::<Result<_, _>>()?,
        made: row.unsigned(6)?,
        who: row.get(7)?,
        rule: row.get(8)?,
    })
}

impl Verdict {
    /// Both.
    pub const ALL: [Verdict; 2] = [Verdict::Seen, Verdict::FalseAlarm];

    /// The word for it: the name of the header line that says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Seen => "seen",
            Verdict::FalseAlarm => "false-alarm",
        }
    }
}

words!(Verdict, "verdict", "it is neither seen nor false-alarm");
