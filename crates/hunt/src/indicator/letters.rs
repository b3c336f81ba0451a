//! Which bytes belong to names, and what a run of them holds.

/// A digit.
pub(super) const DIGIT: u8 = 1;
/// A letter of ASCII.
pub(super) const LETTER: u8 = 1 << 1;
/// A full stop.
pub(super) const DOT: u8 = 1 << 2;
/// A hyphen.
pub(super) const HYPHEN: u8 = 1 << 3;
/// An underscore.
pub(super) const UNDERSCORE: u8 = 1 << 4;
/// A byte of a character beyond ASCII. It belongs to names until somebody looks closer ([`super::wide`]).
pub(super) const WIDE: u8 = 1 << 5;
/// A digit to base 16, in either case.
const HEXADECIMAL: u8 = 1 << 6;
/// What no name of a file holds, on Windows: it parts the components of a path, or stands around one.
pub(super) const PARTS: u8 = 1 << 7;

/// What names are made of: `www.example.org`, `192.0.2.1`, `setup_2.exe`.
pub(super) const NAME: u8 = DIGIT | LETTER | DOT | HYPHEN | UNDERSCORE | WIDE;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = class_of(byte as u8);
        byte += 1;
    }
    classes
}

const fn class_of(byte: u8) -> u8 {
    let class = match byte {
        b'0'..=b'9' => DIGIT,
        b'a'..=b'z' | b'A'..=b'Z' => LETTER,
        b'.' => DOT,
        b'-' => HYPHEN,
        b'_' => UNDERSCORE,
        0x80.. => WIDE,
        0..=0x1F | b'\\' | b'/' | b':' | b'*' | b'?' | b'"' | b'<' | b'>' | b'|' => PARTS,
        _ => 0,
    };
    if byte.is_ascii_hexdigit() { class | HEXADECIMAL } else { class }
}

/// What a byte is.
#[inline]
pub(super) fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

/// Whether a byte belongs to names.
#[inline]
pub(super) fn is_name(byte: u8) -> bool {
    class(byte) & NAME != 0
}

/// Whether a byte is a digit to base 16.
#[inline]
pub(super) fn is_hexadecimal(byte: u8) -> bool {
    class(byte) & HEXADECIMAL != 0
}

/// Whether a byte is a letter or digit of ASCII.
#[inline]
pub(super) fn is_alphanumeric(byte: u8) -> bool {
    class(byte) & (LETTER | DIGIT) != 0
}

/// Where the run that ends before `end` starts.
#[inline]
pub(super) fn start_of(text: &[u8], end: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let before = text.get(..end).unwrap_or_default();
    before.iter().rposition(|&byte| !belongs(byte)).map_or(0, |place| place + 1)
}

/// Where the run that starts at `start` ends.
#[inline]
pub(super) fn end_of(text: &[u8], start: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let behind = text.get(start..).unwrap_or_default();
    start + behind.iter().position(|&byte| !belongs(byte)).unwrap_or(behind.len())
}

/// The byte before a place, if there is one.
#[inline]
pub(super) fn before(text: &[u8], place: usize) -> Option<u8> {
    text.get(place.checked_sub(1)?).copied()
}

/// Where a word really starts that seems to start at `start`: behind the digits of an escape such as `%2F` or `\u0022`, which would
/// otherwise stick to it.
pub(super) fn behind_escape(text: &[u8], start: usize) -> usize {
    let is_escape = |from: usize, to: usize| {
        text.get(from..to).is_some_and(|digits| digits.iter().all(|&byte| is_hexadecimal(byte)))
    };
    match (before(text, start), text.get(start)) {
        (Some(b'%'), _) if is_escape(start, start + 2) => start + 2,
        (Some(b'\\'), Some(b'u')) if is_escape(start + 1, start + 5) => start + 5,
        // The run of a hash starts behind the letter.
        (Some(b'u'), _)
            if start >= 2 && before(text, start - 1) == Some(b'\\') && is_escape(start, start + 4) =>
        {
            start + 4
        }
        _ => start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_stick_to_words() {
        for (text, start, expected) in [
            ("%2Fevil.example", 1, 3),
            (r"\u0022evil.example", 1, 6),
            (r"\u003dabcdef", 2, 6),
            (r"\under.example", 1, 1),
            ("%evil.example", 1, 1),
            ("evil.example", 0, 0),
            ("%2", 1, 1),
        ] {
            assert_eq!(behind_escape(text.as_bytes(), start), expected, "{text}");
        }
    }
}
