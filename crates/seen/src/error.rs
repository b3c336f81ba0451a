//! What can go wrong.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why something could not be written or opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no room on the disk. Nothing that was committed is lost; what was noted since is kept in memory, and the same can be tried again.
    #[error("no room to {doing} {}: {error}", path.display())]
    NoRoom {
        /// What was tried.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The system refused.
    #[error("cannot {doing} {}: {error}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A file is not what was written here: the disk, or somebody, changed it.
    #[error("{} is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Another process uses the folder.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        move |error| {
            let path = path.to_owned();
            match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                    Error::NoRoom { doing, path, error }
                }
                _ => Error::Io { doing, path, error },
            }
        }
    }

    pub(crate) fn damaged(path: &Path, why: &'static str) -> Error {
        Error::Damaged { path: path.to_owned(), why }
    }

    /// Whether there was no room on the disk.
    pub fn is_no_room(&self) -> bool {
        matches!(self, Error::NoRoom { .. })
    }
}
