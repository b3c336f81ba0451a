//! Where telemetry comes in by the network.

use anyhow::bail;
use serde::Deserialize;
use std::{net::SocketAddr, path::PathBuf};

/// Where telemetry comes in by the network. Nothing is listened for unless it is named here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Telemetry {
    /// Where syslog comes by UDP (RFC 5426). It has no acknowledgement: what comes while the node is busy or down is lost.
    pub syslog_udp: Vec<SocketAddr>,
    /// Where it comes by TCP (RFC 6587). It is neither secret nor is its sender known.
    pub syslog_tcp: Vec<SocketAddr>,
    /// Where it comes by TLS (RFC 5425).
    pub syslog_tls: Vec<SocketAddr>,
    /// The certificate for TLS, and those that it needs, PEM; without it, that of `[client]`.
    pub certificate: Option<PathBuf>,
    /// Its private key, PEM.
    pub key: Option<PathBuf>,
    /// How many connections of syslog are open at a time.
    pub connections: usize,
    /// The longest body of a request to `/api/v1/telemetry`, in bytes.
    pub max_body: usize,
}

impl Default for Telemetry {
    fn default() -> Self {
        Telemetry {
            syslog_udp: Vec::new(),
            syslog_tcp: Vec::new(),
            syslog_tls: Vec::new(),
            certificate: None,
            key: None,
            connections: 256,
            max_body: 16 << 20,
        }
    }
}

impl Telemetry {
    pub(super) fn check(&self, has_client_certificate: bool) -> anyhow::Result<()> {
        if self.certificate.is_some() != self.key.is_some() {
            bail!("telemetry.certificate and telemetry.key belong together: name both, or neither");
        }
        if !self.syslog_tls.is_empty() && self.certificate.is_none() && !has_client_certificate {
            bail!(
                "telemetry.syslog_tls takes a certificate: name telemetry.certificate and telemetry.key, or those of [client]"
            );
        }
        Ok(())
    }
}
