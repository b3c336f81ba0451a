//! The kinds of observables.

use std::fmt::{Display, Formatter, Result};

/// What kind of value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address that is not IPv4-mapped.
    Ipv6,
    /// A network of addresses of either family.
    Cidr,
    /// A name in the DNS of two labels or more.
    Domain,
    /// A URL without its scheme: host, port, path, query.
    Url,
    /// An MD5 digest of a file.
    Md5,
    /// A SHA-1 digest of a file.
    Sha1,
    /// A SHA-256 digest of a file.
    Sha256,
    /// An e-mail address.
    Email,
    /// The name of a file, without its folder.
    FileName,
    /// What a client of HTTP calls itself.
    UserAgent,
}

impl Kind {
    /// All kinds, in the order in which they are listed to people.
    pub const ALL: [Self; 11] = [
        Self::Ipv4,
        Self::Ipv6,
        Self::Cidr,
        Self::Domain,
        Self::Url,
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::Email,
        Self::FileName,
        Self::UserAgent,
    ];

    /// The name, as STIX and MISP write it or nearly so: `ipv4`, `domain`, `filename`, `user-agent`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Cidr => "cidr",
            Self::Domain => "domain",
            Self::Url => "url",
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Email => "email",
            Self::FileName => "filename",
            Self::UserAgent => "user-agent",
        }
    }
}

impl Display for Kind {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.as_str())
    }
}
