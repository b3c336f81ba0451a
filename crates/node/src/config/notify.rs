//! Who besides the unit is told of findings: `[[notify]]`. This is the only way but statements on which anything about findings leaves the node, and
//! it leaves it only to where this says.

use super::release::Level;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::{net::IpAddr, path::PathBuf};
use store::Severity;

/// How many targets there may be.
const MAX_TARGETS: usize = 16;

/// The longest time between two digests, in seconds: a week.
const MAX_EVERY: u64 = 604_800;

/// The shortest, in seconds. More often is no digest.
const MIN_EVERY: u64 = 10;

/// A target.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotifyTarget {
    /// What it is called here. Up to where it was told is remembered by this name.
    pub name: String,
    /// A webhook: an https URL, or an http one of this machine.
    #[serde(default)]
    pub webhook: Option<String>,
    /// A file with the secret by which the webhook knows that it is us, in its first line. Without it, messages are not signed.
    #[serde(default)]
    pub secret: Option<PathBuf>,
    /// A syslog receiver: `udp://HOST:PORT`, `tcp://HOST:PORT` or `tls://HOST:PORT`.
    #[serde(default)]
    pub syslog: Option<String>,
    /// The certificates that the target's may be signed by, PEM. Those of the system, if it is not said.
    #[serde(default)]
    pub ca: Option<PathBuf>,
    /// At most one digest in so many seconds.
    #[serde(default = "quarter")]
    pub every: u64,
    /// What findings of a lower level than this are not told of.
    #[serde(default = "medium")]
    pub level: Level,
    /// What findings of this level, or a higher one, are told of at once.
    #[serde(default = "high")]
    pub urgent: Level,
    /// But not more often than so many times an hour; then they wait for the digest.
    #[serde(default = "six")]
    pub urgent_per_hour: u32,
    /// What is told of each finding.
    #[serde(default)]
    pub content: Content,
}

/// What a message says of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Number, level, title, count and state, and which members' statements it comes from. A title may have the indicator in it.
    #[default]
    Titles,
    /// How many of each level, and nothing else.
    Counts,
}

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// By HTTP.
    Webhook(Endpoint, String),
    /// By syslog.
    Syslog(Endpoint),
}

/// A host and how it is spoken with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// How.
    pub carrier: Carrier,
    /// A name or an address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// How a host is spoken with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// Datagrams.
    Udp,
    /// A connection.
    Tcp,
    /// A connection under TLS.
    Tls,
}

fn quarter() -> u64 {
    900
}

fn medium() -> Level {
    Level(Severity::Medium)
}

fn high() -> Level {
    Level(Severity::High)
}

fn six() -> u32 {
    6
}

impl NotifyTarget {
    /// Where its messages go.
    ///
    /// # Errors
    /// None or two ways; a URL that is none, or that would send in the clear to another machine.
    pub fn way(&self) -> anyhow::Result<Way> {
        match (&self.webhook, &self.syslog) {
            (Some(url), None) => webhook(url),
            (None, Some(url)) => syslog(url),
            _ => bail!("it has to name either a webhook or a syslog"),
        }
    }

    fn check(&self) -> anyhow::Result<()> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=48).contains(&self.name.len()) || !self.name.bytes().all(plain) {
            bail!(
                "the name of a notify is 1 to 48 lower-case letters, digits and hyphens, not {:?}",
                self.name
            );
        }
        if !(MIN_EVERY..=MAX_EVERY).contains(&self.every) {
            bail!("notify {}: every is not between {MIN_EVERY} and {MAX_EVERY} seconds", self.name);
        }
        if self.secret.is_some() && self.webhook.is_none() {
            bail!("notify {}: a secret is for a webhook", self.name);
        }
        self.way().with_context(|| format!("notify {}", self.name)).map(drop)
    }
}

/// Checks all of them.
pub(super) fn check(targets: &[NotifyTarget]) -> anyhow::Result<()> {
    if targets.len() > MAX_TARGETS {
        bail!("there are more than {MAX_TARGETS} notify");
    }
    let mut names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
        bail!("two notify have the same name");
    }
    targets.iter().try_for_each(NotifyTarget::check)
}

