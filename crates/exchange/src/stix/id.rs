//! Identifiers: the type of an object, two hyphens, a UUID (STIX 2.1, 2.9).

use thiserror::Error;

/// The longest and the shortest name of a type (STIX 2.1, 3.1 and 11.2), in bytes.
const TYPE: std::ops::RangeInclusive<usize> = 3..=250;

/// Where the hyphens of a UUID stand.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// An identifier, known to be well formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id<'i> {
    text: &'i str,
    kind: &'i str,
}

/// Why a text is no identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAnId {
    /// No two hyphens.
    #[error("the id is not a type, two hyphens and a UUID")]
    Shape,
    /// The name in front is none that a type may have.
    #[error("the type in the id is not 3 to 250 of a-z, 0-9 and -")]
    Type,
    /// What stands behind is no UUID.
    #[error("the id does not end in a UUID")]
    Uuid,
}

impl<'i> Id<'i> {
    /// Reads an identifier.
    ///
    /// ```
    /// use exchange::stix::Id;
    /// assert_eq!(Id::read("url--c1477287-23ac-5971-a010-5c287877fa60").unwrap().kind(), "url");
    /// assert!(Id::read("url--1").is_err());
    /// ```
    ///
    /// # Errors
    /// A text that is none.
    pub fn read(text: &'i str) -> Result<Self, NotAnId> {
        let (kind, uuid) = text.split_once("--").ok_or(NotAnId::Shape)?;
        match () {
            () if !is_type(kind) => Err(NotAnId::Type),
            () if !is_uuid(uuid) => Err(NotAnId::Uuid),
            () => Ok(Self { text, kind }),
        }
    }

    /// The whole of it.
    pub fn as_str(self) -> &'i str {
        self.text
    }

    /// The type of the object that it names.
    pub fn kind(self) -> &'i str {
        self.kind
    }

    /// Whether the UUID is of version 5, which follows from a name.
    pub(super) fn is_of_name(self) -> bool {
        self.text.as_bytes().get(self.kind.len() + 2 + 14) == Some(&b'5')
    }
}

/// Whether a type may be called so.
pub(super) fn is_type(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    TYPE.contains(&name.len()) && name.bytes().all(plain) && !name.contains("--")
}

/// Whether a text is a UUID in hexadecimal digits and hyphens.
pub(crate) fn is_uuid(text: &str) -> bool {
    let fits = |(place, byte): (usize, u8)| match HYPHENS.contains(&place) {
        true => byte == b'-',
        false => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_what_is_none() {
        let uuid = "11111111-2222-4333-8444-55555555abcd";
        for (text, why) in [
            (format!("indicator--{uuid}"), None),
            (format!("x-mitre-tactic--{uuid}"), None),
            (format!("indicator-{uuid}"), Some(NotAnId::Shape)),
            (format!("Indicator--{uuid}"), Some(NotAnId::Type)),
            (format!("--{uuid}"), Some(NotAnId::Type)),
            (format!("ab--{uuid}"), Some(NotAnId::Type)),
            (format!("{}--{uuid}", "a".repeat(251)), Some(NotAnId::Type)),
            (format!("indicator--{uuid} "), Some(NotAnId::Uuid)),
            (format!("indicator--{}", uuid.replace('-', "")), Some(NotAnId::Uuid)),
            (format!("indicator--{}", uuid.replace('a', "g")), Some(NotAnId::Uuid)),
            (format!("indicator---{}", &uuid[1..]), Some(NotAnId::Uuid)),
        ] {
            assert_eq!(Id::read(&text).err(), why, "{text}");
        }
    }
}
