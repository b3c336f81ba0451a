//! What a file of indicators is, told from how it starts.

use crate::{bytes::SNIFF, header::Header, list::is_comment};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One value a line.
    List,
    /// A table with a header.
    Table,
    /// JSON: STIX, MISP, or an array of values.
    Json,
}

impl Format {
    /// The name, as outputs show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Table => "table",
            Self::Json => "json",
        }
    }
}

/// What is known of a file before it is read.
pub(crate) enum Sniffed {
    List,
    Table(Header),
    Json,
}

/// How a file that starts with these bytes is written. What is nothing else is a list, and each of its lines will say what it is not.
pub(crate) fn sniff(start: &[u8]) -> Sniffed {
    let text = String::from_utf8_lossy(start.get(..SNIFF).unwrap_or(start));
    if is_json(text.trim_start()) {
        return Sniffed::Json;
    }
    header(&text).map_or(Sniffed::List, Sniffed::Table)
}

/// Whether the text starts as a JSON object or array does. A defanged address starts with a bracket and does not.
fn is_json(text: &str) -> bool {
    let after = |bracket: char, next: &[char]| {
        text.strip_prefix(bracket).is_some_and(|rest| rest.trim_start().starts_with(next))
    };
    after('{', &['"', '}']) || after('[', &['{', ']', '"'])
}

/// The first line that is no comment, if it is a header; else the last comment before it.
fn header(text: &str) -> Option<Header> {
    let mut comment = None;
    for line in text.lines().map(str::trim) {
        match line {
            "" => {}
            line if is_comment(line) => comment = Some(line),
            line => {
                let in_comment = || {
                    Header::read(comment?.trim_start_matches(['#', ';', '/', ' ']))
                        .filter(|header| header.columns.len() > 1)
                };
                return Header::read(line).or_else(in_comment);
            }
        }
    }
    None
}
