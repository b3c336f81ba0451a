//! A point in time, as events have it: UTC, to the nanosecond.

mod calendar;
mod local;
mod parse;

pub use calendar::Parts;

use crate::Value;
use std::fmt;

const NANOS: i64 = 1_000_000_000;

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted. Reaches from 1677 to
/// 2262; a time outside of that is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// The time so many nanoseconds after the epoch.
    pub const fn from_nanos(nanos: i64) -> Self {
        Time(nanos)
    }

    /// Nanoseconds since the epoch.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Reads a time as logs write it: ISO 8601 and RFC 3339 with `T` or a blank, `/` or `-` in the date, up to
    /// nanoseconds, `Z`, an offset or nothing (which means UTC); seconds, milli-, micro- or nanoseconds since
    /// the epoch, told by their magnitude; `/Date(1364481363243)/`; `11/Oct/2024:22:14:15 +0200`;
    /// `22-Nov-2026 20:00:00`; `Sun Nov 22 20:00:00 2026`; `11/22/2026 8:00:00 PM`, and other orders of day and month where they
    /// have one meaning.
    pub fn parse(text: &str) -> Option<Time> {
        parse::absolute(text.trim())
    }

    /// As [`Time::parse`], and also `Oct 11 22:14:15` of RFC 3164, which names no year: it is the latest one
    /// that does not put the time more than a day after `reference`.
    pub fn parse_near(text: &str, reference: Time) -> Option<Time> {
        Time::parse(text).or_else(|| parse::without_year(text.trim(), reference))
    }

    /// The time that a field holds: text as in [`Time::parse`], or a number since the epoch.
    pub fn from_value(value: &Value<'_>) -> Option<Time> {
        match *value {
            Value::Text(text) => Time::parse(text),
            Value::Int(number) => parse::by_magnitude(i128::from(number), 0),
            Value::UInt(number) => parse::by_magnitude(i128::from(number), 0),
            Value::Float(number) => parse::from_float(number),
            Value::Null | Value::Bool(_) => None,
        }
    }

    /// The time in UTC, taken apart.
    pub fn parts(self) -> Parts {
        Parts::of(self.0.div_euclid(NANOS), self.0.rem_euclid(NANOS))
    }
}

