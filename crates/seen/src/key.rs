//! Values as keys: bytes whose order makes of an indicator a range.
//!
//! A key is a byte for the kind, and behind it:
//!
//! | kind | key |
//! |---|---|
//! | address | its 4 or 16 bytes: a network is a range |
//! | domain | its labels, the last one first, a dot behind each (`example.evil.www.`): a name and all below it is a range |
//! | URL | the host, then the rest as it is, from the colon or the slash on. A host that is a name is written as a domain is; an address is a byte 4 or 6 and then its bytes |
//! | hash | its bytes |
//! | e-mail | the domain as above, `@`, the local part |
//! | file name, user agent | the text |

use statement::observable::{Kind, MAX_TEXT, ipv4};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// No key is longer: that of a URL grows by two bytes.
pub(crate) const MAX_KEY: usize = MAX_TEXT + 16;

/// What stands before an address that is the host of a URL. No label begins so.
const FOUR: u8 = 4;
const SIX: u8 = 6;

/// The byte of a kind; `None` for a network, which no event has.
pub(crate) fn byte(kind: Kind) -> Option<u8> {
    Some(match kind {
        Kind::Ipv4 => 1,
        Kind::Ipv6 => 2,
        Kind::Domain => 3,
        Kind::Url => 4,
        Kind::Email => 5,
        Kind::Md5 => 6,
        Kind::Sha1 => 7,
        Kind::Sha256 => 8,
        Kind::FileName => 9,
        Kind::UserAgent => 10,
        Kind::Cidr => return None,
    })
}

/// Puts the key of a canonical value into `into`; `None` for what is no value of the kind.
pub(crate) fn pack(kind: Kind, value: &str, into: &mut Vec<u8>) -> Option<()> {
    into.clear();
    into.push(byte(kind)?);
    if value.is_empty() || value.len() > MAX_TEXT {
        return None;
    }
    match kind {
        Kind::Ipv4 => into.extend(ipv4(value.as_bytes())?.octets()),
        Kind::Ipv6 => into.extend(canonical_ipv6(value)?.octets()),
        Kind::Md5 => push_digits(value, 16, into)?,
        Kind::Sha1 => push_digits(value, 20, into)?,
        Kind::Sha256 => push_digits(value, 32, into)?,
        Kind::Domain => push_name(value, into),
        Kind::Url => push_url(value, into)?,
        Kind::Email => {
            let (local, domain) = value.rsplit_once('@')?;
            push_name(domain, into);
            into.push(b'@');
            into.extend_from_slice(local.as_bytes());
        }
        Kind::FileName | Kind::UserAgent | Kind::Cidr => into.extend_from_slice(value.as_bytes()),
    }
    Some(())
}

/// The value of a key; `None` for what is no key.
pub(crate) fn unpack(key: &[u8]) -> Option<(Kind, String)> {
    let (&first, rest) = key.split_first()?;
    let kind = Kind::ALL.into_iter().find(|kind| byte(*kind) == Some(first))?;
    let value = match kind {
        Kind::Ipv4 | Kind::Ipv6 => address(rest)?.to_string(),
        Kind::Md5 | Kind::Sha1 | Kind::Sha256 => hexadecimal(rest),
        Kind::Domain => name(str::from_utf8(rest).ok()?)?,
        Kind::Url => unpack_url(rest)?,
        Kind::Email => {
            let (domain, local) = str::from_utf8(rest).ok()?.split_once('@')?;
            format!("{local}@{}", name(domain)?)
        }
        Kind::FileName | Kind::UserAgent | Kind::Cidr => str::from_utf8(rest).ok()?.to_owned(),
    };
    Some((kind, value))
}

/// Appends a name, its last label first, a dot behind each.
pub(crate) fn push_name(name: &str, into: &mut Vec<u8>) {
    for label in name.as_bytes().rsplit(|&byte| byte == b'.') {
        into.extend_from_slice(label);
        into.push(b'.');
    }
}

fn name(reversed: &str) -> Option<String> {
    let labels: Vec<&str> = reversed.strip_suffix('.')?.rsplit('.').collect();
    Some(labels.join("."))
}

/// Appends an address as the host of a URL.
pub(crate) fn push_host(address: IpAddr, into: &mut Vec<u8>) {
    match address {
        IpAddr::V4(address) => {
            into.push(FOUR);
            into.extend(address.octets());
        }
        IpAddr::V6(address) => {
            into.push(SIX);
            into.extend(address.octets());
        }
    }
}

