//! Copies of `keep.sqlite` in one file, by SQLite's online backup.

use crate::{Error, connection, disk};
use rusqlite::{Connection, OpenFlags, backup::Backup};
use std::{io::ErrorKind, path::Path};

/// Copies what `from` sees to a new file, and brings it to the disk. Where that fails, the file is removed.
pub(crate) fn copy(from: &Connection, to: &Path) -> Result<(), Error> {
    disk::new_private_file(to).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::Exists(to.to_owned()),
        _ => Error::io("make", to)(error),
    })?;
    fill(from, to).inspect_err(|_| {
        // Half a backup is worse than none. If it cannot be removed either, it does not pass for one: it is checked before it is restored.
        drop(disk::remove(to));
    })
}

/// Copies what `from` sees into the file `to`, over whatever is in it.
pub(crate) fn fill(from: &Connection, to: &Path) -> Result<(), Error> {
    let mut copy = connection::plain(to, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut done = || -> rusqlite::Result<()> {
        // All pages in one step: it is of one moment, and not begun anew whenever somebody writes.
        Backup::new(from, &mut copy)?.step(-1)?;
        // The copy has taken over that a write-ahead log lies beside it. A backup is one file.
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
    };
    done().map_err(|error| Error::from(error).at("copy", to))?;
    drop(copy);
    disk::sync_with_name(to)
}
