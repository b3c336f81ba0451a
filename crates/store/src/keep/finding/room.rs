//! How much room findings have: everything here can be made larger by whoever writes telemetry or indicators.

use super::FindingId;
use crate::{
    Error, Keep, Tx, View,
    column::{Columns, signed},
};
use rusqlite::params;
use statement::Digest;

/// How many findings are kept. Beyond it, those go that were closed, or called a false alarm, longest ago; if nobody dealt with any, new ones have
/// no place, which is counted ([`View::findings_lost`]) and has to be an alarm. With their examples they are at most about 200 MB.
pub const MAX_FINDINGS: usize = 20_000;

/// How many records are remembered, over all findings, so that they are not counted twice: about 30 MB. A node that is killed reads far fewer
/// again.
pub const MAX_RECORDS: u64 = 1 << 18;

/// How many records are forgotten at a time.
const FORGOTTEN_TOGETHER: i64 = 64;

impl View<'_, Keep> {
    /// How many records had no place, ever.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn findings_lost(&self) -> Result<u64, Error> {
        let lost = self.row("SELECT records FROM finding_lost", [], |row| row.unsigned(0))?;
        Ok(lost.unwrap_or_default())
    }

    /// The finding that a record was counted for.
    pub(super) fn known_record(&self, record: &Digest) -> Result<Option<FindingId>, Error> {
        let sql = "SELECT finding FROM finding_record r WHERE record = ?1 AND EXISTS (SELECT 1 FROM finding WHERE id = r.finding)";
        self.row(sql, [record.0], |row| row.unsigned(0).map(FindingId))
    }
}

impl Tx<'_, Keep> {
    /// Remembers a record, and forgets the oldest.
    pub(super) fn remember_record(&self, record: &Digest, id: FindingId) -> Result<(), Error> {
        // One of a finding that is gone may still be there.
        self.change(
            "INSERT OR REPLACE INTO finding_record (record, finding) VALUES (?1, ?2)",
            params![record.0, signed(id.0)?],
        )?;
        let number = self.last_row();
        if number % FORGOTTEN_TOGETHER != 0 {
            return Ok(());
        }
        let sql = "DELETE FROM finding_record WHERE number <= ?1";
        self.change(sql, [number.saturating_sub(MAX_RECORDS as i64)]).map(drop)
    }

    /// Whether one more finding has a place.
    pub(super) fn make_room_for_finding(&self) -> Result<bool, Error> {
        if self.number("SELECT count(*) FROM finding", [])? < MAX_FINDINGS as i64 {
            return Ok(true);
        }
        let sql =
            "SELECT id FROM finding WHERE state IN ('closed', 'false-alarm') ORDER BY changed, id LIMIT 1";
        let Some(oldest) = self.row(sql, [], |row| row.unsigned(0))? else { return Ok(false) };
        for table in ["origin", "day", "host", "act", "release"] {
            let sql = format!("DELETE FROM finding_{table} WHERE finding = ?1");
            self.change(&sql, [signed(oldest)?])?;
        }
        self.change("DELETE FROM finding WHERE id = ?1", [signed(oldest)?]).map(|gone| gone == 1)
    }
}
