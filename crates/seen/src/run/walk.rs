//! Going through files of one sequence, key by key.

use super::{RunFile, Workshop};
use crate::Error;
use std::{io, sync::Arc};

/// A place in a sequence of files that have no keys in common, in order. It begins before the first key.
pub(crate) struct Walk {
    files: Vec<Arc<RunFile>>,
    /// The file, and the block of it, that the workshop holds, if any.
    at: Option<(usize, usize)>,
    workshop: Workshop,
    /// How many blocks could not be read.
    pub(crate) gaps: u64,
    /// Whether what the disk refuses to read is a gap too, and not an error.
    pub(crate) forgiving: bool,
}

impl Walk {
    pub(crate) fn new(files: Vec<Arc<RunFile>>) -> io::Result<Self> {
        Ok(Walk { files, at: None, workshop: Workshop::new()?, gaps: 0, forgiving: false })
    }

    /// Goes to the next key; `false` behind the last.
    ///
    /// # Errors
    /// Those of the disk. What is damaged is left out and counted.
    pub(crate) fn step(&mut self) -> Result<bool, Error> {
        loop {
            match self.workshop.reading.step() {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(_) => self.bad(),
            }
            if !self.next_block()? {
                return Ok(false);
            }
        }
    }

    /// The block does not read as one although its sum is right: what is left of it is a gap.
    fn bad(&mut self) {
        self.gaps += 1;
        if let Some((file, block)) = self.at
            && let Some(file) = self.files.get(file)
        {
            file.found_bad(block);
        }
        self.workshop.reading.clear();
    }

    /// Loads the block behind the one that is held; `false` behind the last.
    fn next_block(&mut self) -> Result<bool, Error> {
        loop {
            let next = match self.at {
                None => (0, 0),
                Some((file, block))
                    if self.files.get(file).is_some_and(|file| block + 1 < file.contents.blocks()) =>
                {
                    (file, block + 1)
                }
                Some((file, _)) => (file + 1, 0),
            };
            if next.0 >= self.files.len() {
                self.at = Some((self.files.len(), 0));
                return Ok(false);
            }
            if self.load(next)? {
                return Ok(true);
            }
        }
    }

    /// Loads a block; `false` where it is a gap.
    fn load(&mut self, at: (usize, usize)) -> Result<bool, Error> {
        self.at = Some(at);
        let Some(file) = self.files.get(at.0) else { return Ok(false) };
        let loaded = match file.load(at.1, &mut self.workshop) {
            Err(_) if self.forgiving => {
                self.workshop.reading.clear();
                false
            }
            loaded => loaded?,
        };
        self.gaps += u64::from(!loaded);
        Ok(loaded)
    }

    /// Goes to the first key that is not before this one, which is behind the key it is at; `false` if there is none.
    pub(crate) fn seek(&mut self, key: &[u8]) -> Result<bool, Error> {
        if !self.holds(key) {
            let Some(at) = self.find(key) else {
                self.at = Some((self.files.len(), 0));
                self.workshop.reading.clear();
                return Ok(false);
            };
            self.load(at)?;
        }
        while self.step()? {
            if self.key() >= key {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a key that is behind the one it is at can be there. Of a key in another block the filter is asked.
    pub(crate) fn may_have(&self, key: &[u8]) -> bool {
        if self.holds(key) {
            return true;
        }
        let found = self.find(key).and_then(|(file, _)| self.files.get(file));
        found.is_some_and(|file| file.contents.first_key() <= key && file.may_have(key))
    }

    /// Whether the first key that is not before this one is in the block that is held, or is the first behind it.
    fn holds(&self, key: &[u8]) -> bool {
        let Some((file, block)) = self.at else { return false };
        let Some(file) = self.files.get(file) else { return true };
        match file.contents.key(block + 1) {
            Some(next) => key < next,
            None => key <= &*file.contents.last_key,
        }
    }

    /// The file and the block where the first key that is not before this one is, or before which it is.
    fn find(&self, key: &[u8]) -> Option<(usize, usize)> {
        let place = self.files.partition_point(|file| &*file.contents.last_key < key);
        let file = self.files.get(place)?;
        Some((place, file.contents.find(key)))
    }

    /// The key that it is at.
    #[inline]
    pub(crate) fn key(&self) -> &[u8] {
        self.workshop.reading.key()
    }

    /// Its record.
    #[inline]
    pub(crate) fn record(&self) -> &[u8] {
        self.workshop.reading.record()
    }
}
