//! A note and its signatures.

use crate::{Algorithm, KeyId, KeyName, Unverified, VerifierKey};
use std::fmt::{self, Write};

/// How long a note may be, signatures included. The largest statement has 32 KiB; verifiers of others refuse above a million bytes.
pub const MAX_NOTE: usize = 256 << 10;

/// How many signatures a note may have: verifiers of others refuse more.
pub const MAX_SIGNATURES: usize = 100;

/// A note that has been read. Its text means nothing until a signature has been verified.
///
/// The bytes that were read are the bytes that [`Note`] prints: there is one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub(crate) text: String,
    pub(crate) signatures: Vec<Signature>,
}

/// A signature line, not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: KeyName,
    /// Its number.
    pub id: KeyId,
    /// The signature proper, in the form of the key's algorithm.
    pub bytes: Vec<u8>,
}

impl Note {
    /// The text, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines in their order.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// A note with the same text and one signature more. A signature that is there already is not repeated.
    pub fn with(mut self, signature: Signature) -> Self {
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
        self
    }

    /// The same note with a signature in the place of those by the same key.
    pub fn renewed(mut self, signature: Signature) -> Self {
        self.signatures.retain(|other| other.name != signature.name || other.id != signature.id);
        self.with(signature)
    }

    /// The signatures that say that they are by the key of this name and number.
    pub fn by<'n>(&'n self, name: &'n KeyName, id: KeyId) -> impl Iterator<Item = &'n Signature> {
        self.signatures.iter().filter(move |signature| signature.name == *name && signature.id == id)
    }

    /// The same text with the signatures of this key alone.
    pub fn only_by(mut self, key: &VerifierKey) -> Self {
        self.signatures.retain(|signature| signature.name == *key.name() && signature.id == key.id());
        self
    }

    /// The same text with the signatures of keys of this name alone.
    pub fn only_by_name(mut self, name: &KeyName) -> Self {
        self.signatures.retain(|signature| signature.name == *name);
        self
    }

    /// Checks that `key` has signed the text.
    ///
    /// # Errors
    /// [`Unverified::NotSigned`] where no line is by the key, and for a key that cosigns, which signs no text alone (C2SP tlog-cosignature);
    /// [`Unverified::BadSignature`] where a line says that it is by the key and is wrong, whatever others there are.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), Unverified> {
        let mut signed = false;
        if key.algorithm() != Algorithm::Ed25519 {
            return Err(Unverified::NotSigned(key.name().clone()));
        }
        for signature in self.by(key.name(), key.id()) {
            key.verify(self.text.as_bytes(), &signature.bytes)?;
            signed = true;
        }
        if signed { Ok(()) } else { Err(Unverified::NotSigned(key.name().clone())) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        f.write_char('\n')?;
        self.signatures.iter().try_for_each(|signature| write!(f, "{signature}"))
    }
}

/// The line, with its newline.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.0.to_vec();
        bytes.extend_from_slice(&self.bytes);
        writeln!(f, "\u{2014} {} {}", self.name, crate::encoding::base64(&bytes))
    }
}
