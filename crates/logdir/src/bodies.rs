//! Bodies, each in a file that is called by its hash.

use crate::{Error, disk};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A folder of bodies. What is in it is named by SHA-256, in hex, so nothing in it can be exchanged unnoticed.
#[derive(Clone, Debug)]
pub struct Bodies {
    folder: PathBuf,
}

impl Bodies {
    /// The folder; it is made when the first body comes.
    pub fn new(folder: &Path) -> Self {
        Bodies { folder: folder.to_owned() }
    }

    /// Keeps a body, or the encrypted file of one, and says its hash.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn put(&self, bytes: &[u8]) -> Result<[u8; 32], Error> {
        let hash = Sha256::digest(bytes).into();
        let path = self.path(&hash);
        if !path.is_file() {
            disk::make_folder(path.parent().unwrap_or(&self.folder))?;
            disk::replace_synced(&path, bytes, || {})?;
        }
        Ok(hash)
    }

    /// The bytes with this hash, no more than `limit`, `None` where they are not here.
    ///
    /// # Errors
    /// Those of the disk; bytes that have another hash.
    pub fn get(&self, hash: &[u8; 32], limit: usize) -> Result<Option<Vec<u8>>, Error> {
        let path = self.path(hash);
        let Some(bytes) = disk::read(&path, limit)? else { return Ok(None) };
        match <[u8; 32]>::from(Sha256::digest(&bytes)) == *hash {
            true => Ok(Some(bytes)),
            false => Err(Error::damaged(&path, "it does not have the hash that it is called by")),
        }
    }

    /// Erases a body at home. Nobody can prove to others that it was done; the log verifies without it.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn erase(&self, hash: &[u8; 32]) -> Result<(), Error> {
        disk::remove(&self.path(hash))
    }

    fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let (first, _) = hex.split_at(2);
        self.folder.join(first).join(hex)
    }
}