fn webhook(url: &str) -> anyhow::Result<Way> {
    let (scheme, rest) = url.split_once("://").context("a webhook is https://HOST/PATH")?;
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"#\"<>\\^`{|}".contains(&byte);
    if authority.contains(['@', '?', '#']) || !path.bytes().all(plain) {
        bail!("a webhook is https://HOST/PATH without user, fragment and spaces; a secret has its own file");
    }
    let (carrier, port) = match scheme {
        "https" => (Carrier::Tls, 443),
        "http" => (Carrier::Tcp, 80),
        _ => bail!("a webhook is https://HOST/PATH"),
    };
    let endpoint = endpoint(carrier, authority, Some(port))?;
    if carrier == Carrier::Tcp && !is_loopback(&endpoint.host) {
        bail!("http is for this machine alone: what goes to {} goes in the clear, use https", endpoint.host);
    }
    Ok(Way::Webhook(endpoint, path.to_owned()))
}

fn syslog(url: &str) -> anyhow::Result<Way> {
    let form = "a syslog is udp://HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT";
    let (scheme, authority) = url.split_once("://").context(form)?;
    let (carrier, port) = match scheme {
        "udp" => (Carrier::Udp, 514),
        "tcp" => (Carrier::Tcp, 601),
        // RFC 5425 section 4.1.
        "tls" => (Carrier::Tls, 6514),
        _ => bail!(form),
    };
    Ok(Way::Syslog(endpoint(carrier, authority, Some(port))?))
}

fn endpoint(carrier: Carrier, authority: &str, default: Option<u16>) -> anyhow::Result<Endpoint> {
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:_".contains(&byte);
    if host.is_empty() || host.len() > 253 || !host.bytes().all(plain) {
        bail!("{host:?} is no host");
    }
    let port = match port {
        Some(port) => port.parse().ok().filter(|port| *port > 0),
        None => default,
    };
    Ok(Endpoint { carrier, host: host.to_owned(), port: port.context("the port is none")? })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn of(line: &str) -> anyhow::Result<Config> {
        Config::parse(&format!("[[notify]]\nname = \"desk\"\n{line}"))
    }

    #[test]
    fn urls_are_read_and_nothing_goes_in_the_clear_to_another_machine() {
        let way = |line: &str| of(line).expect(line).notify[0].way().expect("a way");
        let endpoint = |carrier, host: &str, port| Endpoint { carrier, host: host.to_owned(), port };
        let cases = [
            (
                "webhook = \"https://hooks.example/a/b?c=d\"",
                Way::Webhook(endpoint(Carrier::Tls, "hooks.example", 443), "/a/b?c=d".to_owned()),
            ),
            (
                "webhook = \"http://127.0.0.1:8080\"",
                Way::Webhook(endpoint(Carrier::Tcp, "127.0.0.1", 8080), "/".to_owned()),
            ),
            (
                "webhook = \"http://[::1]:8080/x\"",
                Way::Webhook(endpoint(Carrier::Tcp, "::1", 8080), "/x".to_owned()),
            ),
            ("syslog = \"udp://192.0.2.1\"", Way::Syslog(endpoint(Carrier::Udp, "192.0.2.1", 514))),
            (
                "syslog = \"tls://siem.example:6515\"",
                Way::Syslog(endpoint(Carrier::Tls, "siem.example", 6515)),
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(way(line), expected);
        }
        for wrong in [
            "",
            "webhook = \"http://hooks.example/\"",
            "webhook = \"http://127.0.0.1.evil.example/\"",
            "webhook = \"http://localhost@evil.example/\"",
            "webhook = \"https://user:pass@hooks.example/\"",
            "webhook = \"https://hooks.example/a b\"",
            "webhook = \"https://hooks.example/a\\r\\nX: y\"",
            "webhook = \"https://hooks.example:0/\"",
            "webhook = \"https://\"",
            "webhook = \"ftp://hooks.example/\"",
            "webhook = \"https://hooks.example/\"\nsyslog = \"udp://192.0.2.1\"",
            "syslog = \"http://192.0.2.1\"",
            "syslog = \"udp://192.0.2.1\"\nsecret = \"x\"",
            "syslog = \"udp://192.0.2.1\"\nevery = 1",
            "syslog = \"udp://192.0.2.1\"\ncontent = \"all\"",
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert!(
            of("syslog = \"udp://192.0.2.1\"\n[[notify]]\nname = \"desk\"\nsyslog = \"udp://192.0.2.2\"")
                .is_err()
        );
    }
}
