//! Entries, as they are noted down: what later questions ask about, and not the entry itself, which is in the log.

use super::place::{head, place, rest};
use crate::{Cache, Error, Tx};
use rusqlite::{CachedStatement, params, types::Null};
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
        let mut pen = Pen::new(self)?;
        let mut rows = 0;
        for (number, entry) in (from..).zip(entries) {
            rows += pen.write(place(log, number)?, entry)?;
        }
        self.age(rows)?;
        self.set_noted(log, from + entries.len() as u64).map(|()| true)
    }
}

/// What writes rows: its SQL is looked up once for all of them.
struct Pen<'c> {
    row: CachedStatement<'c>,
    id: CachedStatement<'c>,
    reference: CachedStatement<'c>,
}

impl<'c> Pen<'c> {
    fn new(tx: &Tx<'c, Cache>) -> Result<Self, Error> {
        let row = "INSERT INTO statement VALUES \
            (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
        Ok(Pen {
            row: tx.sql(row)?,
            id: tx.sql("INSERT INTO id_fresh VALUES (?1, ?2)")?,
            // Two ids can begin with the same bytes, if somebody took the trouble.
            reference: tx.sql("INSERT OR IGNORE INTO reference_fresh VALUES (?1, ?2)")?,
        })
    }

    /// Writes an entry, and says how many rows that put into the small tables.
    fn write(&mut self, place: i64, entry: &Noted) -> Result<usize, Error> {
        self.id.execute([head(&entry.id), place])?;
        match &entry.said {
            // Its body is wanted in the same transaction, or soon.
            Some(said) => self
                .write_said(place, entry, said)
                .map(|()| 1 + said.refs.len() + usize::from(said.body.is_some())),
            None => {
                const NONE: Null = Null;
                let void = entry.void.as_deref().map_or("it is no statement", cut);
                self.row.execute(params![
                    place,
                    head(&entry.id),
                    rest(&entry.id),
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    NONE,
                    void
                ])?;
                Ok(1)
            }
        }
    }

    fn write_said(&mut self, place: i64, entry: &Noted, said: &Said) -> Result<(), Error> {
        let audience = (said.audience != Audience::Unit).then(|| said.audience.to_string());
        let refs = (!said.refs.is_empty()).then(|| said.refs.iter().flat_map(|id| id.0).collect::<Vec<u8>>());
        self.row.execute(params![
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
        ])?;
        said.refs.iter().try_for_each(|target| self.reference.execute([head(target), place]).map(drop))?;
        Ok(())
    }
}

/// A reason, as long as it may be.
pub(super) fn cut(reason: &str) -> &str {
    reason.get(..reason.floor_char_boundary(MAX_VOID)).unwrap_or_default()
}
