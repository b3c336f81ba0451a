//! The decimal fractions of Rivest's consistent sampler: between 0 and 1, of any length, compared digit by digit.
//!
//! R. L. Rivest, Consistent Sampling with Replacement, 2018 (arXiv 1808.10016). The fraction of a text is its SHA-256
//! as a decimal number, padded to 64 digits and read backwards: the last digits of the number are the unbiased ones.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// Digits that the number is padded to; nearly all have 77 or 78.
const PADDED: usize = 64;

/// Digits of the largest number of 256 bits.
const LARGEST: usize = 78;

/// 10^19, the largest power of ten in a `u64`: the number is turned into decimals nineteen digits at a time.
const NINETEEN_DIGITS: u64 = 10_000_000_000_000_000_000;

/// A fraction, as the ASCII digits behind the point.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fraction(Vec<u8>);

impl Fraction {
    pub(crate) fn of(text: &[u8]) -> Self {
        let digest: [u8; 32] = Sha256::digest(text).into();
        let mut digits = Vec::with_capacity(LARGEST);
        push_digits(&mut digits, &digest);
        Self(digits)
    }

    /// The fraction of an id's first ticket: of the seed's SHA-256 in hexadecimal, followed by the id.
    pub(crate) fn first(seed_hex: &str, id: &str) -> Self {
        let mut text = Vec::with_capacity(seed_hex.len() + id.len());
        text.extend_from_slice(seed_hex.as_bytes());
        text.extend_from_slice(id.as_bytes());
        Self::of(&text)
    }

    /// The next ticket of the same id: a fraction between this one and 1. The leading nines stay, what follows them
    /// is the fraction of this one's text, `:` and a counter, for the first counter that gives a larger fraction.
    pub(crate) fn next(&self) -> Self {
        let nines = self.0.iter().take_while(|digit| **digit == b'9').count();
        let mut floor = self.0.clone();
        floor.push(b'0');
        let mut counter = 0u64;
        loop {
            counter += 1;
            let mut next = self.0.get(..nines).unwrap_or_default().to_vec();
            next.extend_from_slice(&Self::of(format!("{self}:{counter}").as_bytes()).0);
            // Each counter succeeds with a chance of one in ten at least.
            if next > floor {
                return Self(next);
            }
        }
    }

    /// The fraction cut, not rounded, `digits` digits behind its leading nines; `0.978171567` for nine. This is how
    /// tickets are published.
    pub fn shortened(&self, digits: usize) -> String {
        let nines = self.0.iter().take_while(|digit| **digit == b'9').count();
        let shown = self.0.get(..nines.saturating_add(digits)).unwrap_or(&self.0);
        format!("0.{}", String::from_utf8_lossy(shown))
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "0.{}", String::from_utf8_lossy(&self.0))
    }
}

/// Appends the decimal digits of a big-endian number, the last digit first.
fn push_digits(digits: &mut Vec<u8>, number: &[u8; 32]) {
    let mut limbs = [0u64; 4];
    for (limb, bytes) in limbs.iter_mut().zip(number.chunks_exact(8)) {
        *limb = bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    }
    while limbs.iter().any(|limb| *limb != 0) {
        let mut group = divide(&mut limbs);
        let last_group = limbs.iter().all(|limb| *limb == 0);
        for _ in 0..19 {
            if last_group && group == 0 {
                break; // zeros before the first digit are no digits
            }
            digits.push(b'0' + (group % 10) as u8);
            group /= 10;
        }
    }
    while digits.len() < PADDED {
        digits.push(b'0');
    }
}

/// Divides the number by 10^19 in place and returns the rest.
fn divide(limbs: &mut [u64; 4]) -> u64 {
    let divisor = u128::from(NINETEEN_DIGITS);
    let mut rest = 0u128;
    for limb in limbs.iter_mut() {
        let part = rest << 64 | u128::from(*limb);
        *limb = (part / divisor) as u64; // below 2^64, because the rest was below the divisor
        rest = part % divisor;
    }
    rest as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zero_and_small_numbers_are_padded() {
        let mut digits = Vec::new();
        let mut number = [0u8; 32];
        push_digits(&mut digits, &number);
        assert_eq!(digits, [b'0'; PADDED]);
        number[31] = 210;
        digits.clear();
        push_digits(&mut digits, &number);
        assert_eq!((digits.len(), digits.starts_with(b"0120")), (PADDED, true));
    }

    #[test]
    fn the_largest_number_has_all_digits() {
        let mut digits = Vec::new();
        push_digits(&mut digits, &[0xFF; 32]);
        digits.reverse();
        // 2^256 - 1
        let expected = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        assert_eq!(String::from_utf8_lossy(&digits), expected);
    }

    proptest! {
        #[test]
        fn the_next_fraction_is_larger(text in ".{0,20}") {
            let mut last = Fraction::of(text.as_bytes());
            for _ in 0..20 {
                let next = last.next();
                prop_assert!(next > last);
                last = next;
            }
        }
    }
}
