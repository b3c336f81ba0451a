//! Days and dates of the Gregorian calendar, carried back before it began.

const DAY: i64 = 86_400;
/// Days in 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;
/// From 0000-03-01 to 1970-01-01. Years that start in March have their leap day at the end.
const EPOCH: i64 = 719_468;

/// A time taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: u32,
    /// The week of ISO 8601, from 1: weeks start on Monday and belong to the year of their Thursday.
    pub iso_week: u32,
    /// The day of the month, from 1.
    pub day: u32,
    /// The hour, 0 to 23.
    pub hour: u32,
    /// The minute, 0 to 59.
    pub minute: u32,
    /// The second, 0 to 59.
    pub second: u32,
    /// The nanosecond in the second.
    pub nanosecond: u32,
}

impl Parts {
    pub(super) fn of(seconds: i64, nanos: i64) -> Self {
        let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = date(days);
        Parts {
            year,
            month: small(month),
            iso_week: small(iso_week(days)),
            day: small(day),
            hour: small(second / 3600),
            minute: small(second / 60 % 60),
            second: small(second % 60),
            nanosecond: small(nanos),
        }
    }
}

/// A number that arithmetic keeps small.
fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// The days from 1970-01-01 to a date, none where there is no such date. The year has at most four digits.
pub(super) fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (march_year, march_month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (march_year.div_euclid(400), march_year.rem_euclid(400));
    let of_year = (153 * march_month + 2) / 5 + day - 1;
    let days = era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
    // The 31st of a shorter month has become the first of the next.
    (date(days) == (year, month, day)).then_some(days)
}

/// Year, month and day, that many days after 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (era, of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// 1970-01-01 was a Thursday.
fn iso_week(days: i64) -> i64 {
    let thursday = days - (days + 3).rem_euclid(7) + 3;
    let (year, _, _) = date(thursday);
    let first = self::days(year, 1, 1).unwrap_or(thursday);
    (thursday - first) / 7 + 1
}
