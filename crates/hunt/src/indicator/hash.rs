//! Numbers for values, made alike from an indicator and from the token of an event that may be it.
//!
//! The one number serves the [filter](super::filter) and the [table](super::table). It is no identity: what has the same number is
//! compared. ASCII case plays no part in it, so that a token need not be rewritten before it is looked up.

use hashbrown::DefaultHashBuilder;
use std::{hash::BuildHasher, net::IpAddr};

/// Sets bit 5 of every byte: `A` becomes `a`, and what is no letter becomes the same on both sides.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// Odd, with bits that follow no pattern: the golden ratio's digits.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Keeps kinds of values apart that have the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Salt {
    Ipv4 = 1,
    Ipv6,
    Domain,
    /// The host of a URL: told apart from the domain, so that a filter can say that no URL of a host is known.
    Host,
    Url,
    Hash,
    Email,
    FileName,
    UserAgent,
    /// The last label of a name.
    Ending,
}

/// Makes numbers of values. The seed differs from process to process, so that nobody can write a list whose values all have one number;
/// nothing that is found depends on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hasher {
    seed: u64,
}

impl Default for Hasher {
    fn default() -> Self {
        Hasher { seed: DefaultHashBuilder::default().hash_one(MULTIPLIER) }
    }
}

impl Hasher {
    /// Of an address.
    pub(super) fn address(self, address: IpAddr) -> u64 {
        match address {
            IpAddr::V4(address) => self.ipv4(address.to_bits()),
            IpAddr::V6(address) => self.ipv6(address.to_bits()),
        }
    }

    /// Of a network, by its address and length.
    pub(super) fn network(self, network: IpAddr, length: u8) -> u64 {
        mix(self.address(network), u64::from(length))
    }

    /// Of an IPv4 address.
    #[inline]
    pub(super) fn ipv4(self, address: u32) -> u64 {
        mix(self.start(Salt::Ipv4), address.into())
    }

    /// Of an IPv6 address.
    pub(super) fn ipv6(self, address: u128) -> u64 {
        mix(mix(self.start(Salt::Ipv6), address as u64), (address >> 64) as u64)
    }

    /// Of bytes, without regard to ASCII case.
    #[inline]
    pub(super) fn text(self, salt: Salt, text: &[u8]) -> u64 {
        let (chunks, rest) = text.as_chunks::<8>();
        let state = mix(self.start(salt), text.len() as u64);
        let state = chunks.iter().fold(state, |state, chunk| mix(state, u64::from_le_bytes(*chunk) | SMALL));
        if rest.is_empty() { state } else { mix(state, last(rest) | SMALL) }
    }

    /// Of a domain, as one label is put before another: from the last one on, starting with [`Hasher::root`].
    #[inline]
    pub(super) fn label(self, parents: u64, label: &[u8]) -> u64 {
        mix(parents, self.text(Salt::Domain, label))
    }

    /// Of the domain without labels.
    pub(super) fn root(self) -> u64 {
        self.start(Salt::Domain)
    }

    /// Of a whole domain.
    pub(super) fn domain(self, name: &[u8]) -> u64 {
        name.rsplit(|&byte| byte == b'.').fold(self.root(), |parents, label| self.label(parents, label))
    }

    /// Of an e-mail address, by its local part and the number of its domain.
    pub(super) fn email(self, local: &[u8], domain: u64) -> u64 {
        mix(domain, self.text(Salt::Email, local))
    }

    /// Of a domain or address as the host of a URL, by its own number.
    #[inline]
    pub(super) fn host(self, own: u64) -> u64 {
        mix(own, self.start(Salt::Host))
    }

    /// Of a user agent: by its length and both ends only, for every text of every event is asked for.
    #[inline]
    pub(super) fn agent(self, text: &[u8]) -> u64 {
        let (front, back) = (text.first_chunk::<8>(), text.last_chunk::<8>());
        let Some((front, back)) = front.zip(back) else { return self.text(Salt::UserAgent, text) };
        let state = mix(self.start(Salt::UserAgent), text.len() as u64);
        mix(mix(state, u64::from_le_bytes(*front) | SMALL), u64::from_le_bytes(*back) | SMALL)
    }

    #[inline]
    fn start(self, salt: Salt) -> u64 {
        self.seed ^ (salt as u64).wrapping_mul(MULTIPLIER)
    }
}

/// Fewer than eight bytes as a number.
#[inline]
fn last(rest: &[u8]) -> u64 {
    rest.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// Both halves of the product, one over the other: each bit of either number has a part in each bit of the result.
#[inline]
fn mix(state: u64, value: u64) -> u64 {
    let product = u128::from(state ^ value ^ MULTIPLIER.rotate_left(23)) * u128::from(MULTIPLIER);
    (product as u64) ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_plays_no_part() {
        let hasher = Hasher::default();
        for (one, other) in
            [("", ""), ("A", "a"), ("Setup.EXE", "setup.exe"), ("WWW.Example.ORG", "www.example.org")]
        {
            assert_eq!(
                hasher.text(Salt::FileName, one.as_bytes()),
                hasher.text(Salt::FileName, other.as_bytes())
            );
            assert_eq!(hasher.domain(one.as_bytes()), hasher.domain(other.as_bytes()));
            assert_eq!(hasher.agent(one.as_bytes()), hasher.agent(other.as_bytes()));
        }
    }

    #[test]
    fn a_domain_is_its_label_before_its_parents() {
        let hasher = Hasher::default();
        let parents = hasher.domain(b"evil.example");
        assert_eq!(hasher.label(parents, b"www"), hasher.domain(b"www.evil.example"));
        assert_ne!(hasher.domain(b"a.bc"), hasher.domain(b"ab.c"));
        assert_ne!(hasher.domain(b"a.b"), hasher.domain(b"b.a"));
    }

    #[test]
    fn kinds_and_lengths_are_apart() {
        let hasher = Hasher::default();
        assert_ne!(hasher.text(Salt::Hash, b"a"), hasher.text(Salt::FileName, b"a"));
        assert_ne!(hasher.text(Salt::Hash, b""), hasher.text(Salt::Hash, b"\0"));
    }
}
