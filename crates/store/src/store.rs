//! The folder with both files.

use crate::{
    Cache, Database, Error, Keep, backup, connection, disk, file::sealed::Layout, migrate, restore, takeover,
};
use log::{Held, Timestamp};
use logdir::crash::point;
use rusqlite::OpenFlags;
use statement::{MemberName, UnitId};
use std::{
    fs::{self, File},
    path::Path,
};

/// How large a `keep.sqlite` is still looked through for damage at every start, in bytes: about a tenth of a second's worth. The audit log
/// alone can make it larger; then a backup is what checks it.
const MAX_CHECKED: u64 = 64 << 20;

/// What a node remembers. One process has it.
pub struct Store {
    // In this order, so that the files are closed before the folder is free.
    keep: Database<Keep>,
    cache: Database<Cache>,
    _lock: File,
}

impl Store {
    /// Opens the folder; makes it, if there is none. Finishes a restore that was interrupted.
    ///
    /// # Errors
    /// A folder that another process uses; files that are damaged, or of a later program; those of the disk.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        disk::make_folder(folder)?;
        let lock = disk::lock(folder)?;
        restore::apply(folder)?;
        let keep: Database<Keep> = Database::open(folder)?;
        let size = fs::metadata(keep.path()).map_err(Error::io("open", keep.path()))?.len();
        if size <= MAX_CHECKED {
            keep.look(|connection| connection::check(connection, keep.path()))?;
        }
        Ok(Store { keep, cache: Database::open(folder)?, _lock: lock })
    }

    /// What is no cache.
    pub fn keep(&self) -> &Database<Keep> {
        &self.keep
    }

    /// What is one.
    pub fn cache(&self) -> &Database<Cache> {
        &self.cache
    }

    /// Replaces the state of the witness for a member's log if it is `from`, for [`log::Holding::store`]. When it says `true`, no loss of power
    /// undoes it; where it says `false`, another request was faster.
    ///
    /// # Errors
    /// Those of the disk: the state on it is the old or the new one, and nothing may be signed.
    pub fn swap_held(&self, member: &MemberName, from: &Held, to: &Held) -> Result<bool, Error> {
        let (member, from, to) = (member.clone(), *from, *to);
        point("witness.begun");
        let swapped = self.keep.transact("swap the state of a witness", move |tx| {
            let swapped = tx.swap_held(&member, &from, &to);
            point("witness.staged");
            swapped
        })?;
        point("witness.swapped");
        Ok(swapped)
    }

    /// Takes over what a witness remembers of logs in files of an earlier program: `folder/MEMBER/held`. Each file is put aside as `held.taken` once
    /// it is in the store, so that this is done once. If we crash in between, it is done again.
    ///
    /// # Errors
    /// A file that is damaged, or that has another tree of the same size: then nothing may be signed. Those of the disk.
    pub fn take_over_held(&self, folder: &Path) -> Result<(), Error> {
        for (member, path, held) in takeover::find(folder)? {
            self.keep
                .transact("take over the state of a witness", move |tx| takeover::take(tx, &member, &held))?;
            disk::rename_if_there(&path, &path.with_extension("taken"))?;
        }
        Ok(())
    }

    /// Copies what is no cache to a new file, as it is at one moment, while the node goes on. It holds password hashes, so only its owner may read
    /// it. When this returns, it is on the disk.
    ///
    /// # Errors
    /// A file that is there already; those of the disk, after which there is no such file.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        self.keep.look(|connection| backup::copy(connection, to))
    }

    /// [`Store::backup`] of a folder that a node may be using.
    ///
    /// # Errors
    /// As [`Store::backup`]; a folder in which no node ever ran.
    pub fn backup_beside(folder: &Path, to: &Path) -> Result<(), Error> {
        let keep = connection::reader::<Keep>(&folder.join(Keep::NAME))?;
        backup::copy(&keep, to)
    }

    /// Puts a backup in the place of what is no cache, where no node runs. What was there is kept beside it as `replaced.sqlite`. The restored
    /// state is marked, since it may be old: before it signs anything, a node has to ask its peers. `now` is the time of the mark.
    ///
    /// # Errors
    /// A folder in use; a backup that is damaged, of a later program or of another unit; those of the disk, after which all is as it was.
    pub fn restore(folder: &Path, backup: &Path, unit: &UnitId, now: Timestamp) -> Result<(), Error> {
        disk::make_folder(folder)?;
        let _lock = disk::lock(folder)?;
        restore::stage(folder, backup, unit, now)?;
        restore::apply(folder)
    }

    /// Removes the cache, where no node runs. The next start makes an empty one, to be filled by replaying the logs.
    ///
    /// # Errors
    /// A folder in use; those of the disk.
    pub fn drop_cache(folder: &Path) -> Result<(), Error> {
        let _lock = disk::lock(folder)?;
        let path = folder.join(Cache::NAME);
        // The file first: without it, what lies beside it means nothing.
        ["", "-wal", "-shm"].iter().try_for_each(|ending| disk::remove(&disk::beside(&path, ending)))?;
        disk::sync(folder)
    }

    /// Brings `keep.sqlite` back to an earlier version, where no node runs, for an earlier program; the cache is dropped. What that program does not
    /// know is lost: take a backup before.
    ///
    /// # Errors
    /// A folder in use; a file of a later program; those of the disk.
    pub fn downgrade(folder: &Path, version: u32) -> Result<(), Error> {
        let path = folder.join(Keep::NAME);
        let lock = disk::lock(folder)?;
        let connection = connection::plain(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        migrate::down::<Keep>(&connection, &path, version)?;
        drop((connection, lock));
        Store::drop_cache(folder)
    }

    /// The versions of the files that this program writes: of what is no cache, and of the cache.
    pub fn versions() -> (u32, u32) {
        (Keep::MIGRATIONS.len() as u32, Cache::MIGRATIONS.len() as u32)
    }
}
