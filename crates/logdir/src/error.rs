//! What can go wrong with files.

use log::{NotAHead, Refused};
use note::Malformed;
use std::{
    io,
    path::{Path, PathBuf},
};

/// Why something could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
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
    /// A file is not what it should be. Nothing here writes such a file: the disk, or somebody, changed it.
    #[error("{} is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Another process uses the folder.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// There is a log already.
    #[error("{} has a log already", .0.display())]
    Exists(PathBuf),
    /// Somebody else has written the journal, although the lock of the folder is ours: it was removed, or the disk is one that has no locks.
    #[error("somebody else has appended to the log, in spite of its lock")]
    Overtaken,
    /// An entry cannot be in a log.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// A checkpoint is not of this log.
    #[error(transparent)]
    NotAHead(#[from] NotAHead),
    /// Entries are not those under the checkpoint.
    #[error("the entries do not make the tree of the checkpoint: {0}")]
    WrongTree(Refused),
    /// A proof about what is not there.
    #[error(transparent)]
    Refused(#[from] Refused),
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        move |error| Error::Io { doing, path: path.to_owned(), error }
    }

    pub(crate) fn damaged(path: &Path, why: impl ToString) -> Error {
        Error::Damaged { path: path.to_owned(), why: why.to_string() }
    }
}
