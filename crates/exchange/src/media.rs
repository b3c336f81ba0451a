//! What the body of an `intel` statement may be, and the media types that say so (docs/spec/intel.md).

use crate::sniff::{Sniffed, sniff};

/// A format of intelligence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A bundle of STIX 2.1, or any text of STIX.
    Stix,
    /// A MISP event, or several.
    Misp,
    /// A table with a header.
    Csv,
    /// A list of values as a JSON array.
    Json,
    /// One value a line.
    Text,
}

/// What stands in STIX, and what in MISP, with the quotes of names around it. Whichever comes first decides.
const MARKS: [(&str, Media); 9] = [
    ("\"spec_version\"", Media::Stix),
    ("\"objects\"", Media::Stix),
    ("\"bundle\"", Media::Stix),
    ("\"bundle--", Media::Stix),
    ("\"Event\"", Media::Misp),
    ("\"Attribute\"", Media::Misp),
    ("\"Object\"", Media::Misp),
    ("\"to_ids\"", Media::Misp),
    ("\"Orgc\"", Media::Misp),
];

/// What stands in every id of STIX, and now and then in words of MISP: it decides where nothing else does.
const IN_AN_ID: &str = "--";

impl Media {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Stix, Self::Misp, Self::Csv, Self::Json, Self::Text];

    /// What a text is that starts so; 64 KiB are enough.
    ///
    /// ```
    /// use exchange::Media;
    /// assert_eq!(Media::of(br#"{"Event": {"info": "a lure"}}"#), Media::Misp);
    /// assert_eq!(Media::of(b"192.0.2.7"), Media::Text);
    /// ```
    pub fn of(start: &[u8]) -> Self {
        match sniff(start) {
            Sniffed::List => Self::Text,
            Sniffed::Table(_) => Self::Csv,
            Sniffed::Json => {
                let text = String::from_utf8_lossy(start);
                let marks =
                    MARKS.iter().filter_map(|(mark, media)| text.find(mark).map(|place| (place, *media)));
                let otherwise = || if text.contains(IN_AN_ID) { Self::Stix } else { Self::Json };
                marks.min_by_key(|(place, _)| *place).map_or_else(otherwise, |(_, media)| media)
            }
        }
    }

    /// The format of a body with this media type; parameters do not matter.
    pub fn named(media_type: &str) -> Option<Self> {
        let plain = |text: &str| text.split(';').next().unwrap_or_default().to_owned();
        Self::ALL.into_iter().find(|media| plain(media.as_str()) == plain(media_type))
    }

    /// Its media type.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stix => crate::stix::MEDIA_TYPE,
            Self::Misp => "application/vnd.misp+json",
            Self::Csv => "text/csv",
            Self::Json => "application/json",
            Self::Text => "text/plain",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        for (start, media) in [
            (r#"{"type":"bundle","objects":["#, Media::Stix),
            (r#"{"id":"x-own--11111111-2222-4333-8444-555555555555","type":"x-own"}"#, Media::Stix),
            (r#"[{"type":"mutex","id":"mutex--1"}]"#, Media::Stix),
            (r#"{"more":false,"objects":[]}"#, Media::Stix),
            (r#"{"response":[{"Event":{"info":"the \"objects\" of it"}}]}"#, Media::Misp),
            (r#"[{"type":"ip-dst","value":"192.0.2.7","to_ids":true}]"#, Media::Misp),
            (r#"{"uuid":"1","info":"a lure -- and more","Orgc":{"name":"x"},"Attribute":[]}"#, Media::Misp),
            (r#"["192.0.2.7","example.com"]"#, Media::Json),
            ("value,type\n192.0.2.7,ip\n", Media::Csv),
            ("# a list\n192.0.2.7\n", Media::Text),
            ("", Media::Text),
        ] {
            assert_eq!(Media::of(start.as_bytes()), media, "{start}");
        }
        for media in Media::ALL {
            assert_eq!(Media::named(media.as_str()), Some(media));
        }
        assert_eq!(Media::named("application/stix+json"), Some(Media::Stix));
        assert_eq!(Media::named("application/pdf"), None);
    }
}
