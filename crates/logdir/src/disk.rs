//! Writing so that a loss of power leaves the old or the new, and nothing between.

use crate::Error;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    panic::resume_unwind,
    path::Path,
    thread,
};

/// How many threads wait for the disk at a time.
const MAX_SYNCING: usize = 32;

/// Writes a file that is not looked at before it is renamed or linked, and brings it to the disk.
pub(crate) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(Error::io("write", path))
}

/// Brings a file with these bytes to the disk. One that has them already is not written: readers may be at it, and if we crashed in the
/// middle it would be gone.
pub(crate) fn write_if_other(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    match read(path, bytes.len()) {
        Ok(Some(there)) if there == bytes => sync(path),
        _ => write_synced(path, bytes),
    }
}

/// Replaces a file as one act, and returns when no loss of power can undo it. `between` runs when the new one is on the disk, and the
/// old one still in its place.
pub(crate) fn replace_synced(path: &Path, bytes: &[u8], between: impl FnOnce()) -> Result<(), Error> {
    let new = path.with_extension("new");
    write_synced(&new, bytes)?;
    between();
    fs::rename(&new, path).map_err(Error::io("rename", &new))?;
    sync_folder_of(path)
}

/// Removes a name, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Brings a file or a folder to the disk.
pub(crate) fn sync(path: &Path) -> Result<(), Error> {
    File::open(path).and_then(|file| file.sync_all()).map_err(Error::io("sync", path))
}

/// Does something with the disk for each of many, many at a time: what comes together a disk takes in one go, and we wait once for all of it.
/// Where threads cannot be had it takes longer.
pub(crate) fn together<T: Sync>(
    many: &[T],
    act: impl Fn(&T) -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    let each = |part: &[T]| part.iter().try_for_each(&act);
    thread::scope(|scope| {
        let parts = many.chunks(many.len().div_ceil(MAX_SYNCING).max(1));
        let threads =
            parts.map(|part| (part, thread::Builder::new().spawn_scoped(scope, move || each(part))));
        let threads: Vec<_> = threads.collect();
        threads.into_iter().try_for_each(|(part, thread)| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => each(part),
        })
    })
}

/// Brings to the disk that a name is in its folder.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), Error> {
    sync(path.parent().unwrap_or(Path::new(".")))
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(Error::io("make the folder", path))
}

/// The bytes of a file, `None` where there is none; larger ones than `limit` are none of ours.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, Error> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path)(error)),
        Ok(meta) if meta.len() > limit as u64 => Err(Error::damaged(path, "it is too large")),
        Ok(_) => fs::read(path).map(Some).map_err(Error::io("read", path)),
    }
}

/// Takes the lock of a folder, for as long as the file lives.
pub(crate) fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(Error::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::InUse(folder.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(Error::io("lock", &path)(error)),
    }
}
