//! A backup takes the place of `keep.sqlite`: staged as `restored.sqlite`, committed when that file has its name, applied by this call or by the next start.

use crate::{Error, Keep, backup, connection, disk, file::sealed::Layout, migrate};
use log::Timestamp;
use rusqlite::{Connection, OpenFlags};
use statement::UnitId;
use std::path::Path;

/// The committed restore: whole, marked, and on the disk.
const RESTORED: &str = "restored.sqlite";

/// What was there before.
const REPLACED: &str = "replaced.sqlite";

/// Checks a backup and makes the file that will take the place.
pub(crate) fn stage(folder: &Path, from: &Path, unit: &UnitId, now: Timestamp) -> Result<(), Error> {
    let backup = connection::plain(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let staged = folder.join("restored.new");
    disk::remove(&staged)?;
    disk::make_private_file(&staged)?;
    // The copy is what is checked, so that the backup itself need not be trusted to stay as it is.
    backup::fill(&backup, &staged).map_err(|error| of_backup(error, from))?;
    let copy = connection::plain(&staged, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    check(&copy, from, unit)?;
    migrate::up::<Keep>(&copy, &staged)?;
    let mark = "UPDATE home SET restored_at = ?1";
    copy.execute(mark, [crate::column::signed(now)?])
        .map_err(|error| Error::from(error).at("mark", &staged))?;
    drop(copy);
    disk::sync(&staged)?;
    // What an earlier restore put aside goes before this one puts something aside in its place.
    let replaced = folder.join(REPLACED);
    ["", "-wal", "-shm"].iter().try_for_each(|ending| disk::remove(&disk::beside(&replaced, ending)))?;
    disk::rename_if_there(&staged, &folder.join(RESTORED))?;
    disk::sync(folder)
}

/// Puts a committed restore in its place, whether this was begun before or not; without one, does nothing.
pub(crate) fn apply(folder: &Path) -> Result<(), Error> {
    let restored = folder.join(RESTORED);
    if !restored.exists() {
        return Ok(());
    }
    let (keep, replaced) = (folder.join(Keep::NAME), folder.join(REPLACED));
    // If we crash in between, the next start goes on here; nothing is opened before. What lies beside a file must not meet another one.
    disk::rename_if_there(&keep, &replaced)?;
    disk::rename_if_there(&disk::beside(&keep, "-wal"), &disk::beside(&replaced, "-wal"))?;
    disk::remove(&disk::beside(&keep, "-shm"))?;
    disk::sync(folder)?;
    disk::rename_if_there(&restored, &keep)?;
    disk::sync(folder)
}

/// Whether it is whole, ours, of this unit and not of a later program.
fn check(copy: &Connection, from: &Path, unit: &UnitId) -> Result<(), Error> {
    connection::check(copy, from)?;
    if migrate::version::<Keep>(copy, from)? == 0 {
        return Err(Error::NotOurs(from.to_owned()));
    }
    let of: Option<[u8; 32]> = copy
        .query_row("SELECT unit FROM home", [], |row| row.get(0))
        .map_err(|error| Error::from(error).at("check", from))?;
    match of == Some(unit.0) {
        true => Ok(()),
        false => Err(Error::OtherUnit(from.to_owned())),
    }
}

/// What fails while a backup is copied is said of the backup, if it is its fault.
fn of_backup(error: Error, from: &Path) -> Error {
    match error {
        Error::Storage { doing, cause: cause @ crate::Cause::Damaged, detail, .. } => {
            Error::Storage { doing, path: from.to_owned(), cause, detail }
        }
        other => other,
    }
}
