//! Columns and our types: numbers are signed 64-bit integers there, digests blobs, names and words text.

use crate::Error;
use rusqlite::{Row, types::Type};
use statement::Digest;
use std::{error, str::FromStr};

/// A number as SQLite can keep it.
///
/// # Errors
/// One of 2^63 and more.
pub(crate) fn signed(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::refused("number", "it is larger than can be kept"))
}

/// A row, read as our types. What does not fit is damage: only this crate writes.
pub(crate) trait Columns {
    fn unsigned(&self, column: usize) -> rusqlite::Result<u64>;
    fn maybe_unsigned(&self, column: usize) -> rusqlite::Result<Option<u64>>;
    fn digest(&self, column: usize) -> rusqlite::Result<Digest>;
    fn maybe_digest(&self, column: usize) -> rusqlite::Result<Option<Digest>>;
    fn parsed<T: FromStr<Err: error::Error + Send + Sync + 'static>>(
        &self,
        column: usize,
    ) -> rusqlite::Result<T>;
    fn maybe_parsed<T: FromStr<Err: error::Error + Send + Sync + 'static>>(
        &self,
        column: usize,
    ) -> rusqlite::Result<Option<T>>;
}

impl Columns for Row<'_> {
    fn unsigned(&self, column: usize) -> rusqlite::Result<u64> {
        let number: i64 = self.get(column)?;
        u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
    }

    fn maybe_unsigned(&self, column: usize) -> rusqlite::Result<Option<u64>> {
        match self.get_ref(column)? {
            rusqlite::types::ValueRef::Null => Ok(None),
            _ => self.unsigned(column).map(Some),
        }
    }

    fn digest(&self, column: usize) -> rusqlite::Result<Digest> {
        self.get(column).map(Digest)
    }

    fn maybe_digest(&self, column: usize) -> rusqlite::Result<Option<Digest>> {
        Ok(self.get::<_, Option<[u8; 32]>>(column)?.map(Digest))
    }

    fn parsed<T: FromStr<Err: error::Error + Send + Sync + 'static>>(
        &self,
        column: usize,
    ) -> rusqlite::Result<T> {
        let text = self.get_ref(column)?.as_str()?;
        text.parse()
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
    }

    fn maybe_parsed<T: FromStr<Err: error::Error + Send + Sync + 'static>>(
        &self,
        column: usize,
    ) -> rusqlite::Result<Option<T>> {
        match self.get_ref(column)? {
            rusqlite::types::ValueRef::Null => Ok(None),
            _ => self.parsed(column).map(Some),
        }
    }
}

/// Refuses text that cannot stand in one line of an audit log or an alarm: it is empty or too long, or has characters that no reader sees.
pub(crate) fn one_line(what: &'static str, text: &str, limit: usize) -> Result<(), Error> {
    match text {
        long if long.len() > limit => Err(Error::refused(what, format!("it is longer than {limit} bytes"))),
        text if text.chars().any(char::is_control) => Err(Error::refused(what, "it has control characters")),
        _ => Ok(()),
    }
}
