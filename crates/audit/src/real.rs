//! Numbers with about 31 decimal digits, as the unevaluated sum of two `f64`.
//!
//! A sample size is a logarithm rounded up. Where the logarithm lies close to a whole number, the sixteen digits of
//! `f64` may round to the wrong side, and the system's `ln` may differ from machine to machine. Colorado's own
//! software computes with 34 decimal digits; 31 digits decide every size below 10^15 alike, on every machine.
//!
//! The method is Dekker's (A floating-point technique for extending the available precision, 1971). Not here: any
//! function that this crate has no use for.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Splits an `f64` into two halves of 26 bits: 2^27 + 1.
const SPLITTER: f64 = 134_217_729.0;

/// Terms of the series for `ln`. The argument is below 0.1716, so that each term adds 1.53 digits: 24 give 36.
const LN_TERMS: u32 = 24;

/// Terms of the series for `exp`. The argument is below 0.0055, so that 16 terms give more than 36 digits.
const EXP_TERMS: u32 = 16;

/// A real number; the value is `hi + lo`, and `lo` is at most half a unit in the last place of `hi`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Real {
    hi: f64,
    lo: f64,
}

impl Real {
    pub(crate) const ZERO: Self = Self { hi: 0.0, lo: 0.0 };
    pub(crate) const ONE: Self = Self { hi: 1.0, lo: 0.0 };
    const LN_2: Self = Self { hi: std::f64::consts::LN_2, lo: 2.319_046_813_846_299_6e-17 };

    /// Exact for every `u64`: each half of 32 bits is exact, and so is their sum in two parts.
    pub(crate) fn whole(value: u64) -> Self {
        let high = (value >> 32) as f64 * 4_294_967_296.0;
        let low = (value & 0xFFFF_FFFF) as f64;
        two_sum(high, low)
    }

    pub(crate) fn to_f64(self) -> f64 {
        self.hi + self.lo
    }

    /// The smallest whole number that is not below this one; 0 for all that is negative.
    pub(crate) fn ceil(self) -> u64 {
        if self.hi == self.hi.floor() {
            // The low half decides, and may lie below the last bit that a float of this size can hold.
            return (self.hi as u64).saturating_add_signed(self.lo.ceil() as i64);
        }
        self.hi.ceil() as u64 // a float that does not fit saturates
    }

    /// The natural logarithm. The caller keeps to positive numbers; others give minus infinity.
    pub(crate) fn ln(self) -> Self {
        if self.hi <= 0.0 {
            return Self { hi: f64::NEG_INFINITY, lo: 0.0 };
        }
        let (mantissa, exponent) = self.near_one();
        let s = (mantissa - Self::ONE) / (mantissa + Self::ONE);
        let exponent = Self { hi: f64::from(exponent), lo: 0.0 };
        exponent * Self::LN_2 + two_atanh(s)
    }

    /// Takes out the power of two that brings the number between √½ and √2, which is exact.
    fn near_one(self) -> (Self, i32) {
        let mut exponent = ((self.hi.to_bits() >> 52) & 0x7FF) as i32 - 1023;
        let scale = f64::from_bits(((1023 - exponent) as u64) << 52);
        let mut mantissa = Self { hi: self.hi * scale, lo: self.lo * scale };
        if mantissa.hi > std::f64::consts::SQRT_2 {
            mantissa = Self { hi: mantissa.hi * 0.5, lo: mantissa.lo * 0.5 };
            exponent += 1;
        }
        (mantissa, exponent)
    }

    /// The exponential; 0 far below zero, infinity far above.
    pub(crate) fn exp(self) -> Self {
        if self.hi < -700.0 {
            return Self::ZERO;
        }
        if self.hi > 700.0 {
            return Self { hi: f64::INFINITY, lo: 0.0 };
        }
        let twos = (self.hi / std::f64::consts::LN_2).round();
        let rest = self - Self { hi: twos, lo: 0.0 } * Self::LN_2;
        // e^r = (e^(r/64))^64 keeps the series short.
        let mut power = exp_series(Self { hi: rest.hi / 64.0, lo: rest.lo / 64.0 });
        for _ in 0..6 {
            power = power * power;
        }
        let scale = f64::from_bits(((1023 + twos as i64) as u64) << 52);
        Self { hi: power.hi * scale, lo: power.lo * scale }
    }
}

/// 2 atanh(s) = ln((1 + s) / (1 - s)), by Horner's rule in s².
fn two_atanh(s: Real) -> Real {
    let square = s * s;
    let sum = (0..LN_TERMS)
        .rev()
        .fold(Real::ZERO, |sum, term| sum * square + Real::ONE / Real::whole(u64::from(2 * term + 1)));
    let half = s * sum;
    half + half
}

