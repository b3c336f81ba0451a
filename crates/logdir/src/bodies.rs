//! Bodies, each in a file that is called by its hash.

use crate::{Error, disk};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

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
        if !self.has(&hash) {
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

    /// Where bytes may be gathered that are to become a body: beside its place, under a name that no body has.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn staging(&self, hash: &[u8; 32]) -> Result<PathBuf, Error> {
        let path = self.path(hash).with_extension("part");
        disk::make_folder(path.parent().unwrap_or(&self.folder))?;
        Ok(path)
    }

    /// Takes what was gathered under [`Bodies::staging`] for the body, if it has the hash, and brings it to the disk. What has another one is removed.
    ///
    /// # Errors
    /// Those of the disk; bytes that have another hash.
    pub fn adopt(&self, hash: &[u8; 32]) -> Result<(), Error> {
        let staged = self.staging(hash)?;
        let mut file = File::open(&staged).map_err(Error::io("open", &staged))?;
        if digest(&mut file).map_err(Error::io("read", &staged))? != *hash {
            disk::remove(&staged)?;
            return Err(Error::damaged(&staged, "it does not have the hash that it was fetched by"));
        }
        file.sync_all().map_err(Error::io("sync", &staged))?;
        let path = self.path(hash);
        fs::rename(&staged, &path).map_err(Error::io("rename", &staged))?;
        disk::sync_folder_of(&path)
    }

    /// Whether the bytes with this hash are here.
    pub fn has(&self, hash: &[u8; 32]) -> bool {
        self.path(hash).is_file()
    }

    /// The file with this hash, where it is here.
    pub fn find(&self, hash: &[u8; 32]) -> Option<PathBuf> {
        Some(self.path(hash)).filter(|path| path.is_file())
    }

    fn path(&self, hash: &[u8; 32]) -> PathBuf {
        let hex = note::encoding::hex(hash);
        let (first, _) = hex.split_at(2);
        self.folder.join(first).join(hex)
    }
}

/// The hash of a file that may be larger than the memory.
fn digest(file: &mut File) -> io::Result<[u8; 32]> {
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 64 << 10]);
    loop {
        let read = file.read(&mut piece)?;
        match piece.get(..read) {
            None | Some([]) => return Ok(hasher.finalize().into()),
            Some(bytes) => hasher.update(bytes),
        }
    }
}
