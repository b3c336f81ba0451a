//! How the node listens for the member's own people.

use crate::http::limits;
use anyhow::bail;
use serde::Deserialize;
use std::{net::SocketAddr, path::PathBuf};

/// The table `[client]` of the configuration. Without it the node listens on loopback, and on the socket `node.socket` in the home.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientConfig {
    /// Where to listen. Anything but loopback needs `allow_remote`, `certificate` and `key`.
    pub listen: SocketAddr,
    /// Whether to listen to other machines at all. It is asked for apart, so that a changed address alone opens nothing.
    pub allow_remote: bool,
    /// The certificate and those that it needs, PEM. With it all of `listen` is TLS 1.3, on loopback too. It is a certificate like any web
    /// server's: the pinned key of the node is for nodes.
    pub certificate: Option<PathBuf>,
    /// The private key of the certificate, PEM. Only the node's user should be able to read it.
    pub key: Option<PathBuf>,
    /// The names that requests may call this node by, beside `localhost`, `127.0.0.1` and `[::1]`. A request under any other name is refused:
    /// a page from elsewhere could have made the name point here.
    pub names: Vec<String>,
    /// The longest body of a statement, in bytes. Longer ones are said by `detente say` while the node is stopped.
    pub max_body: usize,
    /// How many requests are served at a time. Others are told to come back.
    pub max_requests: usize,
    /// How many follow `/api/v1/events` at a time.
    pub max_followers: usize,
}

impl Default for ClientConfig {
    fn default() -> Self {
        ClientConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 7_414)),
            allow_remote: false,
            certificate: None,
            key: None,
            names: Vec::new(),
            max_body: limits::MAX_BODY,
            max_requests: limits::MAX_REQUESTS,
            max_followers: limits::MAX_FOLLOWERS,
        }
    }
}

impl ClientConfig {
    /// Refuses what would let others listen in or come in unasked.
    ///
    /// # Errors
    /// A sentence that says what to change.
    pub fn check(&self) -> anyhow::Result<()> {
        if self.certificate.is_some() != self.key.is_some() {
            bail!("client.certificate and client.key belong together: name both, or neither");
        }
        if self.listen.ip().to_canonical().is_loopback() {
            return Ok(());
        }
        if !self.allow_remote {
            bail!(
                "client.listen = \"{}\" is open to other machines: say client.allow_remote = true if that is meant",
                self.listen
            );
        }
        if self.certificate.is_none() {
            bail!(
                "client.listen = \"{}\" is open to other machines, who would see every token: name client.certificate and client.key",
                self.listen
            );
        }
        if self.names.is_empty() {
            bail!(
                "client.names is empty: name what other machines call this node, such as [\"node.example\"]"
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threat_30_nothing_but_loopback_is_served_unasked_or_unencrypted() {
        let tls = "certificate = \"c.pem\"\nkey = \"k.pem\"\n";
        let cases = [
            ("", true),
            ("listen = \"127.0.0.2:1\"", true),
            ("listen = \"[::1]:1\"", true),
            ("listen = \"0.0.0.0:1\"", false),
            ("listen = \"[::]:1\"", false),
            ("listen = \"192.0.2.1:1\"\nallow_remote = true", false),
            (&format!("listen = \"192.0.2.1:1\"\n{tls}names = [\"n\"]"), false),
            (&format!("listen = \"192.0.2.1:1\"\nallow_remote = true\n{tls}"), false),
            (&format!("listen = \"192.0.2.1:1\"\nallow_remote = true\n{tls}names = [\"n\"]"), true),
            ("certificate = \"c.pem\"", false),
        ];
        for (text, good) in cases {
            let config: ClientConfig = toml::from_str(text).expect("a table");
            assert_eq!(config.check().is_ok(), good, "{text}");
        }
        assert!(toml::from_str::<ClientConfig>("allow_remot = true").is_err(), "unknown keys are refused");
    }
}
