//! Alarms: what went wrong, kept until somebody looks, with numbers that stay.

use crate::{
    Error, Keep, Tx, View,
    column::{Columns, one_line, signed},
};
use log::Timestamp;
use rusqlite::{Row, params};
use statement::{Digest, MemberName};

/// How many alarms are kept. Beyond it, the ones that were resolved longest ago go; if all stand, a new one is refused.
pub const MAX_ALARMS: usize = 4_096;

/// How long the kind of an alarm may be, in bytes: a word.
const MAX_KIND: usize = 48;

/// How long the text of an alarm may be, in bytes.
const MAX_TEXT: usize = 2_000;

/// What an alarm is called. No two alarms of one node ever have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlarmId(pub u64);

/// An alarm to be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewAlarm<'a> {
    /// What kind, in one word such as `equivocation`.
    pub kind: &'a str,
    /// Whose log or node it is about, if one's.
    pub subject: Option<&'a MemberName>,
    /// When it was noticed.
    pub since: Timestamp,
    /// What happened, for a person.
    pub text: &'a str,
    /// The digest of the evidence, if there is some.
    pub evidence: Option<Digest>,
}

/// An alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What it is called.
    pub id: AlarmId,
    /// What kind.
    pub kind: String,
    /// Whose log or node it is about, if one's.
    pub subject: Option<MemberName>,
    /// When it was noticed.
    pub since: Timestamp,
    /// What happened, for a person.
    pub text: String,
    /// The digest of the evidence, if there is some.
    pub evidence: Option<Digest>,
    /// When it was over, if it is.
    pub resolved: Option<Timestamp>,
}

const COLUMNS: &str = "SELECT id, kind, subject, since, text, evidence, resolved FROM alarm";

impl View<'_, Keep> {
    /// The alarm of that number.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn alarm(&self, id: AlarmId) -> Result<Option<Alarm>, Error> {
        self.row(&format!("{COLUMNS} WHERE id = ?1"), [signed(id.0)?], alarm)
    }

    /// The alarms that stand, by number.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn standing_alarms(&self) -> Result<Vec<Alarm>, Error> {
        self.rows(&format!("{COLUMNS} WHERE resolved IS NULL ORDER BY id"), [], alarm)
    }

    /// All alarms that are kept, by number.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn alarms(&self) -> Result<Vec<Alarm>, Error> {
        self.rows(&format!("{COLUMNS} ORDER BY id"), [], alarm)
    }
}

impl Tx<'_, Keep> {
    /// Raises an alarm, and gives its number and whether it is new: the same kind about the same subject with the same evidence stands once, and
    /// keeps its number and the time since when it stands. Its text becomes the newer one.
    ///
    /// # Errors
    /// Text that is too long; too many standing alarms; those of the disk.
    pub fn raise(&self, new: &NewAlarm<'_>) -> Result<(AlarmId, bool), Error> {
        one_line("kind of an alarm", new.kind, MAX_KIND)?;
        one_line("text of an alarm", new.text, MAX_TEXT)?;
        let (subject, evidence) = (new.subject.map(MemberName::as_str), new.evidence.map(|digest| digest.0));
        let sql = "SELECT id FROM alarm WHERE resolved IS NULL AND kind = ?1 AND coalesce(subject, '') = coalesce(?2, '') \
            AND coalesce(evidence, x'') = coalesce(?3, x'')";
        if let Some(id) = self.row(sql, params![new.kind, subject, evidence], |row| row.unsigned(0))? {
            self.change(
                "UPDATE alarm SET text = ?2 WHERE id = ?1 AND text <> ?2",
                params![signed(id)?, new.text],
            )?;
            return Ok((AlarmId(id), false));
        }
        self.make_room_for_alarm()?;
        let sql = "INSERT INTO alarm (kind, subject, since, text, evidence) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.change(sql, params![new.kind, subject, signed(new.since)?, new.text, evidence])?;
        Ok((AlarmId(self.last_row().unsigned_abs()), true))
    }

    /// Notes that an alarm is over; whether it stood.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn resolve(&self, id: AlarmId, now: Timestamp) -> Result<bool, Error> {
        let sql = "UPDATE alarm SET resolved = ?2 WHERE id = ?1 AND resolved IS NULL";
        self.change(sql, params![signed(id.0)?, signed(now)?]).map(|changed| changed == 1)
    }

    fn make_room_for_alarm(&self) -> Result<(), Error> {
        if self.number("SELECT count(*) FROM alarm", [])? < MAX_ALARMS as i64 {
            return Ok(());
        }
        let sql = "DELETE FROM alarm WHERE id = \
            (SELECT id FROM alarm WHERE resolved IS NOT NULL ORDER BY resolved, id LIMIT 1)";
        match self.change(sql, [])? {
            0 => Err(Error::TooMany { what: "standing alarms", limit: MAX_ALARMS }),
            _ => Ok(()),
        }
    }
}

fn alarm(row: &Row<'_>) -> rusqlite::Result<Alarm> {
    Ok(Alarm {
        id: AlarmId(row.unsigned(0)?),
        kind: row.get(1)?,
        subject: row.maybe_parsed(2)?,
        since: row.unsigned(3)?,
        text: row.get(4)?,
        evidence: row.maybe_digest(5)?,
        resolved: row.maybe_unsigned(6)?,
    })
}
