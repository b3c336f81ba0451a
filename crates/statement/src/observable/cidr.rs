//! Networks of addresses.

use super::{Step, Steps, ipv4, ipv6};
use std::{
    fmt::{Display, Formatter},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// A network of IPv4 or IPv6 addresses, its host bits clear. It is never all addresses there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cidr {
    network: IpAddr,
    length: u8,
}

/// Why a text is no [`Cidr`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACidr {
    /// It has not the shape of address, slash, number.
    #[error("not an address, a slash and a number")]
    Shape,
    /// The number is larger than the address has bits.
    #[error("a length of {length} is more than the {bits} bits of such an address")]
    Length {
        /// What it says.
        length: u16,
        /// The bits of an address.
        bits: u8,
    },
    /// It holds every address.
    #[error("a length of 0 is every address there is")]
    Everything,
}

/// How long the prefix of mapped addresses is, `::ffff:0:0/96`.
const MAPPED: u8 = 96;

impl Cidr {
    /// The network that an address and a length describe, with what it took: host bits cleared, IPv4-mapped made IPv4.
    ///
    /// ```
    /// use statement::observable::Cidr;
    /// let (cidr, steps) = Cidr::read("192.0.2.77/24").unwrap();
    /// assert_eq!((cidr.to_string(), steps.to_string()), ("192.0.2.0/24".to_owned(), "host-bits".to_owned()));
    /// ```
    ///
    /// # Errors
    /// If it is no such thing, or one that holds every address.
    pub fn read(text: &str) -> Result<(Self, Steps), NotACidr> {
        let (address, length) = text.split_once('/').ok_or(NotACidr::Shape)?;
        let digits = (1..=3).contains(&length.len()) && length.bytes().all(|byte| byte.is_ascii_digit());
        let length: u16 = digits.then(|| length.parse().ok()).flatten().ok_or(NotACidr::Shape)?;
        match ipv4(address.as_bytes()) {
            Some(address) => Self::new(address.into(), length, Steps::NONE),
            None => Self::of_ipv6(address, length),
        }
    }

    fn of_ipv6(address: &str, length: u16) -> Result<(Self, Steps), NotACidr> {
        let (address, steps) = ipv6(address.as_bytes())
            .filter(|(_, steps)| !steps.contains(Step::Zone))
            .ok_or(NotACidr::Shape)?;
        match address {
            IpAddr::V4(mapped) if length > 128 || length >= MAPPED.into() => {
                let bits = length.checked_sub(MAPPED.into()).filter(|&bits| bits <= 32);
                let length = bits.ok_or(NotACidr::Length { length, bits: 128 })?;
                Self::new(mapped.into(), length, steps)
            }
            IpAddr::V4(mapped) => {
                Self::new(mapped.to_ipv6_mapped().into(), length, Steps::NONE.with(Step::Ipv6Form))
            }
            address => Self::new(address, length, steps),
        }
    }

    fn new(address: IpAddr, length: u16, steps: Steps) -> Result<(Self, Steps), NotACidr> {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let fits = u8::try_from(length).ok().filter(|&length| length <= bits);
        let length = fits.ok_or(NotACidr::Length { length, bits })?;
        if length == 0 {
            return Err(NotACidr::Everything);
        }
        let network = masked(address, length);
        Ok((Self { network, length }, steps.with_if(network != address, Step::HostBits)))
    }

    /// The first address.
    pub fn network(self) -> IpAddr {
        self.network
    }

    /// How many bits all its addresses share: 1 to 32, or 1 to 128.
    pub fn length(self) -> u8 {
        self.length
    }

    /// The only address, if there is only one.
    pub fn only(self) -> Option<IpAddr> {
        let bits = if self.network.is_ipv4() { 32 } else { 128 };
        (self.length == bits).then_some(self.network)
    }

    /// Whether the address is one of the network. An IPv6 address is to be unmapped before, as [`ipv6`] does.
    pub fn contains(self, address: IpAddr) -> bool {
        self.network.is_ipv4() == address.is_ipv4() && masked(address, self.length) == self.network
    }
}

/// The address with all bits behind the first `length` clear.
fn masked(address: IpAddr, length: u8) -> IpAddr {
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

impl Display for Cidr {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.network, self.length)
    }
}