/// RFC 3339 in UTC, with as many decimal places as are needed: 0, 3, 6 or 9.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { year, month, day, hour, minute, second, nanosecond, .. } = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match nanosecond {
            0 => {}
            n if n % 1_000_000 == 0 => write!(f, ".{:03}", n / 1_000_000)?,
            n if n % 1_000 == 0 => write!(f, ".{:06}", n / 1_000)?,
            n => write!(f, ".{n:09}")?,
        }
        f.write_str("Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        Time::parse(text).map(|time| time.to_string())
    }

    #[test]
    fn times_are_read_as_logs_write_them() {
        let cases = [
            ("2020-05-02T02:55:56.000Z", "2020-05-02T02:55:56Z"),
            ("2020-05-02 02:55:56.1234567Z", "2020-05-02T02:55:56.123456700Z"),
            ("2020-05-02 02:55:56,123", "2020-05-02T02:55:56.123Z"),
            ("2020-05-02T02:55:56.123456789987Z", "2020-05-02T02:55:56.123456789Z"),
            ("2020-05-02T02:55:56+02:00", "2020-05-02T00:55:56Z"),
            ("2020-05-02T02:55:56.5-0130", "2020-05-02T04:25:56.500Z"),
            ("2020-05-02T02:55:56+02", "2020-05-02T00:55:56Z"),
            ("2020-05-02 02:55:56 UTC", "2020-05-02T02:55:56Z"),
            ("2020/05/02 02:55", "2020-05-02T02:55:00Z"),
            ("2020-05-02", "2020-05-02T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
            ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
            ("1364481363", "2013-03-28T14:36:03Z"),
            ("1364481363.243", "2013-03-28T14:36:03.243Z"),
            ("1364481363.243456789", "2013-03-28T14:36:03.243456789Z"),
            ("1364481363243", "2013-03-28T14:36:03.243Z"),
            ("1364481363243123", "2013-03-28T14:36:03.243123Z"),
            ("1364481363243123456", "2013-03-28T14:36:03.243123456Z"),
            ("/Date(1364481363243)/", "2013-03-28T14:36:03.243Z"),
            ("/Date(1364481363243+0200)/", "2013-03-28T14:36:03.243Z"),
            ("11/Oct/2024:22:14:15 +0200", "2024-10-11T20:14:15Z"),
            ("1677-09-21T00:12:44Z", "1677-09-21T00:12:44Z"),
            ("2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775807Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        let cases = [
            "",
            "x",
            "4624",
            "2020-13-01",
            "2020-00-01",
            "2023-02-29",
            "2020-05-02T24:00:00Z",
            "2020-05-02T02",
            "2020-05-02T02:61:00Z",
            "2020-05-02T02:55:56.Z",
            "2020-05-02T02:55:56+99:00",
            "2020-05-02x",
            "2262-04-11T23:47:16.854775808Z",
            "1677-09-21T00:12:43Z",
            "99999999999999999999999",
            "/Date()/",
            "31/Feb/2024:00:00:00 +0000",
            "é020-05-02",
            "2020-05-02T02:55:56Z junk",
            "0000-00-00 00:00:00",
        ];
        for text in cases {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_missing_year_is_the_one_before_the_reference() {
        let near = |text, reference: &str| {
            let reference = Time::parse(reference).expect("a time");
            Time::parse_near(text, reference).map(|time| time.to_string())
        };
        let cases = [
            ("Oct 11 22:14:15", "2024-12-01", Some("2024-10-11T22:14:15Z")),
            ("Dec 31 22:14:15", "2024-01-01", Some("2023-12-31T22:14:15Z")),
            ("Jan  1 00:10:00", "2023-12-31T23:00:00Z", Some("2024-01-01T00:10:00Z")),
            ("Feb 29 00:00:00", "2023-06-01", Some("2020-02-29T00:00:00Z")),
            ("Oct 11 2019 22:14:15.5", "2024-12-01", Some("2019-10-11T22:14:15.500Z")),
            ("Oct 32 22:14:15", "2024-12-01", None),
        ];
        for (text, reference, expected) in cases {
            assert_eq!(near(text, reference).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_times_since_the_epoch() {
        assert_eq!(Time::from_value(&Value::Int(1_364_481_363_243)), Time::parse("1364481363.243"));
        assert_eq!(Time::from_value(&Value::Float(1_364_481_363.25)), Time::parse("1364481363.25"));
        assert_eq!(Time::from_value(&Value::Float(f64::NAN)), None);
        assert_eq!(Time::from_value(&Value::UInt(u64::MAX)), None);
        assert_eq!(Time::from_value(&Value::Int(4624)), None);
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        // Examples of the standard's edges: years of 53 weeks, and days that belong to another year's week.
        let cases = [
            ("2005-01-01", 53),
            ("2005-01-03", 1),
            ("2007-12-31", 1),
            ("2008-12-28", 52),
            ("2009-12-31", 53),
            ("2010-01-03", 53),
            ("2024-12-30", 1),
            ("1969-12-29", 1),
        ];
        for (text, week) in cases {
            let parts = Time::parse(text).expect("a time").parts();
            assert_eq!(parts.iso_week, week, "{text}");
        }
    }

    #[test]
    fn every_time_is_shown_so_that_it_reads_the_same() {
        for nanos in
            [i64::MIN + NANOS, -1, 0, 1, 951_782_400 * NANOS, 4_102_444_799 * NANOS + 1_000, i64::MAX]
        {
            let time = Time::from_nanos(nanos);
            assert_eq!(Time::parse(&time.to_string()), Some(time), "{time}");
        }
    }
}
