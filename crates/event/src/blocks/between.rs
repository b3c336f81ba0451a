//! What stands between the objects of a JSON text: signs of arrays, and whatever does not belong there.
//!
//! It is told from the bytes at hand alone, so that a block is read as it was cut, wherever that was.

use super::wrapper::{Head, head, stands_beside};
use memchr::{memchr2, memchr3};

/// How long a string outside of objects may be. A longer one, or one that does not end, is no string but junk.
const MAX_STRING: usize = 64 << 10;

/// The next thing, by how many bytes it takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Between {
    /// Signs and blanks, the start of a wrapper, or what may stand beside a wrapper's records.
    Pass(usize),
    /// An object starts here that is a record.
    Object,
    /// The name of a member that stands beside a wrapper's records; its value follows.
    Member(usize),
    /// What is no object, where objects stand.
    Other(usize),
    /// More has to be seen.
    Starved,
}

/// What comes next. `ended` says that nothing follows `text`; `unwraps` that wrappers are to be looked into.
pub(super) fn between(text: &[u8], ended: bool, unwraps: bool) -> Between {
    let signs = text.iter().take_while(|&&byte| is_sign(byte)).count();
    match text.get(signs) {
        _ if signs > 0 => Between::Pass(signs),
        None => Between::Starved,
        Some(b'{') if !unwraps => Between::Object,
        Some(b'{') => match head(text) {
            Head::Wraps(len) => Between::Pass(len),
            Head::Unclear if !ended => Between::Starved,
            Head::Unclear | Head::Record => Between::Object,
        },
        Some(b'"') => string(text, ended),
        Some(_) => scalar(text, ended),
    }
}

fn is_sign(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b',' | b'}')
}

/// A string is one if what follows it may follow one; else a quote is junk like any other.
fn string(text: &[u8], ended: bool) -> Between {
    let near = text.get(..MAX_STRING.min(text.len())).unwrap_or_default();
    let Some(end) = string_end(near) else {
        let may_end = !ended && near.len() < MAX_STRING && memchr2(b'\n', b'\r', near).is_none();
        return if may_end { Between::Starved } else { junk(text, ended) };
    };
    let after = text.get(end..).unwrap_or_default();
    let blanks = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    match after.get(blanks) {
        Some(b':') if stands_beside(text.get(1..end - 1).unwrap_or_default()) => {
            Between::Member(end + blanks + 1)
        }
        Some(b':') => Between::Other(end + blanks + 1),
        Some(b',' | b']' | b'}') => Between::Other(end),
        None if ended => Between::Other(end),
        None if blanks < MAX_STRING => Between::Starved,
        _ => junk(text, ended),
    }
}

/// A number, `true`, `null`, or a piece of a text that is no JSON.
fn scalar(text: &[u8], ended: bool) -> Between {
    let ends = |byte: &u8| matches!(byte, b',' | b'[' | b']' | b'{' | b'}' | b'\n');
    stretch(text, text.iter().position(ends), ended)
}

/// All up to the next object or line.
fn junk(text: &[u8], ended: bool) -> Between {
    stretch(text, memchr2(b'{', b'\n', text), ended)
}

/// A stretch that is too long to wait for its end is told in pieces.
fn stretch(text: &[u8], end: Option<usize>, ended: bool) -> Between {
    match end {
        Some(end) => Between::Other(end),
        None if ended || text.len() >= MAX_STRING => Between::Other(text.len()),
        None => Between::Starved,
    }
}

/// How long the string is that starts this text, its quotes counted; none where it does not end on its line.
pub(super) fn string_end(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        let found = at + memchr3(b'"', b'\\', b'\n', text.get(at..)?)?;
        match text.get(found)? {
            b'"' => return Some(found + 1),
            b'\\' => at = found + 2,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_object_is_told_piece_by_piece() {
        let cases: [(&str, Between); 16] = [
            ("\n [, ]{", Between::Pass(6)),
            ("{\"a\":1}", Between::Object),
            ("{\"Records\":[{\"a\":1}]}", Between::Pass(12)),
            ("{\"value\":", Between::Starved),
            ("17, 18", Between::Other(2)),
            ("null]", Between::Other(4)),
            ("17", Between::Starved),
            ("\"x{\", {", Between::Other(4)),
            ("\"x", Between::Starved),
            ("\"x\ny", Between::Other(2)),
            ("\"x\" y {", Between::Other(6)),
            ("\"nextLink\": \"x\"", Between::Member(11)),
            ("\"x\\\"\" :1", Between::Other(7)),
            ("-- dump --\n", Between::Other(10)),
            ("\\\"{", Between::Other(2)),
            ("", Between::Starved),
        ];
        for (text, expected) in cases {
            assert_eq!(between(text.as_bytes(), false, true), expected, "{text}");
        }
        assert_eq!(between(b"17", true, true), Between::Other(2));
        assert_eq!(between(b"{\"value\":", true, true), Between::Object);
        assert_eq!(between(b"{\"Records\":[{}]}", false, false), Between::Object);
        assert_eq!(between("x".repeat(MAX_STRING).as_bytes(), false, true), Between::Other(MAX_STRING));
    }
}