fn push_url(url: &str, into: &mut Vec<u8>) -> Option<()> {
    if let Some(rest) = url.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        push_host(canonical_ipv6(host)?.into(), into);
        into.extend_from_slice(rest.as_bytes());
        return Some(());
    }
    let (host, rest) = url.split_at(url.find([':', '/']).unwrap_or(url.len()));
    match ipv4(host.as_bytes()) {
        Some(address) => push_host(address.into(), into),
        // The last label comes first, and would be taken for the mark of an address.
        None if host.is_empty() || last_label(host).starts_with(['\u{4}', '\u{6}']) => return None,
        None => push_name(host, into),
    }
    into.extend_from_slice(rest.as_bytes());
    Some(())
}

fn last_label(host: &str) -> &str {
    host.rsplit('.').next().unwrap_or_default()
}

fn unpack_url(key: &[u8]) -> Option<String> {
    let text = |rest| str::from_utf8(rest).ok();
    match key.split_first()? {
        (&FOUR, rest) => {
            let (host, rest) = rest.split_first_chunk::<4>()?;
            Some(format!("{}{}", Ipv4Addr::from(*host), text(rest)?))
        }
        (&SIX, rest) => {
            let (host, rest) = rest.split_first_chunk::<16>()?;
            Some(format!("[{}]{}", Ipv6Addr::from(*host), text(rest)?))
        }
        _ => {
            let key = text(key)?;
            let (host, rest) = key.split_at(key.find([':', '/']).unwrap_or(key.len()));
            Some(format!("{}{rest}", name(host)?))
        }
    }
}

/// The bytes of an address again.
fn address(bytes: &[u8]) -> Option<IpAddr> {
    match bytes.len() {
        4 => Some(IpAddr::from(bytes.first_chunk::<4>().copied()?)),
        16 => Some(IpAddr::from(bytes.first_chunk::<16>().copied()?)),
        _ => None,
    }
}

fn canonical_ipv6(text: &str) -> Option<Ipv6Addr> {
    let address: Ipv6Addr = text.parse().ok()?;
    // Most are written as the standard library writes them; the others would come back changed.
    (address.to_string() == text).then_some(address)
}

fn push_digits(text: &str, bytes: usize, into: &mut Vec<u8>) -> Option<()> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != bytes || !rest.is_empty() {
        return None;
    }
    pairs.iter().try_for_each(|[high, low]| {
        into.push(digit(*high)? << 4 | digit(*low)?);
        Some(())
    })
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: Kind, value: &str) -> Vec<u8> {
        let mut key = Vec::new();
        pack(kind, value, &mut key).expect("a value");
        key
    }

    #[test]
    fn values_come_back_as_they_were() {
        for (kind, value) in [
            (Kind::Ipv4, "192.0.2.1"),
            (Kind::Ipv6, "2001:db8::1"),
            (Kind::Domain, "www.evil.example"),
            (Kind::Url, "evil.example/a?b:c"),
            (Kind::Url, "evil.example:8080/a.b/"),
            (Kind::Url, "192.0.2.1:81/a"),
            (Kind::Url, "[2001:db8::1]/a"),
            (Kind::Url, "[2001:db8::1]:8080/a"),
            (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e"),
            (Kind::Sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            (Kind::Sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (Kind::Email, "a.b@mail.example.org"),
            (Kind::FileName, "setup äöü.exe"),
            (Kind::UserAgent, "mozilla/5.0 (x)"),
        ] {
            assert_eq!(unpack(&key(kind, value)), Some((kind, value.to_owned())));
        }
    }

    #[test]
    fn what_is_below_a_name_stands_behind_it() {
        assert_eq!(key(Kind::Domain, "www.evil.example"), b"\x03example.evil.www.");
        assert_eq!(key(Kind::Url, "evil.example:81/a"), b"\x04example.evil.:81/a");
        assert_eq!(key(Kind::Url, "1.2.3.4/a"), b"\x04\x04\x01\x02\x03\x04/a");
        assert_eq!(key(Kind::Email, "x@evil.example"), b"\x05example.evil.@x");
    }

    #[test]
    fn what_is_no_value_is_refused() {
        for (kind, value) in [
            (Kind::Ipv4, "1.2.3"),
            (Kind::Ipv4, "1.2.3.04"),
            (Kind::Ipv6, "2001:DB8::1"),
            (Kind::Ipv6, "::ffff:102:304"),
            (Kind::Cidr, "1.2.3.0/24"),
            (Kind::Md5, "D41D8CD98F00B204E9800998ECF8427E"),
            (Kind::Md5, "abc"),
            (Kind::Domain, ""),
            (Kind::Url, "[::1"),
            (Kind::Url, "/a"),
            (Kind::Url, "a.\u{4}bcde/a"),
            (Kind::Email, "nobody"),
            (Kind::FileName, &"x".repeat(MAX_TEXT + 1)),
        ] {
            assert_eq!(pack(kind, value, &mut Vec::new()), None, "{value}");
        }
    }
}
