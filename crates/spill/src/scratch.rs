//! Where sorted runs lie while there is more than memory holds.

use std::io;
use std::sync::{Mutex, PoisonError};

/// Storage that only grows, for the length of one task. It holds records in the clear: a file behind it should have
/// no name and no other reader.
pub trait Scratch: Sync {
    /// Appends `bytes` in one piece and says at which offset they begin.
    ///
    /// # Errors
    /// Those of the storage.
    fn append(&self, bytes: &[u8]) -> io::Result<u64>;

    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// Those of the storage; `UnexpectedEof` where there is less.
    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
}

/// Several sorters can share one storage.
impl<S: Scratch + ?Sized> Scratch for &S {
    fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        (**self).append(bytes)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        (**self).read_exact_at(offset, buffer)
    }
}

/// Scratch in memory: for tests and for what is known to be small.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Vec<u8>>);

impl Scratch for Memory {
    fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let offset = all.len() as u64;
        all.extend_from_slice(bytes);
        Ok(offset)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from = usize::try_from(offset).ok().and_then(|offset| all.get(offset..)?.get(..buffer.len()));
        from.map(|from| buffer.copy_from_slice(from)).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}
