//! Which networks an address may be in.
//!
//! A network is filed in the table by its address and length, so an address is looked up once for each length that some network has.
//! First it is asked whether any network has its first sixteen bits, which for most addresses is answered from a few cache lines.

use statement::observable::Cidr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Words of a table with a bit for each value of sixteen bits.
const WORDS: usize = 1 << 10;

/// The networks of both families.
#[derive(Debug, Default)]
pub(super) struct Networks {
    ipv4: Family,
    ipv6: Family,
}

#[derive(Debug, Default)]
struct Family {
    /// Bit by bit, the lengths that there are.
    lengths: u128,
    /// Bit by bit, the first sixteen bits of addresses in networks. Empty while there is none.
    starts: Vec<u64>,
}

impl Networks {
    /// Adds a network.
    pub(super) fn add(&mut self, cidr: Cidr) {
        let (family, start) = match cidr.network() {
            IpAddr::V4(address) => (&mut self.ipv4, address.to_bits() >> 16),
            IpAddr::V6(address) => (&mut self.ipv6, (address.to_bits() >> 112) as u32),
        };
        let same = 1 << 16_u32.saturating_sub(cidr.length().into());
        family.add(start as usize..(start + same) as usize, cidr.length());
    }

    /// The networks that an address would be in, the largest first; none where no network starts like it.
    #[inline]
    pub(super) fn around(&self, address: IpAddr) -> impl Iterator<Item = (IpAddr, u8)> {
        let (family, start) = match address {
            IpAddr::V4(address) => (&self.ipv4, address.to_bits() >> 16),
            IpAddr::V6(address) => (&self.ipv6, (address.to_bits() >> 112) as u32),
        };
        let lengths = if family.has(start as usize) { family.lengths } else { 0 };
        set(lengths).map(move |length| (network(address, length), length))
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.ipv4.lengths | self.ipv6.lengths == 0
    }
}

impl Family {
    fn add(&mut self, starts: std::ops::Range<usize>, length: u8) {
        self.starts.resize(WORDS, 0);
        self.lengths |= 1_u128.checked_shl(length.into()).unwrap_or(0);
        for start in starts {
            self.starts.iter_mut().skip(start / 64).take(1).for_each(|word| *word |= 1 << (start % 64));
        }
    }

    #[inline]
    fn has(&self, start: usize) -> bool {
        self.starts.get(start / 64).is_some_and(|word| word >> (start % 64) & 1 == 1)
    }
}

/// The places of the bits that are set, lowest first.
fn set(mut bits: u128) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let lowest = bits.trailing_zeros();
        bits &= bits.checked_sub(1)?;
        Some(lowest as u8)
    })
}

/// The address with all bits behind the first `length` clear.
pub(super) fn network(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(length.into())).unwrap_or(0);
            Ipv4Addr::from_bits(address.to_bits() & mask).into()
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(length.into())).unwrap_or(0);
            Ipv6Addr::from_bits(address.to_bits() & mask).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(networks: &[&str], address: &str) -> Vec<String> {
        let mut all = Networks::default();
        networks.iter().for_each(|text| all.add(Cidr::read(text).expect("a network").0));
        let address = address.parse().expect("an address");
        all.around(address).map(|(network, length)| format!("{network}/{length}")).collect()
    }

    #[test]
    fn an_address_may_be_in_a_network_of_each_length() {
        let networks = ["10.0.0.0/8", "192.0.2.0/24", "192.0.3.128/25", "2001:db8::/32", "1.2.3.4/31"];
        assert_eq!(
            around(&networks, "192.0.2.255"),
            ["192.0.0.0/8", "192.0.2.0/24", "192.0.2.128/25", "192.0.2.254/31"]
        );
        assert_eq!(around(&networks, "10.255.0.1").first().map(String::as_str), Some("10.0.0.0/8"));
        assert_eq!(around(&networks, "2001:db8:1::1"), ["2001:db8::/32"]);
        assert!(around(&networks, "11.0.0.1").is_empty());
        assert!(around(&networks, "fe80::1").is_empty());
        assert!(around(&[], "1.2.3.4").is_empty());
    }

    #[test]
    fn edges_of_large_networks_have_their_bits() {
        for (address, expected) in [("128.0.0.0", 1), ("255.255.255.255", 1), ("127.255.255.255", 0)] {
            assert_eq!(around(&["128.0.0.0/1"], address).len(), expected, "{address}");
        }
    }
}
