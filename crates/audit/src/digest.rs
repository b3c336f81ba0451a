//! SHA-256 digests as people compare them: 64 hexadecimal digits.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::error::AuditError;

/// A SHA-256 digest, as `sha256sum` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits, in small or capital letters.
    ///
    /// # Errors
    /// Anything else. The reason counts the digits: 40 are a SHA-1, 63 lost one on the way.
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        let refuse =
            |reason: String| AuditError::BadValue { what: "SHA-256", value: text.to_owned(), reason };
        let nibbles: Option<Vec<u8>> =
            text.chars().map(|letter| letter.to_digit(16).map(|digit| digit as u8)).collect();
        let nibbles =
            nibbles.ok_or_else(|| refuse("it holds something other than hexadecimal digits".into()))?;
        if nibbles.len() != 64 {
            return Err(refuse(format!("it has {} hexadecimal digits; a SHA-256 has 64", nibbles.len())));
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(nibbles.chunks_exact(2)) {
            *byte = pair.iter().fold(0, |value, nibble| value << 4 | nibble);
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;

    /// FIPS 180-4, the example of one block.
    #[test]
    fn reads_and_writes_hexadecimal() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_string(), hex);
        assert_eq!(Digest::parse(&hex.to_uppercase()).expect("a digest"), Digest::of(b"abc"));
    }

    #[test]
    fn what_offices_upload_by_mistake() {
        for (text, words) in
            [("a".repeat(63), "63"), ("a".repeat(40), "40"), ("Hash Value.txt".into(), "other than")]
        {
            let error = Digest::parse(&text).expect_err("refused").to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
