//! How long values are: a text of another length is none of them.

use statement::observable::MAX_USER_AGENT;

/// A set of lengths.
#[derive(Debug, Default)]
pub(super) struct Lengths {
    /// Empty while there is none.
    bits: Vec<u64>,
}

impl Lengths {
    /// Adds the length of a value. What is longer than any user agent is left out.
    pub(super) fn add(&mut self, length: usize) {
        self.bits.resize(MAX_USER_AGENT / 64 + 1, 0);
        self.bits.iter_mut().skip(length / 64).take(1).for_each(|bits| *bits |= 1 << (length % 64));
    }

    /// Whether some value has this length.
    #[inline]
    pub(super) fn have(&self, length: usize) -> bool {
        self.bits.get(length / 64).is_some_and(|bits| bits >> (length % 64) & 1 == 1)
    }
}
