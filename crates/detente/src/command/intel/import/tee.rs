//! A file that is read, and its bytes kept as long as they are few.

use crate::progress::LateBar;
use std::io::{self, Read};

/// Reads on, keeps the first bytes, and shows how far it is.
pub struct Tee<R> {
    input: R,
    kept: Vec<u8>,
    limit: usize,
    read: u64,
    bar: LateBar,
}

impl<R: Read> Tee<R> {
    /// Keeps up to so many bytes. `length` is that of the file, 0 where nobody knows it.
    pub fn new(input: R, limit: usize, length: u64) -> Self {
        Tee { input, kept: Vec::new(), limit, read: 0, bar: LateBar::bytes(length) }
    }

    /// All bytes, if they were no more than the limit.
    pub fn whole(self) -> Option<Vec<u8>> {
        (self.read == self.kept.len() as u64).then_some(self.kept)
    }
}

impl<R: Read> Read for Tee<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(to)?;
        self.read += count as u64;
        if self.read <= self.limit as u64 {
            self.kept.extend_from_slice(to.get(..count).unwrap_or_default());
        } else {
            self.kept = Vec::new();
        }
        self.bar.show(self.read);
        Ok(count)
    }
}
