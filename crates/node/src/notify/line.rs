//! A syslog message (RFC 5424).

/// How long a message may be, in bytes: what RFC 5424 section 6.1 asks receivers to take.
const MAX_LINE: usize = 2_048;

/// Facility "local use 0" (section 6.2.1).
const FACILITY: u8 = 16;

/// What is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// RFC 3339, UTC.
    pub(super) time: String,
    /// Whether it is a warning, or only a notice.
    pub(super) is_serious: bool,
    /// The text, without control characters.
    pub(super) text: String,
}

impl Line {
    /// The bytes. The name of this machine is not told: the member's name is in the text.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let severity = if self.is_serious { 4 } else { 5 };
        let priority = FACILITY * 8 + severity;
        // Section 6.4: a text in UTF-8 begins with a byte order mark.
        let mut line = format!("<{priority}>1 {} - detente - findings - \u{feff}{}", self.time, self.text);
        line.truncate(line.floor_char_boundary(MAX_LINE));
        line.into_bytes()
    }

    /// The bytes behind their length, as they go over a connection (RFC 6587 section 3.4.1; RFC 5425 section 4.3).
    pub(super) fn counted(&self) -> Vec<u8> {
        let bytes = self.bytes();
        [format!("{} ", bytes.len()).as_bytes(), &bytes].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_rfc_5424_has_it_and_not_too_long() {
        let line = |text: &str| Line {
            time: "2026-11-23T07:00:00Z".to_owned(),
            is_serious: true,
            text: text.to_owned(),
        };
        let bytes = line("bravo: 1 new finding").bytes();
        assert_eq!(
            String::from_utf8(bytes).expect("text"),
            "<132>1 2026-11-23T07:00:00Z - detente - findings - \u{feff}bravo: 1 new finding"
        );
        assert!(line("x").counted().starts_with(b"55 <132>1 "));
        let long = line(&"ä".repeat(5_000)).bytes();
        assert!(long.len() <= MAX_LINE && String::from_utf8(long).is_ok());
    }
}
