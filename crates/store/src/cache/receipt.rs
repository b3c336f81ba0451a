//! Receipts: how far members say that they hold a log.

use crate::{
    Cache, Error, Tx, View,
    column::{Columns, signed},
};
use rusqlite::params;
use statement::{MAX_MEMBERS, MemberName};

/// What a member said last about a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Who says so.
    pub by: MemberName,
    /// Of whose log.
    pub of: MemberName,
    /// How many of its entries it holds.
    pub size: u64,
    /// The number of the statement, in the log of the one who says so.
    pub index: u64,
}

impl View<'_, Cache> {
    /// All that was said last, by log and then by who says so.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn receipts(&self) -> Result<Vec<Receipt>, Error> {
        let sql = "SELECT member, of, size, number FROM receipt ORDER BY of, member";
        self.rows(sql, [], |row| {
            Ok(Receipt {
                by: row.parsed(0)?,
                of: row.parsed(1)?,
                size: row.unsigned(2)?,
                index: row.unsigned(3)?,
            })
        })
    }
}

impl Tx<'_, Cache> {
    /// Notes a receipt, if it is not older than the one that is known.
    ///
    /// # Errors
    /// More logs than a unit has members; those of the disk.
    pub fn note_receipt(&self, receipt: &Receipt) -> Result<(), Error> {
        let Receipt { by, of, size, index } = receipt;
        let others = "SELECT count(*) FROM receipt WHERE member = ?1 AND of <> ?2";
        if self.number(others, [by.as_str(), of.as_str()])? >= MAX_MEMBERS as i64 {
            return Err(Error::TooMany { what: "logs in the receipts of a member", limit: MAX_MEMBERS });
        }
        let sql = "INSERT INTO receipt VALUES (?1, ?2, ?3, ?4) \
            ON CONFLICT (member, of) DO UPDATE SET size = ?3, number = ?4 WHERE number <= ?4";
        self.change(sql, params![by.as_str(), of.as_str(), signed(*size)?, signed(*index)?]).map(drop)
    }
}
