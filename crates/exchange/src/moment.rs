//! Moments as STIX writes them.

use std::fmt::{Display, Formatter, Result};

/// A moment in UTC, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment([u8; 19]);

/// What a moment looks like; `0` is any digit.
const SHAPE: &[u8; 19] = b"0000-00-00T00:00:00";

impl Moment {
    /// Reads a timestamp of STIX 2.1 (section 2.14), which is RFC 3339 in UTC: `2016-12-29T00:00:00Z`, with any fraction. A fraction
    /// is cut off. A date alone is its first second.
    ///
    /// ```
    /// use exchange::Moment;
    /// assert!(Moment::read("2016-12-29T12:00:00.5Z").unwrap() > Moment::read("2016-12-29").unwrap());
    /// assert_eq!(Moment::read("yesterday"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
        let (start, rest) = whole.split_at_checked(SHAPE.len())?;
        let fraction = rest.strip_suffix(['Z', 'z'])?;
        let digits =
            fraction.is_empty() || fraction.strip_prefix('.')?.bytes().all(|byte| byte.is_ascii_digit());
        if digits { Self::read_second(&start.to_ascii_uppercase()) } else { None }
    }

    /// Reads what stands before the fraction.
    pub(crate) fn read_second(text: &str) -> Option<Self> {
        let bytes: [u8; 19] = text.as_bytes().try_into().ok()?;
        let fits = |(byte, shape): (&u8, &u8)| match shape {
            b'0' => byte.is_ascii_digit(),
            shape => byte == shape,
        };
        bytes.iter().zip(SHAPE).all(fits).then_some(Self(bytes))
    }

    /// Its parts: year, month, day, hour, minute, second.
    pub(crate) fn parts(self) -> [u32; 6] {
        let number = |place: std::ops::Range<usize>| {
            let digits = self.0.get(place).unwrap_or_default();
            digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit.wrapping_sub(b'0')))
        };
        [number(0..4), number(5..7), number(8..10), number(11..13), number(14..16), number(17..19)]
    }
}

impl Display for Moment {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}Z", String::from_utf8_lossy(&self.0))
    }
}
