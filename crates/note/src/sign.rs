//! Secret keys.

use crate::{Algorithm, KeyName, Malformed, Note, Signature, VerifierKey};
use std::fmt;

/// A key that signs. The secret is wiped from memory when it goes.
pub struct SigningKey {
    secret: ed25519_dalek::SigningKey,
    public: VerifierKey,
}

impl SigningKey {
    /// The key that follows from 32 secret bytes, which the caller draws.
    ///
    /// # Errors
    /// None that chance can bring about.
    pub fn from_seed(name: KeyName, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self, Malformed> {
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = VerifierKey::new(name, algorithm, secret.verifying_key().as_bytes())?;
        Ok(SigningKey { secret, public })
    }

    /// The key to check its signatures with.
    pub fn verifier(&self) -> &VerifierKey {
        &self.public
    }

    /// Signs a note as it is. A cosignature signs a time too: see the `Cosigner` of the crate `log`.
    pub fn sign(&self, note: Note) -> Note {
        let signature = self.line(self.raw(note.text().as_bytes()).to_vec());
        note.with(signature)
    }

    /// A bare signature over `message`.
    pub fn raw(&self, message: &[u8]) -> [u8; 64] {
        use ed25519_dalek::Signer;
        self.secret.sign(message).to_bytes()
    }

    /// The line of a signature that this key has made.
    pub fn line(&self, bytes: Vec<u8>) -> Signature {
        Signature { name: self.public.name().clone(), id: self.public.id(), bytes }
    }
}

/// Without the secret.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public)
    }
}
