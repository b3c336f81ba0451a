//! The time since when something is on record: one second, one zone, one way to write it.

use std::fmt;

use crate::error::AuditError;

/// A second in UTC, written `2024-11-18T17:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordTime([u16; 6]);

impl RecordTime {
    /// Reads exactly that form, of the years 2000 to 2199.
    ///
    /// # Errors
    /// Any other form, other zones included: two people should never read two times from one text.
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        let refuse = || AuditError::value("time", text, "write it in UTC as 2024-11-18T17:00:00Z");
        let shape = "0000-00-00T00:00:00Z";
        let fits = text.len() == shape.len()
            && text
                .bytes()
                .zip(shape.bytes())
                .all(|(byte, wanted)| if wanted == b'0' { byte.is_ascii_digit() } else { byte == wanted });
        if !fits {
            return Err(refuse());
        }
        let mut parts =
            text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|part| part.parse().ok());
        let mut time = [0u16; 6];
        for slot in &mut time {
            *slot = parts.next().ok_or_else(refuse)?;
        }
        let [year, month, day, hour, minute, second] = time;
        let ranges = (2000..2200).contains(&year) && hour < 24 && minute < 60 && second < 61;
        if !ranges || day == 0 || day > days(year, month) {
            return Err(refuse());
        }
        Ok(Self(time))
    }
}

fn days(year: u16, month: u16) -> u16 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for RecordTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day, hour, minute, second] = self.0;
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;

    #[test]
    fn times_have_one_form() {
        for text in [
            "2024-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-11-18 17:00:00Z",
            "2024-11-18T17:00:00+00:00",
            "2024-13-01T00:00:00Z",
            "2024-11-18T24:00:00Z",
            "",
        ] {
            assert!(RecordTime::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            RecordTime::parse("2024-02-29T23:59:60Z").expect("a time").to_string(),
            "2024-02-29T23:59:60Z"
        );
    }
}
