//! Times and days in statements: one spelling each.

use jiff::{
    SignedDuration,
    civil::{Date, DateTime, date},
};
use note::Malformed;
use std::{fmt, str::FromStr};

/// A time of whole seconds, UTC, written `2026-11-22T20:00:00Z` and in no other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(i64);

/// A day, UTC, written `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Stamp {
    /// The time so many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// A time before the year 0 or after 9999.
    pub fn from_seconds(seconds: i64) -> Result<Self, Malformed> {
        match date_time(seconds).map(DateTime::year) {
            Some(0..=9999) => Ok(Stamp(seconds)),
            _ => Err(Malformed::new("time", "its year is not one of 0000 to 9999")),
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.0
    }
}

/// The seconds are counted from here.
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// By the calendar, not by jiff's `Timestamp`, whose last day is the last but one of the year 9999.
fn date_time(seconds: i64) -> Option<DateTime> {
    EPOCH.checked_add(SignedDuration::from_secs(seconds)).ok()
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = date_time(self.0).ok_or(fmt::Error)?;
        f.pad(&time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}

impl FromStr for Stamp {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("time", "it is not written like 2026-11-22T20:00:00Z");
        let time =
            text.strip_suffix('Z').and_then(|time| time.parse::<DateTime>().ok()).ok_or_else(refused)?;
        let stamp = Stamp::from_seconds(time.duration_since(EPOCH).as_secs())?;
        if stamp.to_string() == text { Ok(stamp) } else { Err(refused()) }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.strftime("%Y-%m-%d").to_string())
    }
}

impl FromStr for Day {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("day", "it is not written like 2026-11-22");
        let day = Day(text.parse().map_err(|_| refused())?);
        if day.to_string() == text { Ok(day) } else { Err(refused()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_one_spelling() {
        for time in [
            "2026-11-22T20:00:00Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "2024-02-29T23:59:59Z",
            "1969-12-31T23:59:59Z",
        ] {
            assert_eq!(time.parse::<Stamp>().map(|stamp| stamp.to_string()), Ok(time.to_owned()));
        }
        for time in [
            "2026-11-22T20:00:00z",
            "2026-11-22T20:00:00+00:00",
            "2026-11-22T20:00:00.0Z",
            "2026-11-22 20:00:00Z",
            "2026-11-22T20:00Z",
            "2025-02-29T00:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T23:59:60Z",
            "20261122T200000Z",
            "+002026-11-22T20:00:00Z",
            "2026-11-22T20:00:00ZZ",
            "2026-11-22T20:00:00+00:00[UTC]Z",
            "",
        ] {
            assert!(time.parse::<Stamp>().is_err(), "{time}");
        }
        assert_eq!("2026-11-22".parse::<Day>().map(|day| day.to_string()), Ok("2026-11-22".to_owned()));
        for day in ["20261122", "2026-11-31", "2026-W01-1", "2026-11-22T00:00"] {
            assert!(day.parse::<Day>().is_err(), "{day}");
        }
    }
}
