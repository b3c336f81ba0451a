//! What people say of findings, each act with its row in the audit log.

use super::{Desk, Trouble};
use crate::people::{Caller, Right};
use store::{FindingId, FindingState};

impl Desk<'_> {
    /// Says what a finding is, and why. The audit log has the number of the finding, and nothing of what is in it.
    ///
    /// # Errors
    /// [`Trouble::Denied`]; [`Trouble::Missing`]; a reason that cannot be kept; those of the store.
    pub fn judge(
        &self,
        caller: &Caller,
        id: FindingId,
        state: FindingState,
        why: &str,
    ) -> Result<(), Trouble> {
        let act = match state {
            FindingState::New => "finding-new",
            FindingState::Confirmed => "finding-confirmed",
            FindingState::FalseAlarm => "finding-false-alarm",
            FindingState::Closed => "finding-closed",
        };
        self.allow(caller, Right::Judge, act, &id.to_string())?;
        let (who, why) = (caller.to_string(), why.to_owned());
        self.change(caller, act, id.to_string(), "finding", move |tx, now| {
            tx.judge_finding(id, state, &who, &why, now)
        })
    }

    /// Notes something on a finding.
    ///
    /// # Errors
    /// As [`Desk::judge`].
    pub fn note_on(&self, caller: &Caller, id: FindingId, text: &str) -> Result<(), Trouble> {
        self.allow(caller, Right::Judge, "finding-note", &id.to_string())?;
        let (who, text) = (caller.to_string(), text.to_owned());
        self.change(caller, "finding-note", id.to_string(), "finding", move |tx, now| {
            tx.note_on_finding(id, &who, &text, now)
        })
    }
}
