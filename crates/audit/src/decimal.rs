//! Decimal numbers as they are written in a table: exact, never through a binary float.

use std::fmt;

use crate::error::AuditError;
use crate::real::Real;

/// Digits that a decimal may have: all of them fit in a `u64`, with room. Published figures have ten.
const MAX_DIGITS: usize = 18;

/// A decimal number, not negative, such as the risk limit `0.03000000`. The text's trailing zeros are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    digits: u64,
    places: u32,
}

impl Decimal {
    /// Reads digits with at most one point: `0.03`, `.03`, `1`. No sign, no exponent, no spaces.
    ///
    /// # Errors
    /// [`AuditError::BadValue`] for anything else, and for more than 18 digits.
    pub fn parse(what: &'static str, text: &str) -> Result<Self, AuditError> {
        let refuse = |reason: &'static str| AuditError::value(what, text, reason);
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits {
            return Err(refuse("write it in digits with one point, for example 0.05"));
        }
        let fraction = fraction.trim_end_matches('0');
        let joined = format!("{}{fraction}", whole.trim_start_matches('0'));
        if joined.len() > MAX_DIGITS || fraction.len() > MAX_DIGITS {
            return Err(refuse("it has more than 18 digits"));
        }
        let digits =
            if joined.is_empty() { 0 } else { joined.parse().map_err(|_| refuse("it is too large"))? };
        Ok(Self { digits, places: fraction.len() as u32 })
    }

    /// The number as a fraction of two whole numbers: `0.15` is 15 / 100.
    pub(crate) fn ratio(self) -> (u64, u64) {
        (self.digits, 10u64.pow(self.places))
    }

    pub(crate) fn real(self) -> Real {
        let (above, below) = self.ratio();
        Real::whole(above) / Real::whole(below)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, below) = self.ratio();
        write!(out, "{}", self.digits / below)?;
        if self.places == 0 {
            return Ok(());
        }
        write!(out, ".{:0width$}", self.digits % below, width = self.places as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_tables_hold() {
        for (text, shown) in [
            ("0.03000000", "0.03"),
            ("1.03905000", "1.03905"),
            (".5", "0.5"),
            ("5.", "5"),
            ("0", "0"),
            ("000", "0"),
            ("10.010", "10.01"),
        ] {
            assert_eq!(
                Decimal::parse("x", text).map(|read| read.to_string()).ok().as_deref(),
                Some(shown),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            ".",
            "-1",
            "+1",
            "1e3",
            "1,5",
            " 1",
            "٣",
            "0.1.2",
            "1234567890123456789",
            "0.0000000000000000001",
        ] {
            assert!(Decimal::parse("x", text).is_err(), "{text}");
        }
    }
}
