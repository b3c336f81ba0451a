//! Single entries: by id, by the beginning of an id, by where they stand.

use super::{
    Found,
    found::{COLUMNS, WIDTH, cut_digest, found, noted},
    levels::LEVELS,
    list::MAX_PAGE,
    place::{head, place, places, rest},
    quote::recorded,
};
use crate::{Cache, Error, View};
use rusqlite::params;
use statement::{Digest, MemberName, StatementId};

/// How many ids with the same beginning are told.
pub const MAX_PREFIX_FOUND: usize = 16;

/// How many characters an id has.
const ID_CHARACTERS: usize = 43;

impl View<'_, Cache> {
    /// The statement of that id. The same entry can stand in several places, of which all but one are void: then the one that counts, or
    /// else the one in the log of the member whose name comes first, whichever log was noted down first.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn statement(&self, id: &StatementId) -> Result<Option<Found>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM \
             (SELECT place FROM id_fresh WHERE head = ?1 UNION ALL SELECT place FROM id_aged WHERE head = ?1) i \
             CROSS JOIN statement s NOT INDEXED ON s.place = i.place WHERE s.id_rest = ?2 \
             ORDER BY s.void IS NOT NULL, (SELECT member FROM log WHERE number = s.place >> 40), s.place LIMIT 1"
        );
        let Some((place, noted)) = self.row(&sql, params![head(id), rest(id)], noted)? else {
            return Ok(None);
        };
        let (member, recorded) = (self.member_of(place >> 40)?, self.record_time_at(place)?);
        Ok(Some(Found { member, index: super::place::number_at(place), noted, recorded }))
    }

    /// The ids that begin like this, in their order; 16 at most. Text that no id begins with begins none.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn ids_like(&self, start: &str) -> Result<Vec<StatementId>, Error> {
        let Some((least, greatest)) = between(start) else { return Ok(Vec::new()) };
        let mut ids = Vec::new();
        for level in LEVELS {
            ids.extend(self.ids_between(level, &least, &greatest)?);
        }
        ids.sort();
        ids.dedup();
        ids.truncate(MAX_PREFIX_FOUND);
        Ok(ids)
    }

    /// The first ids of one level that are not below one and not above another.
    fn ids_between(&self, level: &str, least: &Digest, greatest: &Digest) -> Result<Vec<StatementId>, Error> {
        let sql = format!(
            "SELECT DISTINCT s.id_head, s.id_rest FROM id_{level} i CROSS JOIN statement s NOT INDEXED ON s.place = i.place \
             WHERE i.head >= ?1 AND i.head <= ?2 \
             AND (s.id_head, s.id_rest) >= (?1, ?3) AND (s.id_head, s.id_rest) <= (?2, ?4) ORDER BY i.head LIMIT ?5"
        );
        let with = params![head(least), head(greatest), rest(least), rest(greatest), MAX_PREFIX_FOUND as i64];
        self.rows(&sql, with, |row| cut_digest(row, 0))
    }

    /// The entries of a member's log from the number `from` on, in their order; at most `limit`, and at most 1,000.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn entries(&self, member: &MemberName, from: u64, limit: usize) -> Result<Vec<Found>, Error> {
        let Some(log) = self.number_of(member)? else { return Ok(Vec::new()) };
        // The stretch that the first of them lies in, and those behind it.
        let sql = format!(
            "SELECT {COLUMNS}, w.time FROM stretch w CROSS JOIN statement s NOT INDEXED \
             WHERE w.since >= (SELECT max(since) FROM stretch WHERE since <= ?1) AND w.since < ?2 \
             AND s.place >= max(w.since, ?1) AND s.place < w.until ORDER BY w.since, s.place LIMIT ?3"
        );
        let with = params![place(log, from)?, places(log).end, limit.min(MAX_PAGE) as i64];
        self.rows(&sql, with, |row| found(row, member.clone(), recorded(row.get(WIDTH)?)))
    }
}

/// The least and the greatest digest whose text begins like this.
fn between(start: &str) -> Option<(Digest, Digest)> {
    if start.is_empty() || start.len() > ID_CHARACTERS || !start.is_ascii() {
        return None;
    }
    // The last character holds four bits, with two zeros behind them: the greatest that it can be is `8`.
    let missing = ID_CHARACTERS - start.len();
    let greatest =
        format!("{start}{}{}", "_".repeat(missing.saturating_sub(1)), if missing > 0 { "8" } else { "" });
    Some((format!("{start}{}", "A".repeat(missing)).parse().ok()?, greatest.parse().ok()?))
}
