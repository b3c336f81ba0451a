//! Canonical values as bytes, and back: addresses and hashes take a third of what their texts take.

use super::hash::{Hasher, Salt};
use statement::observable::{Cidr, Kind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Marks an indicator that means its value only, and nothing below it.
const EXACT: u8 = 0x80;

/// The kind of an indicator and whether it is exact, in a byte.
pub(super) fn tag(kind: Kind, exact: bool) -> u8 {
    kind as u8 | if exact { EXACT } else { 0 }
}

/// The kind that a tag says.
pub(super) fn kind(tag: u8) -> Kind {
    Kind::ALL.into_iter().find(|&kind| kind as u8 == tag & !EXACT).unwrap_or(Kind::Domain)
}

/// Whether a tag says that only the value itself is meant.
pub(super) fn is_exact(tag: u8) -> bool {
    tag & EXACT != 0
}

/// Puts the bytes of a canonical value into `into`. `None` for what is no value of the kind.
pub(super) fn pack(kind: Kind, value: &str, into: &mut Vec<u8>) -> Option<()> {
    into.clear();
    match kind {
        Kind::Ipv4 => into.extend(value.parse::<Ipv4Addr>().ok()?.octets()),
        Kind::Ipv6 => into.extend(value.parse::<Ipv6Addr>().ok()?.octets()),
        Kind::Cidr => {
            let (cidr, _) = Cidr::read(value).ok()?;
            pack_network(cidr.network(), cidr.length(), into);
        }
        Kind::Md5 | Kind::Sha1 | Kind::Sha256 => {
            let (pairs, []) = value.as_bytes().as_chunks::<2>() else { return None };
            for [high, low] in pairs {
                into.push(digit(*high)? << 4 | digit(*low)?);
            }
        }
        Kind::Domain | Kind::Url | Kind::Email | Kind::FileName | Kind::UserAgent => {
            into.extend_from_slice(value.as_bytes());
        }
    }
    Some(())
}

/// Puts the bytes of a network into `into`: the address, then the length.
pub(super) fn pack_network(network: IpAddr, length: u8, into: &mut Vec<u8>) {
    into.clear();
    match network {
        IpAddr::V4(address) => into.extend(address.octets()),
        IpAddr::V6(address) => into.extend(address.octets()),
    }
    into.push(length);
}

/// The canonical value again.
pub(super) fn unpack(kind: Kind, packed: &[u8]) -> String {
    match (kind, packed) {
        (Kind::Ipv4 | Kind::Ipv6, _) => {
            address(packed).map_or_else(String::new, |address| address.to_string())
        }
        (Kind::Cidr, [network @ .., length]) => {
            address(network).map_or_else(String::new, |network| format!("{network}/{length}"))
        }
        (Kind::Md5 | Kind::Sha1 | Kind::Sha256, _) => hexadecimal(packed),
        _ => String::from_utf8_lossy(packed).into_owned(),
    }
}

/// The number under which a packed value is filed.
pub(super) fn number(hasher: Hasher, kind: Kind, packed: &[u8]) -> u64 {
    match (kind, packed) {
        (Kind::Ipv4 | Kind::Ipv6, _) => address(packed).map_or(0, |address| hasher.address(address)),
        (Kind::Cidr, [network @ .., length]) => {
            address(network).map_or(0, |network| hasher.network(network, *length))
        }
        (Kind::Md5 | Kind::Sha1 | Kind::Sha256, _) => hasher.text(Salt::Hash, hexadecimal(packed).as_bytes()),
        (Kind::Domain, name) => hasher.domain(name),
        (Kind::Email, address) => {
            let at = address.iter().position(|&byte| byte == b'@').unwrap_or_default();
            let (local, domain) = address.split_at_checked(at).unwrap_or_default();
            hasher.email(local, hasher.domain(domain.get(1..).unwrap_or_default()))
        }
        (Kind::Url, url) => hasher.text(Salt::Url, url),
        (Kind::UserAgent, text) => hasher.agent(text),
        (Kind::FileName | Kind::Cidr, name) => hasher.text(Salt::FileName, name),
    }
}

fn address(packed: &[u8]) -> Option<IpAddr> {
    match packed.len() {
        4 => Some(IpAddr::from(packed.first_chunk::<4>().copied()?)),
        16 => Some(IpAddr::from(packed.first_chunk::<16>().copied()?)),
        _ => None,
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn hexadecimal(packed: &[u8]) -> String {
    let digits = packed.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        let values = [
            (Kind::Ipv4, "192.0.2.1"),
            (Kind::Ipv6, "2001:db8::1"),
            (Kind::Cidr, "192.0.2.0/24"),
            (Kind::Cidr, "2001:db8::/32"),
            (Kind::Domain, "evil.example"),
            (Kind::Url, "evil.example/a?b"),
            (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e"),
            (Kind::Email, "anna@example.org"),
            (Kind::FileName, "setup äöü.exe"),
            (Kind::UserAgent, "mozilla/5.0 (x)"),
        ];
        let mut packed = Vec::new();
        for (wanted, value) in values {
            pack(wanted, value, &mut packed).expect("a value");
            assert_eq!(unpack(wanted, &packed), value);
            assert_eq!(kind(tag(wanted, true)), wanted);
        }
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for (kind, value) in
            [(Kind::Ipv4, "1.2.3"), (Kind::Ipv6, "x"), (Kind::Cidr, "1.2.3.4"), (Kind::Md5, "abc")]
        {
            assert_eq!(pack(kind, value, &mut Vec::new()), None, "{value}");
        }
    }
}
