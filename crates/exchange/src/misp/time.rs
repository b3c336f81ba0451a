//! Times: MISP has seconds since 1970, as numbers or texts, days, and ISO 8601 with offsets; STIX has RFC 3339 in UTC.

use super::fields::Fields;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// When what has no date was made: an organisation, a cluster of a galaxy. Whoever knows better has a later version of it.
pub(super) const UNDATED: &str = "1970-01-01T00:00:00.000Z";

/// A moment that a member says, in whichever way.
pub(super) fn moment(fields: Fields<'_>, name: &str) -> Option<Timestamp> {
    let moment = match fields.number(name) {
        Some(seconds) => Timestamp::from_second(seconds).ok(),
        None => read(&fields.text(name)?),
    };
    // MISP writes 0 for "never", and what is older is no time of an event.
    moment.filter(|moment| *moment > Timestamp::UNIX_EPOCH)
}

/// A moment as text: with an offset, or in UTC without one, or a day.
pub(super) fn read(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let in_utc = |day: Date| day.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let civil = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse().ok().or_else(civil).or_else(|| in_utc(text.parse().ok()?))
}

/// As STIX writes a moment that is no version of an object: with the digits that it has.
pub(super) fn plain(moment: Timestamp) -> String {
    moment.to_string()
}

/// As STIX writes when an object was made or changed: to the millisecond where it has no more.
pub(super) fn stix(moment: Timestamp) -> String {
    if moment.subsec_nanosecond() % 1_000_000 == 0 { format!("{moment:.3}") } else { format!("{moment:.6}") }
}
