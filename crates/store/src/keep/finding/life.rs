//! The life of a finding: what people made of it, when and why. Nothing of it is overwritten.

use super::{FindingId, FindingState};
use crate::{
    Error, Keep, Tx, View,
    column::{Columns, one_line, signed},
};
use log::Timestamp;
use rusqlite::params;

/// How long a reason or a note may be, in bytes.
pub const MAX_WHY: usize = 2_000;

/// How many acts of one finding are kept; the oldest but the first goes when there are more. The audit log has all of them.
const MAX_ACTS: i64 = 200;

/// How long `who` may be, in bytes, as in the audit log.
const MAX_WHO: usize = 128;

/// Something that was done with a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingAct {
    /// Its number within the finding, from 1.
    pub number: u64,
    /// When.
    pub time: Timestamp,
    /// By whom: as in the audit log, or `node`.
    pub who: String,
    /// What: `opened`, `reopened`, a state, `note` or `released`.
    pub act: String,
    /// Why, or what was noted; the id of the statement that was released.
    pub why: String,
}

impl View<'_, Keep> {
    /// What was done with a finding, in its order.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn finding_acts(&self, id: FindingId) -> Result<Vec<FindingAct>, Error> {
        let sql = "SELECT number, time, who, act, why FROM finding_act WHERE finding = ?1 ORDER BY number";
        self.rows(sql, [signed(id.0)?], |row| {
            Ok(FindingAct {
                number: row.unsigned(0)?,
                time: row.unsigned(1)?,
                who: row.get(2)?,
                act: row.get(3)?,
                why: row.get(4)?,
            })
        })
    }
}

impl Tx<'_, Keep> {
    /// Gives a finding another state; whether there is such a finding. One that has it already gets the reason as one more act.
    ///
    /// # Errors
    /// A reason that is too long or has control characters; those of the disk.
    pub fn judge_finding(
        &self,
        id: FindingId,
        state: FindingState,
        who: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        self.set_finding_state(id, state, who, state.as_str(), why, now)
    }

    /// Adds a note; whether there is such a finding.
    ///
    /// # Errors
    /// As [`Tx::judge_finding`].
    pub fn note_on_finding(
        &self,
        id: FindingId,
        who: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        if self.finding(id)?.is_none() {
            return Ok(false);
        }
        self.act_on_finding(id, who, "note", text, now).map(|()| true)
    }

    pub(super) fn set_finding_state(
        &self,
        id: FindingId,
        state: FindingState,
        who: &str,
        act: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let Ok(number) = signed(id.0) else { return Ok(false) };
        let sql = "UPDATE finding SET changed = iif(state = ?2, changed, ?3), state = ?2 WHERE id = ?1";
        if self.change(sql, params![number, state.as_str(), signed(now)?])? == 0 {
            return Ok(false);
        }
        self.act_on_finding(id, who, act, why, now).map(|()| true)
    }

    pub(super) fn act_on_finding(
        &self,
        id: FindingId,
        who: &str,
        act: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        one_line("who acts on a finding", who, MAX_WHO)?;
        one_line("reason", why, MAX_WHY)?;
        let number = signed(id.0)?;
        let sql = "INSERT INTO finding_act SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5 FROM finding_act WHERE finding = ?1";
        self.change(sql, params![number, signed(now)?, who, act, why])?;
        let sql = "DELETE FROM finding_act WHERE finding = ?1 AND number > 1 \
            AND number <= (SELECT max(number) FROM finding_act WHERE finding = ?1) - ?2";
        self.change(sql, params![number, MAX_ACTS]).map(drop)
    }
}
