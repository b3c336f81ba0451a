//! The encodings of all that is signed, base64 and decimal numbers, and of hashes in the names of files and paths, lower-case hex: each with one
//! spelling for one value.

use crate::Malformed;
use base64::{Engine, prelude::BASE64_STANDARD};

/// RFC 4648 section 4, with padding.
pub fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// The bytes that `text` encodes. Line breaks, missing padding and unused bits that are set are refused: two texts for the same bytes
/// would be two files for the same thing.
///
/// # Errors
/// [`Malformed`], of a `what`.
pub fn unbase64(what: &'static str, text: &str) -> Result<Vec<u8>, Malformed> {
    BASE64_STANDARD.decode(text).map_err(|error| Malformed::new(what, format!("base64: {error}")))
}

/// The number that `text` is in decimal digits, without sign or leading zeros, up to 2^63 - 1, which all verifiers can hold.
///
/// # Errors
/// [`Malformed`], of a `what`.
pub fn decimal(what: &'static str, text: &str) -> Result<u64, Malformed> {
    let canonical = text == "0" || !text.starts_with('0');
    let number = Some(text)
        .filter(|text| canonical && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .filter(|number| *number <= i64::MAX as u64);
    number.ok_or_else(|| Malformed::new(what, "a number is not in plain decimal digits, or too large"))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The 32 bytes of a hash in lower-case hex. `None` where `text` is no such.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 64 || !text.bytes().all(is_hex) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_spelling() {
        for text in ["", "00", "01", "+1", "-1", " 1", "1 ", "0x1", "9223372036854775808", "1_0", "٣"] {
            assert!(decimal("number", text).is_err(), "{text:?}");
        }
        assert_eq!(decimal("number", "9223372036854775807"), Ok(i64::MAX as u64));
        for text in ["AA", "AB==", "AA= =", "AA==\n", "A-_=", "AAA"] {
            assert!(unbase64("text", text).is_err(), "{text:?}");
        }
        assert_eq!(unbase64("text", "AA=="), Ok(vec![0]));
        assert_eq!(unhex(&hex(&[0xAB; 32])), Some([0xAB; 32]));
        for text in
            ["", &"ab".repeat(31), &"AB".repeat(32), &"g0".repeat(32), &"+a".repeat(32), &"ab".repeat(33)]
        {
            assert_eq!(unhex(text), None, "{text}");
        }
    }
}
