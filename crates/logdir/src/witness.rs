//! What a witness remembers of one log, in a file.

use crate::{Error, crash::point, disk};
use log::Held;
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// How long the file may be: a number and a hash.
const MAX_STATE: usize = 128;

/// The state of a witness for one log. It is never rebuilt: a witness whose file is lost or old must ask its peers before it signs.
#[derive(Debug)]
pub struct WitnessFile {
    path: PathBuf,
    held: Held,
    _lock: File,
}

impl WitnessFile {
    /// Opens the state in `folder`; of a log that was never signed for there is none yet.
    ///
    /// # Errors
    /// A folder that is in use; a file that is damaged. Then nothing may be signed.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        disk::make_folder(folder)?;
        let lock = disk::lock(folder)?;
        let path = folder.join("held");
        let held = match disk::read(&path, MAX_STATE)? {
            None => Held::default(),
            Some(bytes) => {
                let text = String::from_utf8(bytes).map_err(|_| Error::damaged(&path, "it is not UTF-8"))?;
                Held::parse(&text).map_err(|malformed| Error::damaged(&path, malformed))?
            }
        };
        Ok(WitnessFile { path, held, _lock: lock })
    }

    /// The tree that was signed last.
    pub fn held(&self) -> Held {
        self.held
    }

    /// Replaces the state if it is `from`, for [`log::Holding::store`]. When it says `true`, no loss of power undoes it.
    ///
    /// # Errors
    /// Those of the disk: the state on it is the old or the new one, and nothing has been signed.
    pub fn swap(&mut self, from: &Held, to: &Held) -> Result<bool, Error> {
        if self.held != *from {
            return Ok(false);
        }
        point("witness.begun");
        disk::replace_synced(&self.path, to.to_string().as_bytes(), || point("witness.staged"))?;
        point("witness.swapped");
        self.held = *to;
        Ok(true)
    }
}
