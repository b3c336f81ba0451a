//! Texts that were looked through before and hold nothing.
//!
//! Telemetry repeats itself, and indicators are rare: most short texts of an event were in one before, and held nothing there. What
//! is kept of a text is its number of 64 bits, under a seed that nobody knows. Two texts with one number would be confused; that
//! happens to one pair in 2^64, which is less than the memory of the machine errs.

use hashbrown::DefaultHashBuilder;
use std::{hash::BuildHasher, ops::Range};

/// Texts that are remembered: 64 KiB a thread.
const PLACES: usize = 8192;

/// Shorter texts are looked through as fast, longer ones are rarely repeated.
const LENGTHS: Range<usize> = 4..400;

/// The memory of one thread.
#[derive(Debug)]
pub(super) struct Dull {
    hasher: DefaultHashBuilder,
    numbers: Vec<u64>,
}

impl Default for Dull {
    fn default() -> Self {
        Dull::with_places(PLACES)
    }
}

/// The number of a text that is worth remembering.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number(u64);

impl Dull {
    /// A memory for so many texts, a power of two.
    pub(super) fn with_places(places: usize) -> Self {
        Dull { hasher: DefaultHashBuilder::default(), numbers: vec![0; places] }
    }

    /// As [`Dull::number`], of a text in a scene: the same text elsewhere is another.
    #[inline]
    pub(super) fn number_in(&self, text: &str, scene: u64) -> Option<Number> {
        let number = |number: Number| Number((number.0 ^ scene.wrapping_mul(0x9E37_79B9_7F4A_7C15)).max(1));
        self.number(text).map(number)
    }

    /// The number of a text, if it is of a length that is remembered.
    #[inline]
    pub(super) fn number(&self, text: &str) -> Option<Number> {
        // Zero is the number of a place that is free.
        LENGTHS.contains(&text.len()).then(|| Number(self.hasher.hash_one(text.as_bytes()).max(1)))
    }

    /// Whether the text with this number is known to hold nothing.
    #[inline]
    pub(super) fn knows(&self, number: Number) -> bool {
        self.numbers.get(number.0 as usize % self.numbers.len()) == Some(&number.0)
    }

    /// Remembers that the text with this number holds nothing, in place of another.
    #[inline]
    pub(super) fn learn(&mut self, number: Number) {
        let places = self.numbers.len();
        if let Some(place) = self.numbers.get_mut(number.0 as usize % places) {
            *place = number.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_is_known_until_its_place_is_taken() {
        let mut dull = Dull::default();
        let number = dull.number("svchost.exe").expect("a usual length");
        assert!(!dull.knows(number));
        dull.learn(number);
        assert!(dull.knows(number));
        assert!(dull.number("x").is_none());
        assert!(dull.number(&"x".repeat(400)).is_none());
    }
}
