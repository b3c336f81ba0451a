//! The listener for other nodes.

use anyhow::bail;
use serde::Deserialize;
use statement::MemberName;
use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr, SocketAddrV4},
};

/// How other nodes reach this one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Peers {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What others are told to dial, `host:port`, where that is another address than `listen`, behind a translation of addresses for example.
    pub address: Option<String>,
    /// Where the others are dialled, `host:port` by member, before they have said so themselves.
    pub addresses: BTreeMap<String, String>,
}

impl Default for Peers {
    fn default() -> Self {
        Peers {
            listen: SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 7411).into(),
            address: None,
            addresses: BTreeMap::new(),
        }
    }
}

impl Peers {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.address.as_deref().is_some_and(|address| !is_address(address)) {
            bail!("peers.address is not host:port");
        }
        for (member, address) in &self.addresses {
            if member.parse::<MemberName>().is_err() || !is_address(address) {
                bail!("peers.addresses: `{member} = \"{address}\"` is not a member and host:port");
            }
        }
        Ok(())
    }

    /// [`Peers::addresses`] by member.
    pub fn known(&self) -> BTreeMap<MemberName, String> {
        let known = self.addresses.iter();
        known.filter_map(|(member, address)| Some((member.parse().ok()?, address.clone()))).collect()
    }

    /// What others are told to dial. An address that only this machine knows tells nothing to others.
    pub fn told(&self) -> Option<String> {
        let own = (!self.listen.ip().is_unspecified()).then(|| self.listen.to_string());
        self.address.clone().or(own)
    }
}

/// Whether something is written as `host:port`.
fn is_address(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0))
}
