//! How names end: most names of an event end in a way in which no indicator does, and need not be looked up.

use super::hash::{Hasher, Salt};

/// Bits of the table, as words of 64: eight kibibytes, which stay in the nearest cache. Lists know some thousand endings.
const WORDS: usize = 1 << 10;

/// Some last labels.
#[derive(Debug, Default)]
pub(super) struct Endings {
    /// Empty while there is none.
    bits: Vec<u64>,
}

impl Endings {
    /// All endings that there are.
    pub(super) fn every() -> Self {
        Endings { bits: vec![u64::MAX; WORDS] }
    }

    /// Adds what follows the last dot of a name.
    pub(super) fn add(&mut self, hasher: Hasher, name: &[u8]) {
        self.bits.resize(WORDS, 0);
        let (word, bit) = place(hasher, last_label(name));
        self.bits.iter_mut().skip(word).take(1).for_each(|bits| *bits |= 1 << bit);
    }

    /// Whether some name may end in this label.
    #[inline]
    pub(super) fn may_have(&self, hasher: Hasher, label: &[u8]) -> bool {
        let (word, bit) = place(hasher, label);
        self.bits.get(word).is_some_and(|bits| bits >> bit & 1 == 1)
    }
}

/// What follows the last dot.
pub(super) fn last_label(name: &[u8]) -> &[u8] {
    name.rsplit(|&byte| byte == b'.').next().unwrap_or_default()
}

#[inline]
fn place(hasher: Hasher, label: &[u8]) -> (usize, u64) {
    let number = hasher.text(Salt::Ending, label);
    ((number >> 32) as usize % WORDS, number % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_known_whatever_their_case() {
        let hasher = Hasher::default();
        let mut endings = Endings::default();
        assert!(!endings.may_have(hasher, b"example"));
        endings.add(hasher, b"evil.example");
        assert!(endings.may_have(hasher, b"EXAMPLE"));
        assert!(!endings.may_have(hasher, b"exe"));
    }
}
