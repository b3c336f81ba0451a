//! Where nodes listen, as a member's people were told: the file `addresses` in the home, a line `MEMBER HOST:PORT` each. It ranks lowest: node.toml,
//! and what a member's node has said itself, go before it. Nothing depends on it but who is dialled: who answers there must have the member's key.

use crate::{Home, files};
use anyhow::{Context, bail};
use note::Malformed;
use statement::MemberName;
use std::{collections::BTreeMap, fmt, net::Ipv6Addr, str::FromStr};

/// How long the file may be: 64 members have about 10 KiB.
const MAX_FILE: usize = 64 << 10;

/// The longest name of a host (RFC 1035 section 2.3.4).
const MAX_HOST: usize = 253;

const HEADING: &str =
    "# Where the nodes of the members listen, by `detente unit`. What they say themselves goes before it.\n";

/// `host:port`; an IPv6 address stands in brackets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name or number of the host, in brackets if it has some.
    pub fn host(&self) -> &str {
        self.0.rsplit_once(':').map_or("", |(host, _)| host)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.0.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or_default()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Address {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused = |why: &'static str| Malformed::new("address", why);
        let (host, port) = text.rsplit_once(':').ok_or_else(|| refused("it is not HOST:PORT"))?;
        let number = note::encoding::decimal("port", port)?;
        if !(1..=u64::from(u16::MAX)).contains(&number) {
            return Err(refused("its port is not between 1 and 65535"));
        }
        let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let is_name =
            |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        let is_host = match inner {
            Some(inner) => inner.parse::<Ipv6Addr>().is_ok(),
            None => (1..=MAX_HOST).contains(&host.len()) && is_name(host),
        };
        match is_host {
            true => Ok(Address(text.to_owned())),
            false => Err(refused("its host is neither a name nor a number; IPv6 stands in brackets")),
        }
    }
}

impl Home {
    /// Where nodes listen, as far as the file `addresses` says.
    ///
    /// # Errors
    /// A file that cannot be read, with the line.
    pub fn addresses(&self) -> anyhow::Result<BTreeMap<MemberName, Address>> {
        let path = self.path().join("addresses");
        if !path.exists() {
            return Ok(BTreeMap::new());
        }
        let text = String::from_utf8(files::read(&path, MAX_FILE)?)?;
        let mut addresses = BTreeMap::new();
        for (number, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let here = || format!("{}, line {number}", path.display());
            let (member, address) =
                line.split_once(' ').context("it is not MEMBER HOST:PORT").with_context(here)?;
            addresses.insert(member.parse().with_context(here)?, address.trim().parse().with_context(here)?);
        }
        Ok(addresses)
    }

    /// Writes the file `addresses`.
    ///
    /// # Errors
    /// The disk; more than the file holds.
    pub fn keep_addresses(&self, addresses: &BTreeMap<MemberName, Address>) -> anyhow::Result<()> {
        let lines = addresses.iter().map(|(member, address)| format!("{member} {address}\n"));
        let text: String = std::iter::once(HEADING.to_owned()).chain(lines).collect();
        if text.len() > MAX_FILE {
            bail!("there are too many addresses");
        }
        files::write_replacing(&self.path().join("addresses"), text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port_and_nothing_that_a_terminal_or_a_resolver_could_stumble_over() {
        for good in ["alpha.example:7411", "192.0.2.1:1", "[2001:db8::1]:65535", "a_b-c:80"] {
            assert!(good.parse::<Address>().is_ok(), "{good}");
        }
        let long = format!("{}:1", "a".repeat(254));
        for bad in [
            "",
            ":1",
            "host",
            "host:0",
            "host:65536",
            "host:080",
            "host: 1",
            "ho st:1",
            "::1:80",
            "[::1:80",
            "h\u{1b}:1",
            &long,
        ] {
            assert!(bad.parse::<Address>().is_err(), "{bad:?}");
        }
    }
}
