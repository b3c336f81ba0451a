//! The listener for the member's own people and programs.

use anyhow::bail;
use serde::Deserialize;
use std::{
    net::{Ipv4Addr, SocketAddr, SocketAddrV4},
    path::PathBuf,
};

/// How the member's own people reach the node.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Client {
    /// Where `/api/v1` is served. Loopback, unless `allow_remote` says otherwise.
    pub listen: SocketAddr,
    /// Whether `listen` may be another address than loopback. It then needs `certificate` and `key`.
    pub allow_remote: bool,
    /// The host name by which people reach it; others than this and loopback are refused.
    pub host: Option<String>,
    /// A certificate chain in PEM, for TLS.
    pub certificate: Option<PathBuf>,
    /// Its key in PEM.
    pub key: Option<PathBuf>,
}

impl Default for Client {
    fn default() -> Self {
        let listen = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 7410).into();
        Client { listen, allow_remote: false, host: None, certificate: None, key: None }
    }
}

impl Client {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.certificate.is_some() != self.key.is_some() {
            bail!("client.certificate and client.key go together");
        }
        match self.listen.ip().is_loopback() {
            true => Ok(()),
            false if !self.allow_remote => bail!(
                "client.listen is {}, which others can reach: set client.allow_remote and give client.certificate and client.key, or listen on 127.0.0.1",
                self.listen
            ),
            false if self.certificate.is_none() => {
                bail!("client.listen can be reached by others: passwords need TLS, so give client.certificate and client.key")
            }
            false => Ok(()),
        }
    }
}
