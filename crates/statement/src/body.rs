//! Bodies: what a statement says at length, beside the log.

use crate::Digest;
use note::{Malformed, encoding};
use std::{fmt, str::FromStr};

/// How long a body may be, without its salt.
pub const MAX_BODY: u64 = 1 << 30;

/// How long the encrypted file of a body may be: more than what age adds to the longest.
const MAX_SEALED: u64 = 2 * MAX_BODY;

/// How long a media type may be.
const MAX_MEDIA_TYPE: usize = 127;

/// The bytes of salt before a stored body.
const SALT: usize = 32;

/// A body with its salt: 32 bytes of chance that stand before it wherever it lies. Without them anybody could try whether a body that is
/// withheld from them says what they guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(Vec<u8>);

/// What a header says of its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyRef {
    /// SHA-256 over salt and body.
    pub hash: Digest,
    /// How long the body is, without the salt.
    pub bytes: u64,
    /// What it is.
    pub media_type: MediaType,
}

/// What a header says of the encrypted file that a sealed body lies in: by this mirrors fetch and keep it without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedRef {
    /// SHA-256 over the file.
    pub hash: Digest,
    /// How long the file is.
    pub bytes: u64,
}

/// A media type as RFC 6838 and RFC 9110 write them, without spaces: `application/stix+json;version=2.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType(String);

impl Body {
    /// A body; the caller draws the salt, and no two bodies share one.
    ///
    /// # Errors
    /// A body that is too long.
    pub fn new(salt: [u8; 32], body: &[u8]) -> Result<Self, Malformed> {
        if body.len() as u64 > MAX_BODY {
            return Err(Malformed::new("body", "it is longer than a gibibyte"));
        }
        let mut stored = Vec::with_capacity(SALT + body.len());
        stored.extend_from_slice(&salt);
        stored.extend_from_slice(body);
        Ok(Body(stored))
    }

    /// Takes stored bytes for the body of `header`.
    ///
    /// # Errors
    /// Bytes that the header does not commit to.
    pub fn open(stored: Vec<u8>, header: &BodyRef) -> Result<Self, Malformed> {
        match stored.len() as u64 == header.bytes + SALT as u64 && Digest::of(&stored) == header.hash {
            true => Ok(Body(stored)),
            false => Err(Malformed::new("body of this statement", "its length or hash is another")),
        }
    }

    /// What a header says of it.
    pub fn commit(&self, media_type: MediaType) -> BodyRef {
        BodyRef { hash: Digest::of(&self.0), bytes: self.bytes().len() as u64, media_type }
    }

    /// The body without its salt.
    pub fn bytes(&self) -> &[u8] {
        self.0.get(SALT..).unwrap_or_default()
    }

    /// Salt and body, as they are stored and sent.
    pub fn stored(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for BodyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", encoding::base64(&self.hash.0), self.bytes, self.media_type.0)
    }
}

impl FromStr for BodyRef {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let words: Vec<&str> = text.splitn(3, ' ').collect();
        let [hash, bytes, media_type] = words.as_slice() else {
            return Err(Malformed::new("body line", "it is not hash, length and media type"));
        };
        let bytes = length(bytes, MAX_BODY)?;
        Ok(BodyRef { hash: self::hash(hash)?, bytes, media_type: media_type.parse()? })
    }
}

impl fmt::Display for SealedRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", encoding::base64(&self.hash.0), self.bytes)
    }
}

impl FromStr for SealedRef {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = || Malformed::new("sealed line", "it is not hash and length");
        let (hash, bytes) = text.split_once(' ').ok_or_else(refused)?;
        Ok(SealedRef { hash: self::hash(hash)?, bytes: length(bytes, MAX_SEALED)? })
    }
}

/// Standard base64 here, as in the specification of the header.
fn hash(text: &str) -> Result<Digest, Malformed> {
    let bytes = encoding::unbase64("hash of a body", text)?;
    bytes.try_into().map(Digest).map_err(|_| Malformed::new("hash of a body", "it does not have 32 bytes"))
}

fn length(text: &str, most: u64) -> Result<u64, Malformed> {
    let bytes = encoding::decimal("length of a body", text)?;
    match bytes <= most {
        true => Ok(bytes),
        false => Err(Malformed::new("length of a body", "it is more than a body can have")),
    }
}

impl MediaType {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MediaType {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let token = |part: &str| {
            let plain =
                |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&-^_.+".contains(&byte);
            part.starts_with(|first: char| first.is_ascii_alphanumeric()) && part.bytes().all(plain)
        };
        let mut parts = text.split(';');
        let kind = parts.next().and_then(|kind| kind.split_once('/'));
        let is_type = kind.is_some_and(|(kind, subtype)| token(kind) && token(subtype));
        let is_parameter =
            |part: &str| part.split_once('=').is_some_and(|(name, value)| token(name) && token(value));
        match is_type && parts.all(is_parameter) && text.len() <= MAX_MEDIA_TYPE {
            true => Ok(MediaType(text.to_owned())),
            false => Err(Malformed::new(
                "media type",
                "it is not written like application/json, in lower case and without spaces",
            )),
        }
    }
}
