//! What a closure gets to work with: a view of one state of a file, and a transaction that makes the next.
//!
//! What can be read and done is in the files of the nouns, under `keep/` and `cache/`.

use crate::Error;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};
use std::{marker::PhantomData, ops::Deref};

/// One state of a file, the same from the first look to the last.
pub struct View<'c, K> {
    connection: &'c Connection,
    file: PhantomData<K>,
}

/// A transaction: a view that can be written. All of it takes effect, or nothing.
pub struct Tx<'c, K> {
    view: View<'c, K>,
}

impl<'c, K> View<'c, K> {
    pub(crate) fn of(connection: &'c Connection) -> Self {
        View { connection, file: PhantomData }
    }

    /// A statement of SQL, compiled once for each connection.
    pub(crate) fn sql(&self, sql: &str) -> Result<CachedStatement<'c>, Error> {
        Ok(self.connection.prepare_cached(sql)?)
    }

    /// The row that there is at most one of.
    pub(crate) fn row<T>(
        &self,
        sql: &str,
        with: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Error> {
        Ok(self.sql(sql)?.query_row(with, read).optional()?)
    }

    /// The one number that there always is.
    pub(crate) fn number(&self, sql: &str, with: impl Params) -> Result<i64, Error> {
        Ok(self.sql(sql)?.query_row(with, |row| row.get(0))?)
    }

    /// All rows. Every caller has a limit on how many there can be.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        with: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        Ok(self.sql(sql)?.query_map(with, read)?.collect::<Result<_, _>>()?)
    }
}

impl<'c, K> Tx<'c, K> {
    pub(crate) fn of(connection: &'c Connection) -> Self {
        Tx { view: View::of(connection) }
    }

    /// Changes rows, and says how many.
    pub(crate) fn change(&self, sql: &str, with: impl Params) -> Result<usize, Error> {
        Ok(self.sql(sql)?.execute(with)?)
    }

    /// The number of the row that was put in last.
    pub(crate) fn last_row(&self) -> i64 {
        self.connection.last_insert_rowid()
    }
}

impl<'c, K> Deref for Tx<'c, K> {
    type Target = View<'c, K>;

    fn deref(&self) -> &Self::Target {
        &self.view
    }
}
