//! Whoever guesses passwords is slowed down, by the name guessed at and by the address guessed from.
//!
//! The two waits are of different lengths for a reason. A stranger can make everybody wait who wants in under a name, so that wait is short and
//! an operator cannot be locked out for long; one address can only make itself wait, so that wait is long. Tokens and the socket in the home
//! never wait. What comes too soon is not looked at and not counted: it makes no wait longer.

use log::Timestamp;
use std::{fmt, net::IpAddr};
use store::Attempts;

/// How many failures are free: people mistype.
const FREE: u64 = 3;

/// The longest wait under one name, in seconds.
const MAX_WAIT_NAME: u64 = 10;

/// The longest wait of one address, in seconds.
const MAX_WAIT_ADDRESS: u64 = 900;

/// The longest wait on this machine, in seconds: all who are on it have one address.
const MAX_WAIT_LOOPBACK: u64 = 30;

/// After so many seconds without a failure all is forgotten.
pub(super) const FORGET: u64 = 3_600;

/// From where somebody wants in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source(IpAddr);

impl From<IpAddr> for Source {
    /// IPv4 in IPv6 is IPv4, and of IPv6 whoever has one address has 2^64.
    fn from(address: IpAddr) -> Self {
        Source(match address.to_canonical() {
            IpAddr::V6(address) if !address.is_loopback() => {
                IpAddr::V6((address.to_bits() >> 64 << 64).into())
            }
            other => other,
        })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Source {
    /// What its failures are counted under.
    pub(super) fn subject(self) -> String {
        format!("address:{self}")
    }

    /// How long it still has to wait.
    pub(super) fn wait(self, attempts: Attempts, now: Timestamp) -> u64 {
        let longest = if self.0.is_loopback() { MAX_WAIT_LOOPBACK } else { MAX_WAIT_ADDRESS };
        left(attempts, now, longest)
    }
}

/// How long whoever wants in under a name still has to wait.
pub(super) fn wait_for_name(attempts: Attempts, now: Timestamp) -> u64 {
    left(attempts, now, MAX_WAIT_NAME)
}

/// One second after the free failures, then twice as long each time.
fn left(attempts: Attempts, now: Timestamp, longest: u64) -> u64 {
    let Some(doubled) = attempts.failures.checked_sub(FREE) else { return 0 };
    let wait = 1u64.checked_shl(u32::try_from(doubled).unwrap_or(u32::MAX)).unwrap_or(longest).min(longest);
    // A clock that went back makes nobody wait longer than the longest.
    attempts.last.saturating_add(wait).saturating_sub(now).min(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let wait = |failures, since: u64| wait_for_name(Attempts { failures, last: 1_000 }, 1_000 + since);
        assert_eq!(
            [0, 2, 3, 4, 5, 6, 7, 63, 64, u64::MAX].map(|failures| wait(failures, 0)),
            [0, 0, 1, 2, 4, 8, 10, 10, 10, 10]
        );
        assert_eq!([wait(7, 9), wait(7, 10), wait(7, 11)], [1, 0, 0]);
        let late = Attempts { failures: 9, last: 5_000 };
        assert_eq!(wait_for_name(late, 1_000), MAX_WAIT_NAME, "a clock that went back");
    }

    #[test]
    fn addresses_of_one_owner_are_one() {
        let of = |text: &str| Source::from(text.parse::<IpAddr>().expect("an address")).to_string();
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
