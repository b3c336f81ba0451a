//! The state of the witness: the last tree of each log that was signed here. It is never rebuilt.

use crate::{
    Error, Keep, Tx, View,
    column::{Columns, signed},
};
use log::{Hash, Held};
use rusqlite::{Row, params};
use statement::MemberName;

impl View<'_, Keep> {
    /// The tree of a member's log that was signed last; the empty one, if none was.
    ///
    /// # Errors
    /// Those of the disk: then nothing may be signed.
    pub fn held(&self, member: &MemberName) -> Result<Held, Error> {
        let found =
            self.row("SELECT size, root FROM held WHERE member = ?1", [member.as_str()], |row| held(row, 0))?;
        Ok(found.unwrap_or_default())
    }

    /// The same of all logs, by the names of their members.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn all_held(&self) -> Result<Vec<(MemberName, Held)>, Error> {
        let sql = "SELECT member, size, root FROM held ORDER BY member";
        self.rows(sql, [], |row| Ok((row.parsed(0)?, held(row, 1)?)))
    }
}

impl Tx<'_, Keep> {
    /// Replaces the state if it is `from`; whether it was.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn swap_held(&self, member: &MemberName, from: &Held, to: &Held) -> Result<bool, Error> {
        if self.held(member)? != *from {
            return Ok(false);
        }
        let sql =
            "INSERT INTO held VALUES (?1, ?2, ?3) ON CONFLICT (member) DO UPDATE SET size = ?2, root = ?3";
        self.change(sql, params![member.as_str(), signed(to.size)?, to.root.0])?;
        Ok(true)
    }
}

fn held(row: &Row<'_>, column: usize) -> rusqlite::Result<Held> {
    Ok(Held { size: row.unsigned(column)?, root: Hash(row.get(column + 1)?) })
}
