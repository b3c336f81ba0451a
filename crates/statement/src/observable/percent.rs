//! Percent-encoding in the path and query of a URL (RFC 3986, 2).

/// Appends a path or query in its canonical encoding; whether it is another text than it was.
///
/// What needs no encoding is decoded, hexadecimal digits are capitals, and all else is encoded that RFC 3986 does not allow raw.
/// Round brackets are allowed there and encoded all the same: `(dot)` in a canonical form must never look defanged.
pub(super) fn push_canonical(text: &str, to: &mut String) -> bool {
    let start = to.len();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let (byte, after, was_encoded) = match triplet(rest) {
            Some((decoded, after)) => (decoded, after, true),
            None => (byte, after, false),
        };
        match is_unreserved(byte) || (!was_encoded && is_raw(byte)) {
            true => to.push(char::from(byte)),
            false => push_triplet(byte, to),
        }
        rest = after;
    }
    to.get(start..) != Some(text)
}

/// The byte that a triplet such as `%2F` at the start stands for, and what follows.
fn triplet(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'%', high, low, after @ ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some((digit(*high)? << 4 | digit(*low)?, after))
}

/// RFC 3986, 2.3: encoded or not, it is the same.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// What has a meaning of its own when it is not encoded.
fn is_raw(byte: u8) -> bool {
    b"/?:@!$&'*+,;=".contains(&byte)
}

fn push_triplet(byte: u8, to: &mut String) {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0').to_ascii_uppercase();
    to.extend(['%', digit(byte >> 4), digit(byte & 15)]);
}
