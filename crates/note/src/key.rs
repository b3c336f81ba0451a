//! Public keys, and how they are written down.

use crate::{BadSignature, KeyName, Malformed, encoding};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// What a key signs and how: the signature type byte of C2SP signed-note. Others exist (0x06 is ML-DSA-44) and have their
/// place here once a library has them; until then a signature of one is one by an unknown key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// Ed25519 over the text of a note.
    Ed25519,
    /// Ed25519 over the text of a checkpoint and a time: a cosignature.
    CosignatureV1,
}

impl Algorithm {
    /// The byte.
    pub fn byte(self) -> u8 {
        match self {
            Algorithm::Ed25519 => 0x01,
            Algorithm::CosignatureV1 => 0x04,
        }
    }

    fn of(byte: u8) -> Option<Self> {
        [Algorithm::Ed25519, Algorithm::CosignatureV1].into_iter().find(|known| known.byte() == byte)
    }
}

/// A short number that tells keys of one name apart. It is no fingerprint: anyone can make a key with a given one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A key that signatures are checked with: a name, an algorithm and a point. Written as C2SP's vkey.
///
/// ```
/// use note::{Note, VerifierKey};
///
/// // The example of the specification.
/// let key: VerifierKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k".parse()?;
/// let note = "This is an example message.\n\n\
///     \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
/// Note::parse(note.as_bytes())?.verify(&key)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    algorithm: Algorithm,
    id: KeyId,
    point: VerifyingKey,
}

impl VerifierKey {
    /// A key with this name.
    ///
    /// # Errors
    /// Bytes that are no point of the curve, or one of the few that are good for signatures of anything.
    pub fn new(name: KeyName, algorithm: Algorithm, public: &[u8; 32]) -> Result<Self, Malformed> {
        let refused = || Malformed::new("public key", "it is no point that a signature can be checked with");
        let point = VerifyingKey::from_bytes(public).map_err(|_| refused())?;
        if point.is_weak() || !is_canonical(public) {
            return Err(refused());
        }
        let id = id_of(&name, algorithm, public);
        Ok(VerifierKey { name, algorithm, id, point })
    }

    /// Its name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Its number.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// What it signs.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The point, compressed.
    pub fn public(&self) -> &[u8; 32] {
        self.point.as_bytes()
    }

    /// Checks a bare signature over `message`, strictly: what one verifier takes and another refuses is refused.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        let refused = || BadSignature(self.name.clone());
        let signature = Signature::from_slice(signature).map_err(|_| refused())?;
        self.point.verify_strict(message, &signature).map_err(|_| refused())
    }
}

/// Whether the coordinate is below the prime 2^255 - 19 (RFC 8032 section 5.1.3): a point has one spelling.
fn is_canonical(public: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = public;
    *low < 0xED || high | 0x80 != 0xFF || middle.iter().any(|byte| *byte != 0xFF)
}

/// C2SP signed-note, "Signatures": the first four bytes of the SHA-256 of name, newline, type and key.
fn id_of(name: &KeyName, algorithm: Algorithm, public: &[u8; 32]) -> KeyId {
    let mut hash = Sha256::new();
    hash.update(name.as_str());
    hash.update([b'\n', algorithm.byte()]);
    hash.update(public);
    let [a, b, c, d, ..]: [u8; 32] = hash.finalize().into();
    KeyId([a, b, c, d])
}

/// The vkey: name, number and key with plus signs between.
impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.algorithm.byte()];
        key.extend_from_slice(self.public());
        write!(f, "{}+{}+{}", self.name, self.id, encoding::base64(&key))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for VerifierKey {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const WHAT: &str = "verifier key";
        let refused = |why: &'static str| Malformed::new(WHAT, why);
        let (name, rest) = text.split_once('+').ok_or_else(|| refused("it is not name+number+key"))?;
        let (id, key) = rest.split_once('+').ok_or_else(|| refused("it is not name+number+key"))?;
        let bytes = encoding::unbase64(WHAT, key)?;
        let (algorithm, public) = bytes.split_first().ok_or_else(|| refused("its key is empty"))?;
        let algorithm = Algorithm::of(*algorithm).ok_or_else(|| refused("its algorithm is not known"))?;
        let public = public.try_into().map_err(|_| refused("its key does not have 32 bytes"))?;
        let key = VerifierKey::new(name.parse()?, algorithm, public)?;
        match key.id.to_string() == id {
            true => Ok(key),
            false => Err(refused("its number is not that of its name and key")),
        }
    }
}
