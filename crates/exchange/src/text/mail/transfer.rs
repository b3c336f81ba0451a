//! Transfer encodings (RFC 2045, 6).

use super::{
    field::{Field, Head},
    media_type::hexadecimal,
};
use crate::text::readable::{Readable, Remark};
use std::borrow::Cow;

/// The bytes of a body, its transfer encoding undone.
pub(super) fn decoded<'b>(head: &Head, body: &'b [u8], number: &str, to: &mut Readable) -> Cow<'b, [u8]> {
    let encoding = head.raw(Field::TransferEncoding).unwrap_or_default().to_ascii_lowercase();
    match &*encoding {
        "" | "7bit" | "8bit" | "binary" => Cow::Borrowed(body),
        "quoted-printable" => Cow::Owned(quoted_printable(body)),
        "base64" => {
            let (bytes, broken) = base64(body);
            if broken > 0 {
                to.remark(Remark::Base64(number.to_owned(), broken));
            }
            Cow::Owned(bytes)
        }
        _ => {
            to.remark(Remark::Encoding(number.to_owned()));
            Cow::Borrowed(body)
        }
    }
}

/// Base64, and how many characters were skipped that are neither of it nor white space. What follows padding is read on: some mails
/// are put together from encoded pieces.
pub(super) fn base64(text: &[u8]) -> (Vec<u8>, usize) {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut broken) = (0_u32, 0_usize, 0);
    for &byte in text {
        let Some(digit) = sextet(byte) else {
            broken += usize::from(byte != b'=' && !byte.is_ascii_whitespace());
            if byte == b'=' {
                count = 0;
            }
            continue;
        };
        bits = bits << 6 | digit;
        count += 1;
        // Each digit but the first of four completes a byte.
        if let Some(shift) = [None, Some(4), Some(2), Some(0)].get(count - 1).copied().flatten() {
            let [byte, ..] = (bits >> shift).to_le_bytes();
            bytes.push(byte);
        }
        count %= 4;
    }
    (bytes, broken)
}

fn sextet(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

/// Quoted-printable. An equals sign that encodes nothing stays.
pub(super) fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = memchr::memchr(b'=', rest) {
        let (before, from) = rest.split_at_checked(sign).unwrap_or((rest, &[]));
        bytes.extend_from_slice(before);
        let after = from.get(1..).unwrap_or_default();
        rest = match (after.get(..2).and_then(hexadecimal), soft_break(after)) {
            (Some(byte), _) => {
                bytes.push(byte);
                after.get(2..).unwrap_or_default()
            }
            (None, Some(length)) => after.get(length..).unwrap_or_default(),
            (None, None) => {
                bytes.push(b'=');
                after
            }
        };
    }
    bytes.extend_from_slice(rest);
    bytes
}

/// How many spaces may stand between an equals sign and the line end that it takes away.
const MAX_SPACES: usize = 78;

/// The length of a line end, with white space before it as some servers put there.
fn soft_break(text: &[u8]) -> Option<usize> {
    let spaces = text.iter().take(MAX_SPACES).take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    match text.get(spaces..)? {
        [] => Some(spaces),
        [b'\r', b'\n', ..] => Some(spaces + 2),
        [b'\n', ..] => Some(spaces + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfer_encodings_are_undone() {
        for (text, expected, broken) in [
            ("ZXZpbC5leGFtcGxl", "evil.example", 0),
            ("ZXZp\r\nbC5leGFtcGxlLg==", "evil.example.", 0),
            ("ZX*Zp!bC5leGFtcGxl", "evil.example", 2),
            ("ZXZpbA==LmV4YW1wbGU=", "evil.example", 0),
            ("ZXZpbA", "evil", 0),
            ("", "", 0),
        ] {
            assert_eq!(base64(text.as_bytes()), (expected.as_bytes().to_vec(), broken), "{text}");
        }
        for (text, expected) in [
            ("evil=2Eexample", "evil.example"),
            ("ev=\r\nil=  \n.example=", "evil.example"),
            ("a=b==3D = =zz", "a=b== = =zz"),
        ] {
            assert_eq!(String::from_utf8_lossy(&quoted_printable(text.as_bytes())), expected, "{text}");
        }
    }
}
