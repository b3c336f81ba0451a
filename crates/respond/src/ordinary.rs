//! Values that are worth nothing as indicators, since they are found everywhere or nowhere but at home.

use crate::{What, is_own_account};
use statement::observable::Kind;
use std::{
    collections::HashSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::LazyLock,
};

/// Names of files that come with systems, by words; `#` starts a comment.
static FILES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("../names/ordinary.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// MD5, SHA-1 and SHA-256 of nothing, and what programs write where they could not compute any.
const EMPTY_HASHES: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

/// Endings of names that are resolved at home only: RFC 6761, RFC 6762, RFC 8375, `internal` as ICANN reserved it, and what offices made
/// up before there was one.
const HOME: [&str; 10] = [
    "local",
    "localhost",
    "internal",
    "intranet",
    "lan",
    "corp",
    "home",
    "home.arpa",
    "private",
    "localdomain",
];

/// Why a value is no indicator, if it is none.
///
/// ```
/// use respond::{What, ordinary};
/// use statement::observable::Kind;
///
/// assert_eq!(ordinary(What::Observable(Kind::Ipv4), "10.1.2.3"), Some("private address"));
/// assert_eq!(ordinary(What::Observable(Kind::Ipv4), "203.0.113.9"), None);
/// ```
pub fn ordinary(what: What, value: &str) -> Option<&'static str> {
    match what {
        What::User if is_own_account(value) => Some("an account of Windows or of a machine"),
        What::User | What::Host => Some("not a kind that is hunted for"),
        What::Observable(Kind::Ipv4 | Kind::Ipv6) => value.parse().ok().and_then(address),
        What::Observable(Kind::Md5 | Kind::Sha1 | Kind::Sha256) => hash(value),
        What::Observable(Kind::FileName) => FILES.contains(value).then_some("comes with the system"),
        What::Observable(Kind::Domain) => at_home(value).then_some("a name of a local network"),
        What::Observable(Kind::Url) => url(value),
        What::Observable(Kind::Email) => {
            value.rsplit('@').next().is_some_and(at_home).then_some("a name of a local network")
        }
        What::Observable(Kind::UserAgent | Kind::Cidr) => None,
    }
}

fn hash(value: &str) -> Option<&'static str> {
    let blank = value.bytes().all(|byte| byte == b'0') || value.bytes().all(|byte| byte == b'f');
    match (blank, EMPTY_HASHES.contains(&value)) {
        (true, _) => Some("no hash was computed"),
        (_, true) => Some("hash of nothing"),
        _ => None,
    }
}

/// A URL is as good as its host.
fn url(value: &str) -> Option<&'static str> {
    let authority = value.split(['/', '?']).next().unwrap_or(value);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => authority.split(':').next().unwrap_or(authority),
    };
    match host.parse() {
        Ok(ip) => address(ip),
        Err(_) => at_home(host).then_some("a name of a local network"),
    }
}

fn at_home(name: &str) -> bool {
    !name.contains('.')
        || HOME
            .iter()
            .any(|home| name.strip_suffix(home).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
        || name.ends_with(".in-addr.arpa")
        || name.ends_with(".ip6.arpa")
}

/// The special-purpose registries of IANA, as far as their addresses are not seen from outside.
fn address(address: IpAddr) -> Option<&'static str> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4_reason(v4),
        IpAddr::V6(v6) => v6_reason(v6),
    }
}

fn v4_reason(address: Ipv4Addr) -> Option<&'static str> {
    let [first, second, ..] = address.octets();
    if address.is_loopback() {
        Some("loopback")
    } else if address.is_private() || (first == 100 && second & 0xC0 == 64) {
        // RFC 1918, and RFC 6598: what a provider shares out behind its own translation.
        Some("private address")
    } else if address.is_link_local() {
        Some("link-local address")
    } else if address.is_multicast() || address.is_broadcast() {
        Some("sent to many")
    } else if first == 0 || first >= 240 {
        Some("no address of a machine")
    } else {
        None
    }
}

fn v6_reason(address: Ipv6Addr) -> Option<&'static str> {
    if address.is_loopback() {
        Some("loopback")
    } else if address.is_unspecified() {
        Some("no address of a machine")
    } else if address.is_multicast() {
        Some("sent to many")
    } else if address.is_unique_local() {
        Some("private address")
    } else if address.is_unicast_link_local() {
        Some("link-local address")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_everywhere_or_at_home_is_no_indicator() {
        let is = |kind, value: &str| ordinary(What::Observable(kind), value).is_some();
        for (kind, value) in [
            (Kind::Ipv4, "127.0.0.1"),
            (Kind::Ipv4, "192.168.1.1"),
            (Kind::Ipv4, "172.31.0.1"),
            (Kind::Ipv4, "100.64.0.1"),
            (Kind::Ipv4, "169.254.1.1"),
            (Kind::Ipv4, "224.0.0.252"),
            (Kind::Ipv4, "0.0.0.0"),
            (Kind::Ipv4, "255.255.255.255"),
            (Kind::Ipv6, "::1"),
            (Kind::Ipv6, "fe80::1"),
            (Kind::Ipv6, "fd00::1"),
            (Kind::Ipv6, "ff02::fb"),
            (Kind::Domain, "pc07.example.local"),
            (Kind::Domain, "1.0.168.192.in-addr.arpa"),
            (Kind::Url, "192.168.1.5:8080/a"),
            (Kind::Url, "[::1]/a"),
            (Kind::Url, "intranet/a"),
            (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e"),
            (Kind::Sha1, "0000000000000000000000000000000000000000"),
            (Kind::FileName, "svchost.exe"),
        ] {
            assert!(is(kind, value), "{value}");
        }
        for (kind, value) in [
            (Kind::Ipv4, "203.0.113.9"),
            (Kind::Ipv4, "172.32.0.1"),
            (Kind::Ipv4, "100.128.0.1"),
            (Kind::Ipv6, "2001:db8::1"),
            (Kind::Domain, "example.com"),
            (Kind::Domain, "notlocal.example"),
            (Kind::Domain, "corp.example.org"),
            (Kind::Url, "203.0.113.9/a"),
            (Kind::FileName, "svch0st.exe"),
        ] {
            assert!(!is(kind, value), "{value}");
        }
    }
}
