//! Which signatures were checked, so that a rebuild of the cache need not check them again.
//!
//! It is kept apart from the cache, since to check a million signatures takes most of a minute, and whether one is good never changes.

use crate::{
    Error, Keep, Tx, View,
    column::{Columns, signed},
};
use note::Malformed;
use rusqlite::params;
use statement::MemberName;
use std::str::FromStr;

/// How many flaws one look gives.
const MAX_FLAWS: usize = 10_000;

/// Why the signature of an entry is not known to be good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flaw {
    /// The key is known, and did not sign this. It stays so.
    Unverified,
    /// The key was in no key sheet that was here. With another sheet it has to be checked again.
    UnknownKey,
}

impl View<'_, Keep> {
    /// Up to which size of a member's log every entry that is a statement had its signature checked.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn checked(&self, member: &MemberName) -> Result<u64, Error> {
        let size =
            self.row("SELECT size FROM checked WHERE member = ?1", [member.as_str()], |row| row.unsigned(0))?;
        Ok(size.unwrap_or(0))
    }

    /// The first entries from `from` on, and below what was checked, whose signatures were not good, in their order; 10,000 at most.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn flaws(&self, member: &MemberName, from: u64) -> Result<Vec<(u64, Flaw)>, Error> {
        let sql = "SELECT number, flaw FROM flaw WHERE member = ?1 AND number >= ?2 ORDER BY number LIMIT ?3";
        let with = params![member.as_str(), signed(from)?, MAX_FLAWS as i64];
        self.rows(sql, with, |row| Ok((row.unsigned(0)?, row.parsed(1)?)))
    }
}

impl Tx<'_, Keep> {
    /// Notes that the entries from `from` up to, and without, `to` were checked, and those whose signatures were not good. Only what follows on what
    /// was checked before is noted; whether it was.
    ///
    /// # Errors
    /// A flaw outside of the range; those of the disk.
    pub fn note_checked(
        &self,
        member: &MemberName,
        from: u64,
        to: u64,
        flaws: &[(u64, Flaw)],
    ) -> Result<bool, Error> {
        if self.checked(member)? != from || to < from {
            return Ok(false);
        }
        for (number, flaw) in flaws {
            if !(from..to).contains(number) {
                return Err(Error::refused(
                    "flaw of a signature",
                    "its entry is not one of those that were checked",
                ));
            }
            let row = params![member.as_str(), signed(*number)?, flaw.as_str()];
            self.change("INSERT INTO flaw VALUES (?1, ?2, ?3)", row)?;
        }
        let sql = "INSERT INTO checked VALUES (?1, ?2) ON CONFLICT (member) DO UPDATE SET size = ?2";
        self.change(sql, params![member.as_str(), signed(to)?])?;
        Ok(true)
    }

    /// Notes what came of checking one entry again, with key sheets that were not here before.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn note_rechecked(&self, member: &MemberName, number: u64, flaw: Option<Flaw>) -> Result<(), Error> {
        let (member, number) = (member.as_str(), signed(number)?);
        match flaw {
            None => {
                self.change("DELETE FROM flaw WHERE member = ?1 AND number = ?2", params![member, number])
            }
            Some(flaw) => self.change(
                "UPDATE flaw SET flaw = ?3 WHERE member = ?1 AND number = ?2",
                params![member, number, flaw.as_str()],
            ),
        }
        .map(drop)
    }

    /// Forgets what was checked of a member's log: other entries stand there now.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn forget_checked(&self, member: &MemberName) -> Result<(), Error> {
        self.change("DELETE FROM flaw WHERE member = ?1", [member.as_str()])?;
        self.change("DELETE FROM checked WHERE member = ?1", [member.as_str()]).map(drop)
    }
}

impl Flaw {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Flaw::Unverified => "unverified",
            Flaw::UnknownKey => "unknown-key",
        }
    }
}

impl FromStr for Flaw {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = [Flaw::Unverified, Flaw::UnknownKey].into_iter().find(|flaw| flaw.as_str() == text);
        known.ok_or_else(|| Malformed::new("flaw of a signature", "it is neither unverified nor unknown-key"))
    }
}
