//! IPv4 and IPv6 addresses.

use super::{Step, Steps};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The longest spelling of an IPv6 address: eight groups of which two are written as IPv4 (RFC 4291).
const MAX_IPV6: usize = 45;

/// An IPv4 address of four decimal numbers.
///
/// Three numbers (`1.2.3`), five, a leading zero (`010.1.1.1`, which some programs read as octal) and surroundings of any kind are
/// refused. No spelling but the canonical one is taken, so there is nothing to say of normalisation.
///
/// ```
/// use statement::observable::ipv4;
/// assert_eq!(ipv4(b"192.0.2.1"), Some([192, 0, 2, 1].into()));
/// assert_eq!(ipv4(b"192.0.2.01"), None);
/// ```
pub fn ipv4(token: &[u8]) -> Option<Ipv4Addr> {
    let [first, ..] = token else { return None };
    if !first.is_ascii_digit() || token.len() > 15 {
        return None;
    }
    str::from_utf8(token).ok()?.parse().ok()
}

/// An IPv6 address without brackets, in any of the spellings of RFC 4291, with or without a zone.
///
/// It comes out as IPv4 where it is IPv4-mapped. The canonical text is what [`IpAddr`] displays, which is RFC 5952. Addresses that
/// hold an IPv4 address in other ways (6to4, NAT64, the deprecated `::192.0.2.1`) stay as they are.
///
/// ```
/// use statement::observable::{Step, ipv6};
/// let (address, steps) = ipv6(b"::FFFF:192.0.2.1").unwrap();
/// assert_eq!(address.to_string(), "192.0.2.1");
/// assert!(steps.contains(Step::Mapped));
/// ```
pub fn ipv6(token: &[u8]) -> Option<(IpAddr, Steps)> {
    let text = str::from_utf8(token).ok()?;
    let (text, zone) = match text.split_once('%') {
        Some((text, zone)) => (text, Some(zone)),
        None => (text, None),
    };
    if text.len() > MAX_IPV6 || !text.contains(':') || zone.is_some_and(|zone| !is_zone(zone)) {
        return None;
    }
    let address = text.parse::<Ipv6Addr>().ok()?;
    Some(canonical(address, text, Steps::NONE.with_if(zone.is_some(), Step::Zone)))
}

/// A zone is the name or the number of an interface (RFC 4007).
fn is_zone(zone: &str) -> bool {
    (1..=32).contains(&zone.len())
        && zone.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn canonical(address: Ipv6Addr, text: &str, steps: Steps) -> (IpAddr, Steps) {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return (mapped.into(), steps.with(Step::Mapped));
    }
    let written = address.to_string();
    let steps = steps.with_if(text.bytes().any(|byte| byte.is_ascii_uppercase()), Step::Case);
    (address.into(), steps.with_if(!written.eq_ignore_ascii_case(text), Step::Ipv6Form))
}
