//! Quotes: which entries of a log are on record, and since when.

use super::place::{number_at, place, places};
use crate::{
    Cache, Error, Tx, View,
    column::{Columns, signed},
};
use log::{Hash, Timestamp};
use rusqlite::{Row, params};
use statement::MemberName;

/// The time of what is not on record yet: behind all others.
pub(super) const UNRECORDED: i64 = i64::MAX;

/// How many quotes one look gives.
const MAX_QUOTES: usize = 1_000;

/// A quote that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The number of the entry that it is.
    pub index: u64,
    /// How many entries the quoted checkpoint has.
    pub covers: u64,
    /// The root over them.
    pub root: Hash,
    /// The record time of those that no quote before it covers.
    pub time: Timestamp,
}

impl View<'_, Cache> {
    /// The quotes of a member's log from the entry `from` on, in their order; 1,000 at most.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn quotes(&self, member: &MemberName, from: u64) -> Result<Vec<Quote>, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(Vec::new()) };
        let sql = "SELECT place, covers, root, time FROM quote WHERE place >= ?1 AND place < ?2 ORDER BY place LIMIT ?3";
        self.rows(sql, params![place(log, from)?, places(log).end, MAX_QUOTES as i64], quote)
    }

    /// Since when an entry is on record, if it is.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn record_time(&self, member: &MemberName, index: u64) -> Result<Option<Timestamp>, Error> {
        match self.number_of(member)? {
            Some(log) => self.record_time_at(place(log, index)?),
            None => Ok(None),
        }
    }

    pub(super) fn record_time_at(&self, place: i64) -> Result<Option<Timestamp>, Error> {
        let sql = "SELECT time FROM stretch WHERE since <= ?1 ORDER BY since DESC LIMIT 1";
        let time: Option<i64> = self.row(sql, [place], |row| row.get(0))?;
        Ok(time.and_then(recorded))
    }

    pub(super) fn last_quote(&self, log: i64) -> Result<Option<Quote>, Error> {
        let all = places(log);
        let sql = "SELECT place, covers, root, time FROM quote WHERE place >= ?1 AND place < ?2 ORDER BY place DESC LIMIT 1";
        self.row(sql, [all.start, all.end], quote)
    }
}

impl Tx<'_, Cache> {
    /// Notes a quote that counts: the entries below what it covers, and that no quote before it covered, are on record since its time. They have to
    /// be judged again.
    ///
    /// # Errors
    /// One that is not behind the last one, covers what was not noted, or is from before it; those of the disk.
    pub fn note_quote(&self, member: &MemberName, quote: &Quote) -> Result<(), Error> {
        let log = self.number_or_new(member)?;
        let known = self.log(member)?;
        let refused = |why| Err(Error::refused("quote", why));
        match known.last {
            Some(last) if last.index >= quote.index => return refused("it is not behind the last one"),
            Some(last) if last.time > quote.time => {
                return refused("its time is before that of the last one");
            }
            _ if quote.time >= UNRECORDED as u64 => return refused("its time is none that a clock can show"),
            _ if quote.covers > known.noted => return refused("it covers entries that were not noted down"),
            _ => {}
        }
        let row = params![place(log, quote.index)?, signed(quote.covers)?, quote.root.0, signed(quote.time)?];
        self.change("INSERT INTO quote VALUES (?1, ?2, ?3, ?4)", row)?;
        match quote.covers > known.on_record {
            true => self.split(log, place(log, quote.covers)?, signed(quote.time)?),
            // It covers nothing that others did not.
            false => Ok(()),
        }
    }

    /// Puts the tail up to a place on record, and leaves the rest as the tail.
    fn split(&self, log: i64, until: i64, time: i64) -> Result<(), Error> {
        let since = self.tail(log)?;
        let rest = "INSERT INTO stretch SELECT ?2, until, time, member FROM stretch WHERE since = ?1";
        self.change(rest, [since, until])?;
        self.change("UPDATE stretch SET until = ?2, time = ?3 WHERE since = ?1", [since, until, time])
            .map(drop)
    }
}

/// A record time as it lies in a row.
pub(super) fn recorded(time: i64) -> Option<Timestamp> {
    u64::try_from(time).ok().filter(|_| time != UNRECORDED)
}

fn quote(row: &Row<'_>) -> rusqlite::Result<Quote> {
    Ok(Quote {
        index: number_at(row.get(0)?),
        covers: row.unsigned(1)?,
        root: Hash(row.get(2)?),
        time: row.unsigned(3)?,
    })
}