fn exp_series(x: Real) -> Real {
    (1..EXP_TERMS).rev().fold(Real::ONE, |sum, term| Real::ONE + sum * x / Real::whole(u64::from(term)))
}

/// The exact sum of two floats (Knuth).
fn two_sum(a: f64, b: f64) -> Real {
    let hi = a + b;
    let part = hi - a;
    Real { hi, lo: (a - (hi - part)) + (b - part) }
}

/// The exact product of two floats (Dekker). No `mul_add`: where the processor has none, it is a slow call.
fn two_product(a: f64, b: f64) -> Real {
    let hi = a * b;
    let (a_high, a_low) = split(a);
    let (b_high, b_low) = split(b);
    Real { hi, lo: ((a_high * b_high - hi) + a_high * b_low + a_low * b_high) + a_low * b_low }
}

fn split(value: f64) -> (f64, f64) {
    let big = SPLITTER * value;
    let high = big - (big - value);
    (high, value - high)
}

impl Add for Real {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let high = two_sum(self.hi, other.hi);
        let low = two_sum(self.lo, other.lo);
        let sum = two_sum(high.hi, high.lo + low.hi);
        two_sum(sum.hi, sum.lo + low.lo)
    }
}

impl Neg for Real {
    type Output = Self;

    fn neg(self) -> Self {
        Self { hi: -self.hi, lo: -self.lo }
    }
}

impl Sub for Real {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Real {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = two_product(self.hi, other.hi);
        two_sum(product.hi, product.lo + (self.hi * other.lo + self.lo * other.hi))
    }
}

impl Div for Real {
    type Output = Self;

    /// Long division, three digits of 53 bits.
    fn div(self, other: Self) -> Self {
        let first = self.hi / other.hi;
        let rest = self - other * Self { hi: first, lo: 0.0 };
        let second = rest.hi / other.hi;
        let rest = rest - other * Self { hi: second, lo: 0.0 };
        two_sum(first, second) + Self { hi: rest.hi / other.hi, lo: 0.0 }
    }
}

impl PartialOrd for Real {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.hi.partial_cmp(&other.hi)?.then(self.lo.partial_cmp(&other.lo)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(left: Real, right: Real, digits: i32) -> bool {
        let gap = (left - right).to_f64().abs();
        gap <= right.to_f64().abs().max(1.0) * 10f64.powi(-digits)
    }

    #[test]
    fn whole_numbers_are_exact() {
        for value in [0, 1, u64::from(u32::MAX), (1 << 53) + 1, 999_999_999_999_999_999] {
            assert_eq!(Real::whole(value).ceil(), value);
        }
    }

    #[test]
    fn ceiling_sees_the_low_half() {
        let just_above = Real::whole(7) + Real { hi: 1e-25, lo: 0.0 };
        let just_below = Real::whole(7) - Real { hi: 1e-25, lo: 0.0 };
        assert_eq!((just_below.ceil(), Real::whole(7).ceil(), just_above.ceil()), (7, 7, 8));
        assert_eq!((Real::ZERO - Real::whole(3)).ceil(), 0);
    }

    /// ln 10 to 38 digits (OEIS A002392) = 2.30258509299404568401799145468436420760.
    #[test]
    fn ln_ten_has_thirty_digits() {
        let digits = Real::whole(230_258_509_299_404_568) / Real::whole(100_000_000_000_000_000)
            + Real::whole(401_799_145_468_436_420)
                / Real::whole(100_000_000_000_000_000)
                / Real::whole(1_000_000_000_000_000_000);
        assert!(close(Real::whole(10).ln(), digits, 30));
    }

    #[test]
    fn the_ends_are_calm() {
        assert_eq!(Real::ZERO.ln().to_f64(), f64::NEG_INFINITY);
        assert_eq!((Real::ZERO - Real::whole(10_000)).exp(), Real::ZERO);
        assert_eq!(Real::whole(10_000).exp().to_f64(), f64::INFINITY);
    }

    proptest! {
        #[test]
        fn ln_undoes_exp(thousandths in 0u64..600_000, minus in any::<bool>()) {
            let x = Real::whole(thousandths) / Real::whole(1_000);
            let x = if minus { -x } else { x };
            prop_assert!(close(x.exp().ln(), x, 28));
        }

        #[test]
        fn ln_of_a_product_is_the_sum(a in 1u64..u64::MAX / 4, b in 1u64..u64::MAX / 4) {
            let (a, b) = (Real::whole(a), Real::whole(b));
            prop_assert!(close((a * b).ln(), a.ln() + b.ln(), 29));
        }

        #[test]
        fn division_undoes_multiplication(a in 1u64..u64::MAX, b in 1u64..u64::MAX) {
            let (a, b) = (Real::whole(a), Real::whole(b));
            prop_assert!(close(a * b / b / a, Real::ONE, 30));
        }
    }
}
