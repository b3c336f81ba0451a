//! The listener for other nodes.

use anyhow::bail;
use serde::Deserialize;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};

/// How other nodes reach this one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Peers {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What others are told to dial, `host:port`, where that is another address than `listen`, behind a translation of addresses for example.
    pub address: Option<String>,
}

impl Default for Peers {
    fn default() -> Self {
        Peers { listen: SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 7411).into(), address: None }
    }
}

impl Peers {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        match self.address.as_deref().map(|address| address.rsplit_once(':')) {
            None => Ok(()),
            Some(Some((host, port)))
                if !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0) =>
            {
                Ok(())
            }
            Some(_) => bail!("peers.address is not host:port"),
        }
    }

    /// What others are told to dial. An address that only this machine knows tells nothing to others.
    pub fn told(&self) -> Option<String> {
        let own = (!self.listen.ip().is_unspecified()).then(|| self.listen.to_string());
        self.address.clone().or(own)
    }
}
