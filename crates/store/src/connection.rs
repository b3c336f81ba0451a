//! Connections to SQLite, each set up as its file and its use ask for.

use crate::{Error, disk, file::sealed::Layout};
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::{path::Path, time::Duration};

/// How long to wait for a file that another connection holds. Only a foreign program, such as a person with `sqlite3`, can make us wait.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many statements of SQL each connection keeps compiled. There are about so many here.
const PREPARED: usize = 96;

/// How long the write-ahead log may stay once it was applied, in bytes.
const WAL_KEPT: i64 = 64 << 20;

/// Opens a file for writing; makes it, for its owner's eyes only, if there is none.
pub(crate) fn writer<K: Layout>(path: &Path) -> Result<Connection, Error> {
    disk::make_private_file(path)?;
    open(path, OpenFlags::SQLITE_OPEN_READ_WRITE, |connection| {
        // Before anything is written, so that a file of somebody else stays as it is.
        connection.pragma_update(None, "cache_size", -K::WRITER_CACHE)?;
        connection.pragma_update(None, "synchronous", K::SYNCHRONOUS)?;
        connection.pragma_update(None, "wal_autocheckpoint", K::CHECKPOINT)?;
        connection.pragma_update(None, "journal_size_limit", WAL_KEPT)
    })
}

/// Lets readers read while the writer writes. It is written into the file, once.
pub(crate) fn use_wal(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
}

/// Opens a file for reading.
pub(crate) fn reader<K: Layout>(path: &Path) -> Result<Connection, Error> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, |connection| {
        connection.pragma_update(None, "cache_size", -K::READER_CACHE)
    })
}

/// Opens a file as `flags` say, without a limit on its cache: one that is only copied or looked at.
pub(crate) fn plain(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    open(path, flags, |_| Ok(()))
}

fn open(
    path: &Path,
    flags: OpenFlags,
    set: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<Connection, Error> {
    let opened = || -> rusqlite::Result<Connection> {
        // A connection belongs to one thread at a time, so SQLite need not lock; and a path is a path, never a URI.
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        // What a file that was tampered with could have in its schema must not run.
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "cell_size_check", true)?;
        // A plan must not depend on the values that are asked for: SQLite would compile a statement again for each, which takes longer than to run it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        set(&connection)?;
        Ok(connection)
    };
    opened().map_err(|error| Error::from(error).at("open", path))
}

/// The number that a pragma is set to.
pub(crate) fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// Looks through a whole file for damage.
pub(crate) fn check(connection: &Connection, path: &Path) -> Result<(), Error> {
    let found: Result<String, _> = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    match found.map_err(|error| Error::from(error).at("check", path))? {
        fine if fine == "ok" => Ok(()),
        why => Err(Error::damaged(path, "check", why)),
    }
}
