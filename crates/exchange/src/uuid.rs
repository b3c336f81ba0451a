//! UUIDs that follow from what they name (RFC 9562, 5.5).

use crate::sha1::Sha1;
use std::fmt::{Display, Formatter, Result};

/// A UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uuid(pub [u8; 16]);

impl Uuid {
    /// The UUID of version 5 for a name in a namespace.
    ///
    /// ```
    /// // RFC 9562, A.4
    /// let dns = exchange::Uuid(*b"\x6b\xa7\xb8\x10\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8");
    /// assert_eq!(exchange::Uuid::of_name(dns, b"www.example.com").to_string(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    /// ```
    pub fn of_name(namespace: Uuid, name: &[u8]) -> Self {
        let mut namer = Namer::new(namespace);
        namer.add(name);
        namer.finish()
    }
}

/// A name that comes piece by piece.
#[derive(Clone, Debug)]
pub(crate) struct Namer(Sha1);

impl Namer {
    pub(crate) fn new(namespace: Uuid) -> Self {
        let mut sha = Sha1::new();
        sha.update(&namespace.0);
        Self(sha)
    }

    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update(part);
    }

    pub(crate) fn finish(self) -> Uuid {
        let digest = self.0.finish();
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(digest) {
            *to = from;
        }
        let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
        *version = *version & 0x0F | 0x50;
        *variant = *variant & 0x3F | 0x80;
        Uuid(bytes)
    }
}

impl Display for Uuid {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (place, byte) in self.0.iter().enumerate() {
            if [4, 6, 8, 10].contains(&place) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}
