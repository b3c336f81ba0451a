//! The last bytes of a run, by which the rest is found.

use crate::bytes::{take, take_array};

/// How long it is.
pub(super) const TAIL: usize = 24;

/// The last four bytes of a file that was written to its end.
const MARK: &[u8; 4] = b"SEEN";

/// Where the contents are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tail {
    pub(super) at: u64,
    pub(super) length: u32,
    pub(super) sum: u32,
}

impl Tail {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(TAIL);
        bytes.extend(self.at.to_be_bytes());
        bytes.extend(self.length.to_be_bytes());
        bytes.extend(self.sum.to_be_bytes());
        bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
        bytes.extend(MARK);
        bytes
    }

    /// The tail of a file of this length; `None` if these are not the bytes of one.
    pub(super) fn read(mut bytes: &[u8], file: u64) -> Option<Self> {
        let whole = bytes;
        let at = u64::from_be_bytes(take_array(&mut bytes)?);
        let length = u32::from_be_bytes(take_array(&mut bytes)?);
        let sum = u32::from_be_bytes(take_array(&mut bytes)?);
        take(&mut bytes, TAIL - 16)?;
        let tail = Tail { at, length, sum };
        let fits = at.checked_add(u64::from(length))? == file.checked_sub(TAIL as u64)?;
        (fits && bytes.is_empty() && tail.to_bytes() == whole).then_some(tail)
    }
}
