//! Entries, as they are noted down: what later questions ask about, and not the entry itself, which is in the log.

use super::place::{head, place, rest};
use crate::{Cache, Error, Tx};
use rusqlite::params;
use statement::{
    Audience, BodyRef, CharterId, Digest, Entry, Kind, Marking, MemberName, OperatorName, SealedRef, Stamp,
    StatementId,
};

/// How long the reason for a void may be, in bytes; longer ones are cut.
const MAX_VOID: usize = 500;

/// An entry of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// Its id: its leaf hash.
    pub id: StatementId,
    /// What it says, if it is a statement.
    pub said: Option<Said>,
    /// Why it does not count; nothing where it does.
    pub void: Option<String>,
}

/// What the header of a statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Its kind.
    pub kind: Kind,
    /// When it was made, by the author's clock.
    pub made: Stamp,
    /// Until when it holds.
    pub until: Option<Stamp>,
    /// Who may be told, and what may be done.
    pub marking: Marking,
    /// Who may read the body.
    pub audience: Audience,
    /// The body.
    pub body: Option<BodyRef>,
    /// The encrypted file that the body lies in.
    pub sealed: Option<SealedRef>,
    /// The charter that it was said under.
    pub charter: CharterId,
    /// The operator who said it, where the member's policy lets that be told.
    pub operator: Option<OperatorName>,
    /// The digest of its text without signature: two entries with the same text are one statement.
    pub text: Digest,
    /// The statements that it refers to.
    pub refs: Vec<StatementId>,
}

impl Noted {
    /// A statement, and why it does not count, if so.
    pub fn statement(entry: &Entry, void: Option<String>) -> Self {
        Noted { id: entry.id(), said: Some(Said::of(entry)), void }
    }

    /// An entry that is no statement, and why.
    pub fn nothing(bytes: &[u8], why: impl ToString) -> Self {
        Noted { id: Digest::of_entry(bytes), said: None, void: Some(why.to_string()) }
    }
}

impl Said {
    /// What an entry says.
    pub fn of(entry: &Entry) -> Self {
        let common = &entry.header().common;
        Said {
            kind: entry.header().content.kind(),
            made: common.made,
            until: common.until,
            marking: common.marking,
            audience: common.audience.clone(),
            body: common.body.clone(),
            sealed: common.sealed,
            charter: common.charter,
            operator: common.operator.clone(),
            text: entry.text_digest(),
            refs: common.refs.clone(),
        }
    }
}

impl Tx<'_, Cache> {
    /// Notes down entries of a member's log from the number `from` on. Only what follows on what was noted before is noted; whether it was. By thousands
    /// it is fastest.
    ///
    /// # Errors
    /// Too many logs; those of the disk.
    pub fn note_down(&self, member: &MemberName, from: u64, entries: &[Noted]) -> Result<bool, Error> {
        let log = self.number_or_new(member)?;
        if self.log(member)?.noted != from {
            return Ok(false);
        }
        for (number, entry) in (from..).zip(entries) {
            self.insert(place(log, number)?, entry)?;
        }
        self.set_noted(log, from + entries.len() as u64).map(|()| true)
    }

    fn insert(&self, place: i64, entry: &Noted) -> Result<(), Error> {
        let Some(said) = &entry.said else {
            let sql = "INSERT INTO statement (place, id_head, id_rest, void) VALUES (?1, ?2, ?3, ?4)";
            let void = entry.void.as_deref().map_or("it is no statement", cut);
            return self.change(sql, params![place, head(&entry.id), rest(&entry.id), void]).map(drop);
        };
        let audience = (said.audience != Audience::Unit).then(|| said.audience.to_string());
        let refs = (!said.refs.is_empty()).then(|| said.refs.iter().flat_map(|id| id.0).collect::<Vec<u8>>());
        let row = params![
            place,
            head(&entry.id),
            rest(&entry.id),
            said.kind.as_str(),
            said.made.seconds(),
            said.until.map(Stamp::seconds),
            said.marking.to_string(),
            audience,
            said.body.as_ref().map(|body| body.hash.0),
            said.body.as_ref().map(|body| body.bytes as i64),
            said.body.as_ref().map(|body| body.media_type.as_str()),
            said.sealed.map(|sealed| sealed.hash.0),
            said.sealed.map(|sealed| sealed.bytes as i64),
            said.charter.0,
            said.operator.as_ref().map(OperatorName::as_str),
            head(&said.text),
            rest(&said.text),
            refs,
            entry.void.as_deref().map(cut),
        ];
        let sql = "INSERT INTO statement VALUES \
            (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
        self.change(sql, row)?;
        said.refs.iter().try_for_each(|target| self.refer(target, place))
    }

    fn refer(&self, target: &StatementId, place: i64) -> Result<(), Error> {
        // Two ids can begin with the same bytes, if somebody took the trouble.
        self.change("INSERT OR IGNORE INTO reference VALUES (?1, ?2)", [head(target), place]).map(drop)
    }
}

/// A reason, as long as it may be.
pub(super) fn cut(reason: &str) -> &str {
    reason.get(..reason.floor_char_boundary(MAX_VOID)).unwrap_or_default()
}
