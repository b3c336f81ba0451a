//! Why an input could not be read.

use std::io;

/// Why an input could not be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing of this name is there, and as a pattern it matches nothing.
    #[error("no such file or folder, and no file matches it as a pattern")]
    NotFound,
    /// The operating system or a decompressor says no. What was read before has been used.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A folder cannot be listed, or a link leads back to a folder above it.
    #[error("{0}")]
    Walk(#[from] walkdir::Error),
    /// A compression or an archive that detente does not open.
    #[error("{0} is not supported: unpack it, or pack it as .gz, .zst, .zip or .tar")]
    Unsupported(&'static str),
    /// An entry of a zip archive with a password.
    #[error("the entry is encrypted: unpack the archive with its password")]
    Encrypted,
    /// A zip archive whose directory cannot be read.
    #[error("the zip archive is damaged: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// A tar archive whose headers cannot be read.
    #[error("the tar archive is damaged: {0}")]
    Tar(&'static str),
    /// Archives inside of archives inside of archives.
    #[error("archives are nested more than {0} deep")]
    TooDeep(usize),
    /// A zip archive that is not a file has to be held in memory, and is too large for that.
    #[error("a zip archive inside another stream has more than {0} MiB: save it as a file")]
    TooLarge(u64),
}
