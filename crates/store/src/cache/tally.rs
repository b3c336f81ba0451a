//! How many there are.

use super::place::{number_at, places};
use crate::{Cache, Error, View};
use rusqlite::params;
use statement::{Kind, MemberName};

/// How many entries of a kind a member's log has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Whose log.
    pub member: MemberName,
    /// Of which kind; nothing for all entries of kinds that are not known here, or that are no statements.
    pub kind: Option<Kind>,
    /// How many of them are on record.
    pub on_record: u64,
    /// How many are not yet.
    pub waiting: u64,
}

impl View<'_, Cache> {
    /// How many entries there are, by member and kind; kinds of which there are none are left out. It counts them one by one: a tenth of a second for a
    /// million.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn tallies(&self) -> Result<Vec<Tally>, Error> {
        let mut tallies = Vec::new();
        for log in self.logs()? {
            let Some(number) = self.number_of(&log.member)? else { continue };
            // What is left when the known kinds are taken away needs no counting.
            let on_record = log.on_record.min(log.noted);
            let mut rest =
                Tally { member: log.member.clone(), kind: None, on_record, waiting: log.noted - on_record };
            for kind in Kind::known() {
                let tally = self.tally(number, &log.member, kind)?;
                rest.on_record = rest.on_record.saturating_sub(tally.on_record);
                rest.waiting = rest.waiting.saturating_sub(tally.waiting);
                tallies.push(tally);
            }
            tallies.push(rest);
        }
        tallies.retain(|tally| tally.on_record + tally.waiting > 0);
        Ok(tallies)
    }

    /// How many entries of a member's log are void.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn voids(&self, member: &MemberName) -> Result<u64, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(0) };
        let sql = "SELECT count(*) FROM statement INDEXED BY statement_void WHERE void IS NOT NULL AND place >= ?1 AND place < ?2";
        let all = places(log);
        self.number(sql, [all.start, all.end]).map(i64::unsigned_abs)
    }

    fn tally(&self, log: i64, member: &MemberName, kind: Kind) -> Result<Tally, Error> {
        let (all, tail) = (places(log), self.tail(log)?);
        let sql = "SELECT count(*) FROM statement INDEXED BY statement_kind WHERE kind = ?1 AND place >= ?2 AND place < ?3";
        let count =
            |from: i64, to: i64| self.number(sql, params![kind.as_str(), from, to]).map(i64::unsigned_abs);
        debug_assert!(number_at(tail) <= super::MAX_NUMBER);
        Ok(Tally {
            on_record: count(all.start, tail)?,
            waiting: count(tail, all.end)?,
            member: member.clone(),
            kind: Some(kind),
        })
    }
}
