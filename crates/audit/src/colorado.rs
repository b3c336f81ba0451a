//! Colorado's sampler: card number `SHA-256(seed "," i) mod N + 1`, for i from 1, with replacement.
//!
//! R. L. Rivest's sampler of 2011, as ColoradoRLA uses it. The whole 256 bits, read as one big-endian number, are
//! reduced; the draw counter and the seed are decimal text.

use std::io::Write;

use sha2::{Digest as _, Sha256};

use crate::error::AuditError;
use crate::manifest::MAX_CARDS;
use crate::seed::Seed;

/// Draws of one run. The largest audit drew some thousands; ten million take seconds and help nobody.
pub const MAX_DRAWS: u64 = 10_000_000;

/// Room for the counter's digits.
const COUNTER_DIGITS: usize = 20;

/// One draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Which draw, from 1.
    pub draw: u64,
    /// The number of the card, from 1.
    pub card: u64,
}

/// An endless iterator of draws; take as many as the audit asks for.
///
/// ```
/// use audit::{ColoradoSampler, Seed};
/// let cards: Vec<u64> = ColoradoSampler::new(&Seed::parse("0")?, 1000)?.take(3).map(|draw| draw.card).collect();
/// assert_eq!(cards, [905, 573, 160]);
/// # Ok::<(), audit::AuditError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ColoradoSampler {
    /// The seed and the comma, and behind them the counter of the last draw.
    text: Vec<u8>,
    prefix: usize,
    range: Range,
    drawn: u64,
}

/// The cards 1 to N, and how a digest points at one of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    cards: u64,
    /// 2^64, 2^128 and 2^192 modulo `cards`. `cards` fits in 32 bits, so that products fit in 64.
    powers: [u64; 3],
}

impl Range {
    /// Nothing for no cards, and for more than [`MAX_CARDS`].
    pub(crate) fn new(cards: u64) -> Option<Self> {
        if cards == 0 || cards > MAX_CARDS {
            return None;
        }
        let first = ((1u128 << 64) % u128::from(cards)) as u64;
        let second = first * first % cards;
        Some(Self { cards, powers: [first, second, second * first % cards] })
    }

    pub(crate) fn card(&self, digest: &[u8; 32]) -> u64 {
        let mut limbs = digest
            .rchunks_exact(8)
            .map(|limb| limb.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte)));
        let low = limbs.next().unwrap_or(0) % self.cards;
        let sum = limbs
            .zip(self.powers)
            .fold(low, |sum, (limb, power)| sum + limb % self.cards * power % self.cards);
        sum % self.cards + 1
    }
}

impl ColoradoSampler {
    /// A sampler over the cards 1 to `cards`.
    ///
    /// # Errors
    /// No cards, or more than [`MAX_CARDS`].
    pub fn new(seed: &Seed, cards: u64) -> Result<Self, AuditError> {
        let range = Range::new(cards).ok_or_else(|| {
            let reason = format!("a sample needs from 1 to {MAX_CARDS} cards");
            AuditError::value("cards", &cards.to_string(), &reason)
        })?;
        let mut text = Vec::with_capacity(seed.as_str().len() + 1 + COUNTER_DIGITS);
        text.extend_from_slice(seed.as_str().as_bytes());
        text.push(b',');
        Ok(Self { prefix: text.len(), text, range, drawn: 0 })
    }

    /// The digest of the next draw, whatever it is reduced by.
    pub(crate) fn next_digest(&mut self) -> Option<[u8; 32]> {
        self.drawn = self.drawn.checked_add(1)?;
        self.text.truncate(self.prefix);
        write!(self.text, "{}", self.drawn).ok()?; // writing to a vector does not fail
        Some(Sha256::digest(&self.text).into())
    }
}

impl Iterator for ColoradoSampler {
    type Item = Draw;

    fn next(&mut self) -> Option<Draw> {
        let digest = self.next_digest()?;
        Some(Draw { draw: self.drawn, card: self.range.card(&digest) })
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sampler(seed: &str, cards: u64) -> ColoradoSampler {
        ColoradoSampler::new(&Seed::parse(seed).expect("a seed"), cards).expect("a sampler")
    }

    #[test]
    fn a_sample_needs_cards() {
        let seed = Seed::parse("1").expect("a seed");
        assert!(ColoradoSampler::new(&seed, 0).is_err());
        assert!(ColoradoSampler::new(&seed, MAX_CARDS + 1).is_err());
        assert!(ColoradoSampler::new(&seed, MAX_CARDS).is_ok());
    }

    proptest! {
        /// The reduction by limbs is that of the schoolbook, one byte at a time.
        #[test]
        fn reduces_all_256_bits(digest in any::<[u8; 32]>(), cards in 1..=MAX_CARDS) {
            let schoolbook = digest.iter().fold(0u64, |rest, byte| (rest * 256 + u64::from(*byte)) % cards);
            prop_assert_eq!(Range::new(cards).map(|range| range.card(&digest)), Some(schoolbook + 1));
        }

        #[test]
        fn draws_stay_among_the_cards(seed in "[0-9]{20}", cards in 1u64..5_000_000) {
            prop_assert!(sampler(&seed, cards).take(50).all(|draw| (1..=cards).contains(&draw.card)));
        }
    }
}
