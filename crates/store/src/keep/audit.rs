//! The local audit log: who did what here, each row with the hash of the one before it.
//!
//! The hash of a row is the SHA-256 of these lines, each with a line feed behind it:
//!
//! ```text
//! detente/audit/v1
//! number 17
//! before <the hash of row 16 in base64, of 32 zero bytes for row 1>
//! time 1795000000
//! who maria-k
//! act operator-add
//! object karl
//! ```
//!
//! `time` is in seconds since 1970; a line whose value is empty ends in a space. Values have no control characters, so the lines cannot be read in two
//! ways. SQL refuses to change or delete rows. Whoever can write the file can still make a whole new chain: against that helps only to note
//! the [head](AuditHead) elsewhere, on paper or in a statement.

use crate::{
    Error, Keep, Tx, View,
    column::{Columns, one_line, signed},
};
use log::Timestamp;
use note::encoding::base64;
use rusqlite::{Row, params};
use statement::Digest;

/// How long `who` may be, in bytes: the name of an operator or a member, with a word before it.
const MAX_WHO: usize = 128;

/// How long `act` may be, in bytes: a word.
const MAX_ACT: usize = 64;

/// How long `object` may be, in bytes.
const MAX_OBJECT: usize = 512;

/// How many rows one look gives.
const MAX_ROWS: usize = 1_000;

/// Something that was done here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act<'a> {
    /// When, by the clock of this machine: it can go back, and says no more.
    pub time: Timestamp,
    /// By whom.
    pub who: &'a str,
    /// What, in one word.
    pub act: &'a str,
    /// To what. No secret, and nothing that a victim would not want to be read here.
    pub object: &'a str,
}

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number, from 1.
    pub number: u64,
    /// When it was done.
    pub time: Timestamp,
    /// By whom.
    pub who: String,
    /// What.
    pub act: String,
    /// To what.
    pub object: String,
    /// The hash of the row before it.
    pub before: Digest,
    /// Its own.
    pub hash: Digest,
}

/// The last row: its number, 0 if there is none, and its hash. It stands for all rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// How many rows there are.
    pub number: u64,
    /// The hash of the last.
    pub hash: Digest,
}

/// What became of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every row follows on the one before it, up to this head.
    Whole(AuditHead),
    /// Somebody changed the file.
    Broken {
        /// The number of the first row that is not what it was, or that is missing.
        number: u64,
        /// What is wrong there.
        why: &'static str,
    },
}

const START: AuditHead = AuditHead { number: 0, hash: Digest([0; 32]) };
const COLUMNS: &str = "SELECT number, time, who, act, object, before, hash FROM audit";

impl View<'_, Keep> {
    /// The last row's number and hash.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn audit_head(&self) -> Result<AuditHead, Error> {
        let sql = "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1";
        let head =
            self.row(sql, [], |row| Ok(AuditHead { number: row.unsigned(0)?, hash: row.digest(1)? }))?;
        Ok(head.unwrap_or(START))
    }

    /// Rows with numbers below `before`, or the last ones, newest first; at most `limit`, and at most 1,000.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn audit_rows(&self, before: Option<u64>, limit: usize) -> Result<Vec<AuditRow>, Error> {
        let sql = format!("{COLUMNS} WHERE number < ?1 ORDER BY number DESC LIMIT ?2");
        let before = before.map_or(Ok(i64::MAX), signed)?;
        self.rows(&sql, params![before, limit.min(MAX_ROWS) as i64], audit_row)
    }

    /// Goes over all rows and checks that each follows on the one before it. It takes about a second for a million.
    ///
    /// # Errors
    /// Those of the disk. A broken chain is no error here, but an answer.
    pub fn verify_chain(&self) -> Result<Chain, Error> {
        let mut statement = self.sql(&format!("{COLUMNS} ORDER BY number"))?;
        let mut rows = statement.query([])?;
        let mut head = START;
        while let Some(row) = rows.next()? {
            let row = audit_row(row)?;
            if let Some(why) = row.breaks(&head) {
                return Ok(Chain::Broken { number: head.number + 1, why });
            }
            head = AuditHead { number: row.number, hash: row.hash };
        }
        Ok(Chain::Whole(head))
    }
}

impl Tx<'_, Keep> {
    /// Appends a row. In the transaction of what it tells of, it is there if and only if that is.
    ///
    /// # Errors
    /// Text that is too long or has control characters; those of the disk.
    pub fn audit(&self, act: &Act<'_>) -> Result<AuditHead, Error> {
        one_line("`who` of an audit row", act.who, MAX_WHO)?;
        one_line("`act` of an audit row", act.act, MAX_ACT)?;
        one_line("`object` of an audit row", act.object, MAX_OBJECT)?;
        let before = self.audit_head()?;
        let head = act.after(&before);
        let row = params![
            signed(head.number)?,
            signed(act.time)?,
            act.who,
            act.act,
            act.object,
            before.hash.0,
            head.hash.0
        ];
        self.change("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", row)?;
        Ok(head)
    }
}

impl Act<'_> {
    /// The head once this was done.
    fn after(&self, before: &AuditHead) -> AuditHead {
        let number = before.number + 1;
        let Act { time, who, act, object } = self;
        let hash = base64(&before.hash.0);
        let text = format!(
            "detente/audit/v1\nnumber {number}\nbefore {hash}\ntime {time}\nwho {who}\nact {act}\nobject {object}\n"
        );
        AuditHead { number, hash: Digest::of(text.as_bytes()) }
    }
}

impl AuditRow {
    /// Why it does not follow on `head`, if so.
    fn breaks(&self, head: &AuditHead) -> Option<&'static str> {
        let act = Act { time: self.time, who: &self.who, act: &self.act, object: &self.object };
        let after = act.after(head);
        match () {
            () if self.number != after.number => Some("rows before it are missing"),
            () if self.before != head.hash => Some("it does not name the hash of the row before it"),
            () if self.hash != after.hash => Some("its hash is not that of what it says"),
            () => None,
        }
    }
}

fn audit_row(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        number: row.unsigned(0)?,
        time: row.unsigned(1)?,
        who: row.get(2)?,
        act: row.get(3)?,
        object: row.get(4)?,
        before: row.digest(5)?,
        hash: row.digest(6)?,
    })
}
