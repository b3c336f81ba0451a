//! Forms of times that depend on the program that wrote them, or on the country where it ran. They name no zone, and are read as
//! UTC.

use super::{
    Time, calendar,
    parse::{Clock, Rest, time},
};

/// Reads one of them. Where a date can be read in two ways (`3/4/2026` without AM or PM), it is not read.
pub(super) fn read(text: &str) -> Option<Time> {
    named_month(text).or_else(|| month_first(text)).or_else(|| numbers(text)).or_else(|| compact(text))
}

/// `22-Nov-2026 20:00:00.123`: BIND.
fn named_month(text: &str) -> Option<Time> {
    let mut rest = Rest(text.as_bytes());
    let day = rest.digits(2)?;
    rest.one_of(b"-")?;
    let month = rest.month()?;
    rest.one_of(b"-")?;
    let days = calendar::days(rest.number(4)?, month, day)?;
    rest.one_of(b" ")?;
    finish(days, rest)
}

/// `Sun Nov 22 20:00:00.123456 2026`: asctime, as in Apache's error log. `Nov 22, 2026 8:00:00 PM`: Defender's portal.
fn month_first(text: &str) -> Option<Time> {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let without_day =
        text.split_once(' ').filter(|(day, _)| DAYS.contains(day)).map_or(text, |(_, rest)| rest);
    let mut rest = Rest(without_day.as_bytes());
    let month = rest.month()?;
    rest.blanks();
    let day = rest.digits(2)?;
    if rest.one_of(b",").is_some() {
        rest.blanks();
        let days = calendar::days(rest.number(4)?, month, day)?;
        rest.one_of(b" ")?;
        return finish(days, rest);
    }
    rest.blanks();
    let clock = rest.clock()?;
    rest.one_of(b" ")?;
    let year = rest.number(4)?;
    rest.is_empty().then_some(())?;
    time(calendar::days(year, month, day)?, clock, 0)
}

/// `11/22/2026 8:00:00 PM`: the month is first where AM or PM is written, else where the other order is none.
/// `22.11.2026 20:00:00`: the day is first.
fn numbers(text: &str) -> Option<Time> {
    let mut rest = Rest(text.as_bytes());
    let first = rest.digits(2)?;
    let sign = rest.one_of(b"/.")?;
    let second = rest.digits(2)?;
    rest.one_of(&[sign])?;
    let year = rest.number(4)?;
    rest.one_of(b",");
    rest.one_of(b" ")?;
    let halves = text.ends_with(['M', 'm']);
    let (month, day) = match (sign, halves) {
        (b'.', _) => (second, first),
        (_, true) if first <= 12 => (first, second),
        _ if first > 12 => (second, first),
        _ if second > 12 || first == second => (first, second),
        _ => return None,
    };
    finish(calendar::days(year, month, day)?, rest)
}

/// `20261122 20:00:00`: some locales of Windows.
fn compact(text: &str) -> Option<Time> {
    let mut rest = Rest(text.as_bytes());
    let days = calendar::days(rest.number(4)?, rest.number(2)?, rest.number(2)?)?;
    rest.one_of(b" ")?;
    finish(days, rest)
}

/// The clock, of 24 hours or of twice twelve.
fn finish(days: i64, mut rest: Rest<'_>) -> Option<Time> {
    const HOUR: i64 = 3600;
    let clock = rest.short_clock()?;
    rest.blanks();
    let hour = clock.seconds / HOUR;
    let shift = match rest.0 {
        b"" => 0,
        b"AM" | b"am" if hour == 12 => -12,
        b"AM" | b"am" if hour < 12 => 0,
        b"PM" | b"pm" if hour == 12 => 0,
        b"PM" | b"pm" if hour < 12 => 12,
        _ => return None,
    };
    time(days, Clock { seconds: clock.seconds + shift * HOUR, ..clock }, 0)
}

#[cfg(test)]
mod tests {
    use crate::Time;

    #[test]
    fn local_forms_are_read_where_they_have_one_meaning() {
        for (text, expected) in [
            ("22-Nov-2026 20:00:00.123", Some("2026-11-22T20:00:00.123Z")),
            ("Sun Nov 22 20:00:00.123456 2026", Some("2026-11-22T20:00:00.123456Z")),
            ("Nov 22, 2026 8:00:00 PM", Some("2026-11-22T20:00:00Z")),
            ("11/22/2026 8:00:00 PM", Some("2026-11-22T20:00:00Z")),
            ("11/22/2026 12:00:00 AM", Some("2026-11-22T00:00:00Z")),
            ("6/5/2013 12:00:32 PM", Some("2013-06-05T12:00:32Z")),
            ("22/11/2026 20:00:00", Some("2026-11-22T20:00:00Z")),
            ("11/22/2026 20:00", Some("2026-11-22T20:00:00Z")),
            ("22.11.2026 20:00:00", Some("2026-11-22T20:00:00Z")),
            ("20150208 08:56:58", Some("2015-02-08T08:56:58Z")),
            ("3/4/2026 20:00:00", None),
            ("11/22/2026 20:00:00 PM", None),
            ("11/31/2026 8:00:00 PM", None),
            ("Sun Nov 22 20:00:00", None),
            ("22-Nov-2026", None),
        ] {
            assert_eq!(Time::parse(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        }
    }
}
