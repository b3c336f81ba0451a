//! Days, as small numbers.

use statement::Stamp;
use std::fmt;

/// Seconds of a day, UTC; leap seconds are not counted.
const SECONDS: i64 = 86_400;

/// A day, UTC. The first is 1970-01-01, the last is in 2149.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u16);

impl Day {
    /// The day of a time in seconds since 1970-01-01T00:00:00Z; `None` before that, and after 2149.
    ///
    /// ```
    /// use seen::Day;
    /// assert_eq!(Day::of(1_795_392_000).unwrap().to_string(), "2026-11-23");
    /// assert_eq!(Day::of(-1), None);
    /// ```
    pub fn of(seconds: i64) -> Option<Self> {
        u16::try_from(seconds.div_euclid(SECONDS)).ok().map(Day)
    }

    /// The day so many days after 1970-01-01.
    pub fn from_number(number: u16) -> Self {
        Day(number)
    }

    /// How many days after 1970-01-01 it is.
    pub fn number(self) -> u16 {
        self.0
    }

    /// The time at which it begins, in seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * SECONDS
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stamp = Stamp::from_seconds(self.seconds()).map_err(|_| fmt::Error)?.to_string();
        f.pad(stamp.split('T').next().unwrap_or_default())
    }
}
