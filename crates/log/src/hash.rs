//! SHA-256 as RFC 6962 uses it.

use note::{Malformed, encoding};
use sha2::{Digest, Sha256};
use std::fmt;

/// A hash of a tree: of an entry, of two subtrees, or of no entries at all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The root of the tree without entries: the SHA-256 of nothing (RFC 6962 section 2.1).
    pub fn empty() -> Self {
        Hash(Sha256::digest([]).into())
    }

    /// The hash of an entry: of a zero byte and its bytes.
    ///
    /// ```
    /// // The first vector that implementations of Certificate Transparency share: the leaf of the empty entry.
    /// assert_eq!(log::Hash::leaf(b"").to_string(), "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=");
    /// ```
    pub fn leaf(entry: &[u8]) -> Self {
        Hash(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
    }

    /// The hash over two subtrees: of a byte one and the two hashes.
    pub fn node(left: &Hash, right: &Hash) -> Self {
        let mut bytes = [1; 65];
        let (_, both) = bytes.split_at_mut(1);
        let (first, second) = both.split_at_mut(32);
        first.copy_from_slice(&left.0);
        second.copy_from_slice(&right.0);
        Hash(Sha256::digest(bytes).into())
    }

    /// The hash that `text` encodes in base64.
    ///
    /// # Errors
    /// Any other text.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let bytes = encoding::unbase64("hash", text)?;
        let bytes = bytes.try_into().map_err(|_| Malformed::new("hash", "it does not have 32 bytes"))?;
        Ok(Hash(bytes))
    }
}

/// Base64, as in checkpoints and proofs.
impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encoding::base64(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}
