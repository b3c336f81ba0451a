//! What is asked when entries are judged one after another: by rules that are not known here.

use super::{
    noted::cut,
    place::{head, place, places, rest},
};
use crate::{
    Cache, Error, Tx, View,
    column::{Columns, signed},
};
use rusqlite::params;
use statement::{Digest, MemberName, Stamp};

/// What a member has said in an epoch that counted against its quota.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// How many statements.
    pub statements: u64,
    /// How many bytes of bodies.
    pub bytes: u64,
}

impl View<'_, Cache> {
    /// Whether a statement with this text, which says when it was made, counts in a member's log before the number `before`.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn said_before(
        &self,
        member: &MemberName,
        made: Stamp,
        text: &Digest,
        before: u64,
    ) -> Result<bool, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(false) };
        let sql = "SELECT count(*) FROM statement INDEXED BY statement_made WHERE made = ?1 AND text_head = ?2 \
            AND place >= ?3 AND place < ?4 AND text_rest = ?5 AND void IS NULL";
        let with = params![made.seconds(), head(text), places(log).start, place(log, before)?, rest(text)];
        Ok(self.number(sql, with)? > 0)
    }

    /// What a member has said in an epoch: a UTC day of record time, counted since 1970.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn spoken(&self, member: &MemberName, epoch: u64) -> Result<Spoken, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(Spoken::default()) };
        let sql = "SELECT statements, bytes FROM spoken WHERE log = ?1 AND epoch = ?2";
        let found = self.row(sql, [log, signed(epoch)?], |row| {
            Ok(Spoken { statements: row.unsigned(0)?, bytes: row.unsigned(1)? })
        })?;
        Ok(found.unwrap_or_default())
    }

    /// What all that is here was judged by: whoever judges by something else has to judge anew.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn judged_by(&self) -> Result<Option<Digest>, Error> {
        self.row("SELECT by FROM judged", [], |row| row.digest(0))
    }
}

impl Tx<'_, Cache> {
    /// Notes what a member has said in an epoch, in the place of what was noted before.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn set_spoken(&self, member: &MemberName, epoch: u64, spoken: &Spoken) -> Result<(), Error> {
        let row = params![
            self.number_or_new(member)?,
            signed(epoch)?,
            signed(spoken.statements)?,
            // A quota is long used up at this many bytes.
            i64::try_from(spoken.bytes).unwrap_or(i64::MAX)
        ];
        self.change("INSERT OR REPLACE INTO spoken VALUES (?1, ?2, ?3, ?4)", row).map(drop)
    }

    /// Forgets everything, so that all logs are noted down anew, judged by something else from now on.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn judge_anew(&self, by: &Digest) -> Result<(), Error> {
        self.forget_all()?;
        self.change("DELETE FROM judged", [])?;
        self.change("INSERT INTO judged VALUES (?1)", [by.0]).map(drop)
    }

    /// Notes a judgement in the place of the one before: why an entry does not count, or that it does. Whether there is such an entry.
    ///
    /// # Errors
    /// An entry that is no statement cannot come to count; those of the disk.
    pub fn judge(&self, member: &MemberName, index: u64, void: Option<&str>) -> Result<bool, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(false) };
        let at = place(log, index)?;
        let sql = "UPDATE statement SET void = ?2 WHERE place = ?1 AND (?2 IS NOT NULL OR kind IS NOT NULL)";
        if self.change(sql, params![at, void.map(cut)])? == 1 {
            return Ok(true);
        }
        match self.number("SELECT count(*) FROM statement WHERE place = ?1", [at])? {
            0 => Ok(false),
            _ => Err(Error::refused("judgement", "an entry that is no statement does not count")),
        }
    }
}
