//! What can go wrong, by whose fault it is.

use std::fmt;
use std::io;

/// Every failure of this crate.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// A file could not be read.
    #[error("{name}: cannot read: {source}")]
    Read {
        /// The file, as the caller calls it.
        name: String,
        /// The cause.
        source: io::Error,
    },
    /// Scratch storage failed: usually a full disk.
    #[error("cannot use scratch storage (a full disk?): {0}")]
    Scratch(io::Error),
    /// What was to be written could not be.
    #[error("cannot write: {0}")]
    Write(io::Error),
    /// The first line of a table is no header.
    #[error("{name}:1: {reason}")]
    Header {
        /// The table.
        name: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// Columns, key or types do not fit together.
    #[error("{0}")]
    Declaration(String),
    /// Rows that cannot be sealed.
    #[error("{0}")]
    BadRows(BadRows),
    /// Keys that stand on more than one row.
    #[error("{0}")]
    Duplicates(Duplicates),
    /// A seal, a proof or openings that were damaged or come from another program.
    #[error("this is not a well-formed {what}: line {line} is wrong or the one after it is missing")]
    Malformed {
        /// What it was read as.
        what: &'static str,
        /// The line, from 1.
        line: u64,
    },
    /// Openings whose rows are damaged.
    #[error("the openings are damaged after row {row}: {reason}")]
    Openings {
        /// The last sound row, from 1 (0: none).
        row: u64,
        /// What is wrong.
        reason: &'static str,
    },
    /// Seal and openings, or seal and proof, do not belong together.
    #[error("{0}")]
    Mismatch(String),
    /// A thread of ours ended early. That is a defect of this program.
    #[error("a worker thread ended early; this is a defect of detente, please report it")]
    Worker,
}

impl SealError {
    pub(crate) fn declaration(reason: impl Into<String>) -> Self {
        SealError::Declaration(reason.into())
    }
}

/// Bad rows are listed up to here and counted beyond: an error message must not grow with a hostile file.
const MAX_BAD_ROWS: usize = 1_000;

/// One row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line on which the row starts, from 1.
    pub line: u64,
    /// The column, where one is at fault.
    pub column: Option<String>,
    /// What is wrong, and what to do.
    pub reason: String,
}

/// The rows of one table that cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BadRows {
    /// The table.
    pub name: String,
    /// The first of them by line, up to a limit.
    pub listed: Vec<BadRow>,
    /// How many there are.
    pub count: u64,
}

impl BadRows {
    pub(crate) fn push(&mut self, row: BadRow) {
        self.count += 1;
        if self.listed.len() < MAX_BAD_ROWS {
            self.listed.push(row);
        }
    }

    pub(crate) fn merge(&mut self, other: BadRows) {
        self.count += other.count;
        self.listed.extend(other.listed);
        self.listed.sort_by_key(|row| row.line);
        self.listed.truncate(MAX_BAD_ROWS);
    }
}

impl fmt::Display for BadRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: rows that cannot be read: {}; nothing was sealed", self.name, self.count)?;
        for row in &self.listed {
            write!(f, "\n  {}:{}", self.name, row.line)?;
            if let Some(column) = &row.column {
                write!(f, ":{column}")?;
            }
            write!(f, ": {}", row.reason)?;
        }
        match self.count - self.listed.len() as u64 {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

/// Doubled keys are listed up to here and counted beyond.
const MAX_DUPLICATES: usize = 1_000;
/// Lines listed per doubled key.
const MAX_DUPLICATE_LINES: usize = 100;

/// One key that stands on more than one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The values of the key's columns.
    pub key: Vec<String>,
    /// The lines on which its rows start, in ascending order, up to a limit.
    pub lines: Vec<u64>,
}

/// The keys of one table that stand on more than one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// The table.
    pub name: String,
    /// The first of them by key, up to a limit.
    pub listed: Vec<Duplicate>,
    /// How many keys are doubled.
    pub count: u64,
}

impl Duplicates {
    pub(crate) fn start(&mut self, key: Vec<String>, first_line: u64) {
        self.count += 1;
        if self.listed.len() < MAX_DUPLICATES {
            self.listed.push(Duplicate { key, lines: vec![first_line] });
        }
    }

    /// One more line of the key that was started last.
    pub(crate) fn add_line(&mut self, line: u64) {
        if self.count > self.listed.len() as u64 {
            return;
        }
        if let Some(last) = self.listed.last_mut().filter(|last| last.lines.len() < MAX_DUPLICATE_LINES) {
            last.lines.push(line);
        }
    }
}

impl fmt::Display for Duplicates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: keys that stand on more than one row: {}; a key must tell rows apart: correct the rows or name more key columns",
            self.name, self.count
        )?;
        for duplicate in &self.listed {
            let lines: Vec<String> = duplicate.lines.iter().map(u64::to_string).collect();
            write!(f, "\n  {}: {:?} on lines {}", self.name, duplicate.key.join(", "), lines.join(", "))?;
            if duplicate.lines.len() == MAX_DUPLICATE_LINES {
                write!(f, " and perhaps more")?;
            }
        }
        match self.count - self.listed.len() as u64 {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more keys"),
        }
    }
}
