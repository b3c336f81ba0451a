//! Entries, as they are found again.

use super::{
    Said,
    noted::Noted,
    place::{joined, number_at},
};
use crate::column::Columns;
use log::Timestamp;
use rusqlite::{Error, Row, types::Type};
use statement::{Audience, BodyRef, Digest, MemberName, SealedRef, Stamp, StatementId};

/// An entry that was noted down, where it stands, and since when it is on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// In whose log it stands.
    pub member: MemberName,
    /// Its number there.
    pub index: u64,
    /// The entry.
    pub noted: Noted,
    /// Since when it is on record, if it is.
    pub recorded: Option<Timestamp>,
}

/// The columns of a row of statements, in the order in which [`noted`] reads them.
pub(super) const COLUMNS: &str = "s.place, s.id_head, s.id_rest, s.kind, s.made, s.until, s.marking, s.audience, s.body_hash, \
    s.body_bytes, s.media_type, s.sealed_hash, s.sealed_bytes, s.charter, s.operator, s.text_head, s.text_rest, s.refs, s.void";

/// How many columns these are: what a query adds comes behind.
pub(super) const WIDTH: usize = 19;

/// The place of a row and the entry there.
pub(super) fn noted(row: &Row<'_>) -> rusqlite::Result<(i64, Noted)> {
    let said = match row.get_ref(3)? {
        rusqlite::types::ValueRef::Null => None,
        _ => Some(said(row)?),
    };
    Ok((row.get(0)?, Noted { id: cut_digest(row, 1)?, said, void: row.get(18)? }))
}

/// The entry of a row, in a log whose member is known.
pub(super) fn found(
    row: &Row<'_>,
    member: MemberName,
    recorded: Option<Timestamp>,
) -> rusqlite::Result<Found> {
    let (place, noted) = noted(row)?;
    Ok(Found { member, index: number_at(place), noted, recorded })
}

fn said(row: &Row<'_>) -> rusqlite::Result<Said> {
    Ok(Said {
        kind: row.parsed(3)?,
        made: stamp(row, 4)?.ok_or_else(|| misread(4))?,
        until: stamp(row, 5)?,
        marking: row.parsed(6)?,
        audience: row.maybe_parsed(7)?.unwrap_or(Audience::Unit),
        body: body(row)?,
        sealed: sealed(row)?,
        charter: row.digest(13)?,
        operator: row.maybe_parsed(14)?,
        text: cut_digest(row, 15)?,
        refs: refs(row)?,
    })
}

fn body(row: &Row<'_>) -> rusqlite::Result<Option<BodyRef>> {
    let Some(hash) = row.maybe_digest(8)? else { return Ok(None) };
    Ok(Some(BodyRef { hash, bytes: row.unsigned(9)?, media_type: row.parsed(10)? }))
}

fn sealed(row: &Row<'_>) -> rusqlite::Result<Option<SealedRef>> {
    let Some(hash) = row.maybe_digest(11)? else { return Ok(None) };
    Ok(Some(SealedRef { hash, bytes: row.unsigned(12)? }))
}

fn refs(row: &Row<'_>) -> rusqlite::Result<Vec<StatementId>> {
    let bytes = row.get_ref(17)?.as_blob_or_null()?.unwrap_or_default();
    let (ids, rest) = bytes.as_chunks();
    match rest {
        [] => Ok(ids.iter().map(|id| Digest(*id)).collect()),
        _ => Err(misread(17)),
    }
}

/// A digest that was cut in two.
pub(super) fn cut_digest(row: &Row<'_>, column: usize) -> rusqlite::Result<Digest> {
    joined(row.get(column)?, row.get_ref(column + 1)?.as_blob()?).ok_or_else(|| misread(column + 1))
}

fn stamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Stamp>> {
    let seconds: Option<i64> = row.get(column)?;
    seconds.map(|seconds| Stamp::from_seconds(seconds).map_err(|_| misread(column))).transpose()
}

/// Only this crate writes rows, so one that does not read is damage.
fn misread(column: usize) -> Error {
    Error::FromSqlConversionFailure(column, Type::Null, "it is not what is written there".into())
}
