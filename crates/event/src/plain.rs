//! Lines of which nothing is known: each is an event, so that keywords and indicators meet it.
//!
//! A time at the start of a line is taken for the event's, where it is in a form that [`Time`] reads whole.

use crate::{
    Time,
    record::{Record, Refusal},
};
use bumpalo::Bump;

/// Where a time that starts a line ends at the latest.
const MAX_TIME: usize = 40;

/// Parses a line.
pub(crate) fn parse<'a>(line: &'a str, _: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
    if let Some(time) = time(line) {
        record.text("timestamp", time)?;
    }
    record.text("_raw", line)
}

/// `2026-11-22T20:00:00Z ...`, `2026-11-22 20:00:00,123 ...`, `[Sun Nov 22 20:00:00.123456 2026] ...`.
fn time(line: &str) -> Option<&str> {
    let start = line.as_bytes().first()?;
    if *start == b'[' {
        let (time, _) = line.get(1..)?.split_once(']').filter(|(time, _)| time.len() <= MAX_TIME)?;
        return Time::parse(time).map(|_| time);
    }
    if !start.is_ascii_digit() {
        return None;
    }
    let ends = line.match_indices(' ').map(|(end, _)| end).take(2);
    let fronts =
        ends.chain([line.len()]).take_while(|&end| end <= MAX_TIME).filter_map(|end| line.get(..end));
    let times =
        fronts.map(|front| front.trim_end_matches([':', ',', ';'])).filter(|front| front.contains(':'));
    times.filter(|front| Time::parse(front).is_some()).last()
}
