//! Names that are hashes: of a unit, a charter, a statement.

use note::Malformed;
use sha2::{Digest as _, Sha256};
use std::{fmt, str::FromStr};

/// The digits of base64url (RFC 4648 section 5), in the order of their values.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// 32 bytes of SHA-256, written in base64url without padding: 43 characters that stand in header lines, addresses and file names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// The unit: the digest of its first charter.
pub type UnitId = Digest;

/// A charter: the digest of its text.
pub type CharterId = Digest;

/// A statement: the RFC 6962 leaf hash of its entry, signature included.
pub type StatementId = Digest;

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }

    /// The leaf hash of an entry (RFC 6962 section 2.1).
    pub fn of_entry(entry: &[u8]) -> Self {
        Digest(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standard = note::encoding::base64(&self.0);
        let url = |digit: char| match digit {
            '+' => '-',
            '/' => '_',
            other => other,
        };
        f.pad(&standard.trim_end_matches('=').chars().map(url).collect::<String>())
    }
}

impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Digest {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("digest", "it is not 32 bytes in base64url without padding");
        if !text.bytes().all(|byte| DIGITS.contains(&byte)) {
            return Err(refused());
        }
        let standard = format!("{}=", text.replace('-', "+").replace('_', "/"));
        let bytes = note::encoding::unbase64("digest", &standard).map_err(|_| refused())?;
        bytes.try_into().map(Digest).map_err(|_| refused())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_one_spelling() {
        let digest = Digest::of(b"unit");
        let text = digest.to_string();
        assert_eq!((text.len(), text.parse()), (43, Ok(digest)));
        let mut last_bit = text.clone().into_bytes();
        // The last character carries two unused bits, which must be zero.
        let value = DIGITS.iter().position(|digit| Some(digit) == last_bit.last()).expect("a digit");
        *last_bit.last_mut().expect("43 characters") = DIGITS[value | 1];
        let spoiled = String::from_utf8(last_bit).expect("ASCII");
        for other in
            [format!("{text}="), text.replace(['-', '_'], "+"), spoiled, String::new(), text[1..].to_owned()]
        {
            assert!(other == text || other.parse::<Digest>().is_err(), "{other}");
        }
    }
}
