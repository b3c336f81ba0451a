//! Timestamps (STIX 2.1, 2.14): RFC 3339 in UTC, with a fraction of any length.

use crate::Moment;
use std::{
    cmp::Ordering,
    fmt::{Display, Formatter, Result},
};

/// The longest fraction that is read, in digits. Clocks have nine.
const MAX_FRACTION: usize = 30;

/// A moment as an object says it, with its fraction: the versions of an object are told apart by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp<'t> {
    second: Moment,
    /// The digits behind the point, without zeros at the end.
    fraction: &'t str,
}

impl<'t> Timestamp<'t> {
    /// Reads a timestamp.
    ///
    /// ```
    /// use exchange::stix::Timestamp;
    /// let read = |text| Timestamp::read(text);
    /// assert!(read("2016-12-29T12:00:00.5Z") > read("2016-12-29T12:00:00.45Z"));
    /// assert_eq!(read("2016-12-29T12:00:00.500Z"), read("2016-12-29T12:00:00.5Z"));
    /// assert_eq!(read("2016-13-29T12:00:00Z"), None);
    /// ```
    pub fn read(text: &'t str) -> Option<Self> {
        let (second, rest) = text.split_at_checked(19)?;
        let fraction = rest.strip_suffix('Z')?;
        let digits = if fraction.is_empty() {
            ""
        } else {
            fraction.strip_prefix('.').filter(|digits| !digits.is_empty())?
        };
        let is_fraction = digits.len() <= MAX_FRACTION && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_upper = second.as_bytes().get(10) == Some(&b'T');
        let whole = (is_fraction && is_upper && is_date(second)).then(|| Moment::read_second(second))??;
        Some(Self { second: whole, fraction: digits.trim_end_matches('0') })
    }

    /// The moment without its fraction.
    pub fn second(self) -> Moment {
        self.second
    }

    /// Its fraction in microseconds, cut off behind them.
    pub(super) fn micros(self) -> u64 {
        let digits = self.fraction.bytes().chain(std::iter::repeat(b'0')).take(6);
        digits.fold(0, |micros, digit| micros * 10 + u64::from(digit.wrapping_sub(b'0')))
    }
}

/// Whether the numbers are those of a date and a time. The 31st of any month will do, as in the schemas.
fn is_date(text: &str) -> bool {
    let within = |place: std::ops::Range<usize>, least: u8, most: u8| {
        text.get(place)
            .and_then(|digits| digits.parse::<u8>().ok())
            .is_some_and(|number| (least..=most).contains(&number))
    };
    within(5..7, 1, 12)
        && within(8..10, 1, 31)
        && within(11..13, 0, 23)
        && within(14..16, 0, 59)
        && within(17..19, 0, 60)
}

impl Ord for Timestamp<'_> {
    /// Fractions without zeros at the end are in the order of their digits.
    fn cmp(&self, other: &Self) -> Ordering {
        self.second.cmp(&other.second).then_with(|| self.fraction.cmp(other.fraction))
    }
}

impl PartialOrd for Timestamp<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Display for Timestamp<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let second = self.second.to_string();
        let second = second.trim_end_matches('Z');
        if self.fraction.is_empty() {
            write!(f, "{second}Z")
        } else {
            write!(f, "{second}.{}Z", self.fraction)
        }
    }
}
