//! Where the other members' nodes listen, as last heard.

use crate::{
    Error, Keep, Tx, View,
    column::{Columns, one_line, signed},
};
use log::Timestamp;
use rusqlite::{Row, params};
use statement::MemberName;

/// How long an address may be, in bytes: a name of DNS, a colon and a port.
pub const MAX_ADDRESS: usize = 253 + 6;

/// How long the word for a source may be, in bytes.
const MAX_SOURCE: usize = 128;

/// Where a member's node listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Whose.
    pub member: MemberName,
    /// `host:port`. Whoever answers there still has to show the pinned key.
    pub host: String,
    /// When it was learned.
    pub learned: Timestamp,
    /// From whom or what: a member, an operator, a file.
    pub source: String,
}

impl View<'_, Keep> {
    /// Where a member listens.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn address(&self, member: &MemberName) -> Result<Option<Address>, Error> {
        let sql = "SELECT member, host, learned, source FROM address WHERE member = ?1";
        self.row(sql, [member.as_str()], address)
    }

    /// Where all of them listen, by member.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn addresses(&self) -> Result<Vec<Address>, Error> {
        self.rows("SELECT member, host, learned, source FROM address ORDER BY member", [], address)
    }
}

impl Tx<'_, Keep> {
    /// Notes an address in the place of the one before it.
    ///
    /// # Errors
    /// Text that is too long or has control characters; those of the disk.
    pub fn set_address(&self, new: &Address) -> Result<(), Error> {
        one_line("address", &new.host, MAX_ADDRESS)?;
        one_line("source of an address", &new.source, MAX_SOURCE)?;
        let row = params![new.member.as_str(), new.host, signed(new.learned)?, new.source];
        self.change("INSERT OR REPLACE INTO address VALUES (?1, ?2, ?3, ?4)", row).map(drop)
    }

    /// Forgets where a member listens.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget_address(&self, member: &MemberName) -> Result<(), Error> {
        self.change("DELETE FROM address WHERE member = ?1", [member.as_str()]).map(drop)
    }
}

fn address(row: &Row<'_>) -> rusqlite::Result<Address> {
    Ok(Address { member: row.parsed(0)?, host: row.get(1)?, learned: row.unsigned(2)?, source: row.get(3)? })
}
