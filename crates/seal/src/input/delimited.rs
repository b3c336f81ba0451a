//! Records of CSV and TSV. One scanner serves both the thread that cuts blocks and those that read them, so that they
//! cannot disagree about where a record ends.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::cell::Kind;
use crate::input::fields::Fields;

/// What one look at the front of some bytes found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A record of this many bytes, line end included.
    Record(usize),
    /// A record that cannot be read. It is taken to end with its first line, so that it costs that line and no more.
    Bad(usize, &'static str),
    /// The record may go on beyond these bytes.
    More,
}

const OPEN_QUOTE: &str =
    "a quoted field is not closed; check the quotes on this line, or read the table with --no-quotes";
const AFTER_QUOTE: &str = "text follows a closing quote; a quote inside a quoted field is written twice, or read the table with --no-quotes";

/// Looks at the record at the front of `bytes`. `whole`: nothing follows them. Its fields go to `fields`, where one wants them.
pub(crate) fn scan<'r>(
    bytes: &'r [u8],
    delimiter: u8,
    quotes: bool,
    whole: bool,
    mut fields: Option<&mut Fields<'r>>,
) -> Scan {
    let mut rest = bytes;
    loop {
        let mut value = None;
        if quotes && rest.first() == Some(&b'"') {
            match quoted(rest, whole) {
                Quoted::Closed(text, after) => (value, rest) = (Some(text), after),
                Quoted::Open if whole => return Scan::Bad(first_line(bytes), OPEN_QUOTE),
                Quoted::Open => return Scan::More,
            }
            match rest {
                [] | [b'\r'] if !whole => return Scan::More,
                [] | [b'\r'] | [b'\n', ..] | [b'\r', b'\n', ..] => {}
                [byte, ..] if *byte == delimiter => {}
                _ => return Scan::Bad(first_line(bytes), AFTER_QUOTE),
            }
        }
        let (field, end) = match memchr2(delimiter, b'\n', rest) {
            Some(at) => rest.split_at_checked(at).unwrap_or_default(),
            None if whole => (rest, &[][..]),
            None => return Scan::More,
        };
        let last = end.first() != Some(&delimiter);
        if let Some(fields) = fields.as_deref_mut() {
            let bare = if last { field.strip_suffix(b"\r").unwrap_or(field) } else { field };
            fields.push(Kind::Text, value.map_or(Cow::Borrowed(bare), single));
        }
        rest = end.get(1..).unwrap_or_default();
        if last {
            return Scan::Record(bytes.len() - rest.len());
        }
    }
}

enum Quoted<'r> {
    /// The text between the quotes as it stands, and the bytes after the closing one.
    Closed(&'r [u8], &'r [u8]),
    Open,
}

/// Finds the end of a field in quotes, of which two stand for one.
fn quoted(bytes: &[u8], whole: bool) -> Quoted<'_> {
    let text = bytes.get(1..).unwrap_or_default();
    let mut from = 0;
    loop {
        let Some(at) = text.get(from..).and_then(|rest| memchr(b'"', rest)) else { return Quoted::Open };
        let (inside, quote) = text.split_at_checked(from + at).unwrap_or_default();
        match quote {
            [_, b'"', ..] => from += at + 2,
            [_] if !whole => return Quoted::Open, // its twin may be the next byte
            [_, after @ ..] => return Quoted::Closed(inside, after),
            [] => return Quoted::Open,
        }
    }
}

/// The text of a field in quotes: one for each two.
fn single(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr(b'"', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut single = Vec::with_capacity(text.len());
    let mut parts = text.split(|byte| *byte == b'"');
    single.extend_from_slice(parts.next().unwrap_or_default());
    // Quotes come in pairs here: every second part is the nothing between two.
    for part in parts.skip(1).step_by(2) {
        single.push(b'"');
        single.extend_from_slice(part);
    }
    Cow::Owned(single)
}

/// The length of the first line, line end included.
pub(crate) fn first_line(bytes: &[u8]) -> usize {
    memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Read = Vec<Result<Vec<String>, &'static str>>;

    fn read(bytes: &[u8]) -> Read {
        let (mut rest, mut fields, mut records) = (bytes, Fields::default(), Vec::new());
        while !rest.is_empty() {
            fields.clear();
            let (length, record) = match scan(rest, b',', true, true, Some(&mut fields)) {
                Scan::Record(length) => {
                    let values = (0..fields.len()).filter_map(|index| fields.get(index));
                    (length, Ok(values.map(|(_, text)| String::from_utf8_lossy(text).into_owned()).collect()))
                }
                Scan::Bad(length, reason) => (length, Err(reason)),
                Scan::More => unreachable!("nothing follows"),
            };
            records.push(record);
            rest = &rest[length..];
        }
        records
    }

    #[test]
    fn cases() {
        let ok = |fields: &[&str]| Ok(fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>());
        let cases: &[(&str, Read)] = &[
            ("a,b\nc,d\n", vec![ok(&["a", "b"]), ok(&["c", "d"])]),
            ("a,b\r\nc,\r\n", vec![ok(&["a", "b"]), ok(&["c", ""])]),
            ("a,b", vec![ok(&["a", "b"])]),
            ("\"a,\"\"b\"\"\r\nc\",d\r\n", vec![ok(&["a,\"b\"\r\nc", "d"])]),
            ("\"\"", vec![ok(&[""])]),
            ("\"a\"\r\n", vec![ok(&["a"])]),
            ("5\" pipe,b\n", vec![ok(&["5\" pipe", "b"])]),
            ("\"a\"b,c\nd,e\n", vec![Err(AFTER_QUOTE), ok(&["d", "e"])]),
            ("\"a,c\nd,e\n", vec![Err(OPEN_QUOTE), ok(&["d", "e"])]),
            (",\n", vec![ok(&["", ""])]),
            ("\n", vec![ok(&[""])]),
        ];
        for (text, expected) in cases {
            assert_eq!(&read(text.as_bytes()), expected, "{text:?}");
        }
    }

    proptest! {
        /// Cut anywhere, the scanner waits for more or sees the same record as with the whole text.
        #[test]
        fn a_cut_changes_no_record(text in "[a,\"\r\n]{0,24}", cut in 0usize..24) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            if let found @ Scan::Record(_) = scan(&bytes[..cut], b',', true, false, None) {
                prop_assert_eq!(scan(bytes, b',', true, true, None), found);
            }
        }
    }
}
