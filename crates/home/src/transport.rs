//! The key of a node's connections: an Ed25519 key that serves nothing but TLS, pinned by its member's key sheet.

use crate::Seed;
use note::{Algorithm, SigningKey};
use statement::Digest;
use zeroize::Zeroizing;

/// What stands before the 32 secret bytes in the DER of an Ed25519 private key (RFC 8410 section 7, PKCS #8 version 1).
const PKCS8: [u8; 16] =
    [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// What stands before the 32 public bytes in the DER of its SubjectPublicKeyInfo (RFC 8410 section 4).
const SPKI: [u8; 12] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The secret key of a node's connections.
pub struct TransportKey<'k>(&'k Seed);

impl<'k> TransportKey<'k> {
    pub(crate) fn of(seed: &'k Seed) -> Self {
        TransportKey(seed)
    }

    /// The key as TLS libraries read it: DER of PKCS #8.
    pub fn pkcs8(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new([PKCS8.as_slice(), self.0.bytes()].concat())
    }

    /// What the key sheet names it by.
    ///
    /// # Errors
    /// None that chance can bring about.
    pub fn pin(&self) -> anyhow::Result<Digest> {
        let key = SigningKey::from_seed("transport".parse()?, Algorithm::Ed25519, self.0.bytes())?;
        Ok(pin_of([SPKI.as_slice(), key.verifier().public()].concat().as_slice()))
    }
}

/// The pin of a public key: the SHA-256 of its SubjectPublicKeyInfo in DER, as in RFC 7469 section 2.4.
pub fn pin_of(spki: &[u8]) -> Digest {
    Digest::of(spki)
}
