//! Points in time as tables write them, read without a clock and without time zones of places.
//!
//! Read are: `YYYY-MM-DD`, `YYYYMMDD`, `MM/DD/YYYY` (month first, as US registers write it), each optionally followed
//! by `T` or a space and `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff`, `AM` or `PM`, and `Z` or an offset `+HH:MM`. A time without an
//! offset is taken as it stands.

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00, UTC where the text named an offset, else as it stood.
    pub seconds: i64,
    /// Whether the text gave a time of day, or only the day.
    pub has_clock: bool,
}

const DAY: i64 = 86_400;

impl Moment {
    /// Reads a time; `None` where the text is none.
    pub fn parse(text: &str) -> Option<Moment> {
        let text = text.trim();
        let (day, rest) = split_day(text)?;
        let rest = rest.strip_prefix(['T', 't', ' ']).unwrap_or(rest).trim();
        if rest.is_empty() {
            return Some(Moment { seconds: day * DAY, has_clock: false });
        }
        Some(Moment { seconds: day * DAY + parse_clock(rest)?, has_clock: true })
    }

    /// The last second that still counts as this moment: the day's last second where only a day was named.
    pub fn end(&self) -> i64 {
        if self.has_clock { self.seconds } else { self.seconds + DAY - 1 }
    }
}

/// Reads a day, as days since 1970-01-01; `None` where the text is anything else.
pub(crate) fn parse_day(text: &str) -> Option<i64> {
    split_day(text).filter(|(_, rest)| rest.is_empty()).map(|(day, _)| day)
}

/// `YYYY-MM-DD` of days since 1970-01-01.
pub(crate) fn show_day(day: i64) -> String {
    let (year, month, date) = civil(day);
    format!("{year:04}-{month:02}-{date:02}")
}

/// `YYYY-MM-DDTHH:MM:SS` of seconds since 1970-01-01.
pub fn show(seconds: i64) -> String {
    let (day, clock) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    format!("{}T{:02}:{:02}:{:02}", show_day(day), clock / 3_600, clock / 60 % 60, clock % 60)
}

fn split_day(text: &str) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (first, rest) = text.split_at_checked(digits)?;
    match (digits, rest.as_bytes().first()) {
        (8, _) => Some((day(first.get(..4)?, first.get(4..6)?, first.get(6..)?)?, rest)),
        (4, Some(b'-')) => {
            let (month, rest) = rest.get(1..)?.split_once('-')?;
            let (date, rest) = rest.split_at_checked(2)?;
            Some((day(first, month, date)?, rest))
        }
        (1 | 2, Some(b'/')) => {
            let (date, rest) = rest.get(1..)?.split_once('/')?;
            let (year, rest) = rest.split_at_checked(4)?;
            Some((day(year, first, date)?, rest))
        }
        _ => None,
    }
}

/// Days since 1970-01-01 of a date that exists.
fn day(year: &str, month: &str, date: &str) -> Option<i64> {
    let (year, month, date) = (number(year)?, number(month)?, number(date)?);
    let day = days(year, month, date);
    ((1..=12).contains(&month) && civil(day) == (year, month, date)).then_some(day)
}

fn parse_clock(text: &str) -> Option<i64> {
    let upper = text.to_ascii_uppercase();
    let (text, offset) = split_offset(&upper)?;
    let (text, half) = match (text.strip_suffix("AM"), text.strip_suffix("PM")) {
        (Some(text), _) => (text.trim_end(), Some(0)),
        (_, Some(text)) => (text.trim_end(), Some(12)),
        _ => (text, None),
    };
    let mut parts = text.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = match parts.next() {
        Some(second) => number(second.split('.').next()?)?,
        None => 0,
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    let sound = parts.next().is_none() && hour < 24 && minute < 60 && second <= 60;
    sound.then_some(hour * 3_600 + minute * 60 + second - offset)
}

/// The clock, and the seconds by which it is ahead of UTC.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(text) = text.strip_suffix('Z').or_else(|| text.strip_suffix("UTC")) {
        return Some((text.trim_end(), 0));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, 0)) };
    let (clock, offset) = text.split_at_checked(at)?;
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        _ => return None,
    };
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    Some((clock.trim_end(), sign * (hours * 3_600 + minutes * 60)))
}

fn number(text: &str) -> Option<i64> {
    let sound = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { text.parse().ok() } else { None }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar: whole 400-year eras of 146,097 days, in years that begin
/// with March so that the leap day comes last.
fn days(year: i64, month: i64, date: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The other way round.
fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let day_of_era = day.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let date = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tables_write() {
        let cases = [
            ("2024-10-07", Some(("2024-10-07T00:00:00", false))),
            ("20241007", Some(("2024-10-07T00:00:00", false))),
            ("10/7/2024", Some(("2024-10-07T00:00:00", false))),
            ("10/07/2024 11:59:59 PM", Some(("2024-10-07T23:59:59", true))),
            ("10/07/2024 12:05 AM", Some(("2024-10-07T00:05:00", true))),
            ("2024-10-07T23:59:59Z", Some(("2024-10-07T23:59:59", true))),
            ("2024-10-07 23:59", Some(("2024-10-07T23:59:00", true))),
            ("2024-10-07T18:00:00.250-06:00", Some(("2024-10-08T00:00:00", true))),
            ("1969-12-31T23:59:59", Some(("1969-12-31T23:59:59", true))),
            ("2000-02-29", Some(("2000-02-29T00:00:00", false))),
            ("1900-02-29", None),
            ("2024-13-01", None),
            ("2024-00-01", None),
            ("2024-1", None),
            ("", None),
            ("2024-10-07T25:00", None),
            ("13:00 PM", None),
            ("2024-10-07T13:00 PM", None),
            ("soon", None),
            ("2024-10-0\u{e9}", None),
        ];
        for (text, expected) in cases {
            let found = Moment::parse(text).map(|moment| (show(moment.seconds), moment.has_clock));
            assert_eq!(found.as_ref().map(|(text, clock)| (text.as_str(), *clock)), expected, "{text}");
        }
    }

    #[test]
    fn every_day_of_800_years_goes_there_and_back() {
        for day in days(1600, 1, 1)..days(2400, 1, 1) {
            assert_eq!(parse_day(&show_day(day)), Some(day));
        }
    }
}
