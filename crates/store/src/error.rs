//! What can go wrong with memory.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

/// Why something could not be kept or read. Nothing of a transaction that failed is there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The disk, the system or SQLite refused.
    #[error("{doing}: {} {cause} ({detail})", path.display())]
    Storage {
        /// What was being done: the name of the transaction.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        cause: Cause,
        /// In the words of the system.
        detail: String,
    },
    /// A later program has written the file: going back is for that program to do.
    #[error("{} has version {version}, and this program knows versions up to {known}: use the program that wrote it, or restore a backup", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
        /// The latest version known here.
        known: u32,
    },
    /// A file of something else.
    #[error("{} is not a file of this kind", .0.display())]
    NotOurs(PathBuf),
    /// A file of another unit.
    #[error("{} belongs to another unit", .0.display())]
    OtherUnit(PathBuf),
    /// Another process uses the folder.
    #[error("{} is in use by another process: stop the node first", .0.display())]
    InUse(PathBuf),
    /// Something is there that would be overwritten.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// There is no room for more of its kind.
    #[error("there are {limit} {what} already, and there may not be more")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// A value that cannot be kept.
    #[error("{what}: {why}")]
    Refused {
        /// What it was to be.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The thread that writes is gone, because the store is being closed.
    #[error("the store is closed")]
    Closed,
}

/// Why a file could not be written or read, by what can be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// There is no space. Nothing is lost; make room and go on.
    DiskFull,
    /// It may not be written.
    ReadOnly,
    /// Another process held it for longer than is waited.
    Busy,
    /// It is not what was written. Restore a backup, or drop the cache if it is the cache.
    Damaged,
    /// The system could not read or write.
    Io,
    /// What was asked makes no sense: a fault in this program.
    Ours,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cause::DiskFull => "cannot be written because the disk is full",
            Cause::ReadOnly => "cannot be written because it is read-only",
            Cause::Busy => "is held by another process",
            Cause::Damaged => "is damaged",
            Cause::Io => "cannot be read or written",
            Cause::Ours => "was used in a way that it cannot be",
        })
    }
}

impl Cause {
    fn of(error: &rusqlite::Error) -> Self {
        use rusqlite::{Error, ErrorCode};
        match error {
            Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DiskFull => Cause::DiskFull,
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Cause::ReadOnly,
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::FileLockingProtocolFailed => Cause::Busy,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Cause::Damaged,
                ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::OutOfMemory => Cause::Io,
                _ => Cause::Ours,
            },
            // All SQL is fixed and the tests run it: where it does not compile, the tables are not those that the migrations make.
            Error::SqlInputError { .. } => Cause::Damaged,
            // A column that does not hold what is only ever written into it.
            Error::FromSqlConversionFailure(..)
            | Error::Utf8Error(..)
            | Error::InvalidColumnType(..)
            | Error::IntegralValueOutOfRange(..) => Cause::Damaged,
            _ => Cause::Ours,
        }
    }

    fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Cause::DiskFull
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Cause::ReadOnly,
            _ => Cause::Io,
        }
    }
}

impl From<rusqlite::Error> for Error {
    /// Without a place; whoever runs the transaction adds it.
    fn from(error: rusqlite::Error) -> Self {
        Error::Storage {
            doing: "",
            path: PathBuf::new(),
            cause: Cause::of(&error),
            detail: error.to_string(),
        }
    }
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        move |error| Error::Storage {
            doing,
            path: path.to_owned(),
            cause: Cause::of_io(&error),
            detail: error.to_string(),
        }
    }

    pub(crate) fn damaged(path: &Path, doing: &'static str, why: impl ToString) -> Error {
        Error::Storage { doing, path: path.to_owned(), cause: Cause::Damaged, detail: why.to_string() }
    }

    pub(crate) fn refused(what: &'static str, why: impl ToString) -> Error {
        Error::Refused { what, why: why.to_string() }
    }

    /// Says where it happened, if it is not said yet.
    pub(crate) fn at(self, name: &'static str, file: &Path) -> Error {
        match self {
            Error::Storage { doing: "", cause, detail, .. } => {
                Error::Storage { doing: name, path: file.to_owned(), cause, detail }
            }
            Error::OtherUnit(path) if path.as_os_str().is_empty() => Error::OtherUnit(file.to_owned()),
            other => other,
        }
    }

    /// Why a file could not be written or read, if that is it.
    pub fn cause(&self) -> Option<Cause> {
        match self {
            Error::Storage { cause, .. } => Some(*cause),
            _ => None,
        }
    }
}
