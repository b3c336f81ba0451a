//! The configuration: `node.toml` in the member's home. One struct a concern, unknown keys refused, a default for everything.

mod client;
mod hunt;
mod limits;
mod notify;
mod peers;
mod release;
mod sample;
mod say;
mod telemetry;
mod times;
mod tracing;
mod watch;

pub use client::ClientConfig;
pub use hunt::Hunt;
pub use limits::Limits;
pub use notify::{Carrier, Content, Endpoint, NotifyTarget, Way};
pub use peers::Peers;
pub use release::{By, Counts, Days, ReleasePolicy, ReleaseRule, SealedTo};
pub use sample::sample;
pub use say::Say;
pub use telemetry::Telemetry;
pub use times::Times;
pub use tracing::{Format, Level, Tracing};
pub use watch::Watch;

use anyhow::Context;
use serde::Deserialize;
use std::path::Path;

/// How long the file may be.
const MAX_CONFIG: usize = 64 << 10;

/// All of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How other nodes reach this one.
    pub peers: Peers,
    /// How the member's own people reach it.
    pub client: ClientConfig,
    /// How often things happen.
    pub times: Times,
    /// How much others may have here.
    pub limits: Limits,
    /// What statements tell about those who make them.
    pub say: Say,
    /// What may be told to the unit of findings, by whom, and how exactly.
    pub release: ReleasePolicy,
    /// Who besides the unit is told of findings.
    pub notify: Vec<NotifyTarget>,
    /// What the node writes about its own work.
    pub log: Tracing,
    /// What it hunts with, and what it remembers to have seen.
    pub hunt: Hunt,
    /// Where telemetry comes in by the network.
    pub telemetry: Telemetry,
    /// Where telemetry is written.
    pub watch: Vec<Watch>,
}

impl Config {
    /// The file of a home; where there is none, the defaults.
    ///
    /// # Errors
    /// A file that cannot be read, with the place; settings that make no sense.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        if !path.exists() {
            return Ok(Config::default());
        }
        let text = String::from_utf8(home::read_file(path, MAX_CONFIG)?)
            .with_context(|| format!("{} is not UTF-8", path.display()))?;
        Config::parse(&text).with_context(|| format!("{} cannot be used", path.display()))
    }

    /// What becomes of this while the node runs, if `new` is wanted: addresses, times, limits and what statements tell change at once. Also gives what
    /// is to be different and stays as it is until the next start: where it listens, and what it writes.
    pub(crate) fn changed_to(&self, new: Config) -> (Config, Vec<&'static str>) {
        let mut fixed = Vec::new();
        let mut keep = |is_same: bool, what| {
            if !is_same {
                fixed.push(what);
            }
        };
        keep(self.peers.listen == new.peers.listen, "peers.listen");
        keep(self.client == new.client, "client");
        keep(self.log == new.log, "log");
        keep(self.limits.connections == new.limits.connections, "limits.connections");
        keep(self.telemetry == new.telemetry, "telemetry");
        keep(self.hunt.index == new.hunt.index && self.hunt.limits() == new.hunt.limits(), "hunt.index");
        let peers = Peers { listen: self.peers.listen, ..new.peers };
        let limits = Limits { connections: self.limits.connections, ..new.limits };
        let telemetry = self.telemetry.clone();
        (
            Config { peers, limits, telemetry, client: self.client.clone(), log: self.log.clone(), ..new },
            fixed,
        )
    }

    /// Reads the text of a configuration.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let config: Config = toml::from_str(text)?;
        config.times.check()?;
        config.client.check()?;
        config.peers.check()?;
        config.release.check()?;
        notify::check(&config.notify)?;
        config.hunt.check()?;
        config.telemetry.check(config.client.certificate.is_some())?;
        watch::check(&config.watch)?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_change_while_it_runs_is_kept_and_told() {
        let old = Config::default();
        let text = "[peers]\nlisten = \"127.0.0.1:1\"\naddress = \"n.example:1\"\n[client]\nmax_followers = 3\n[times]\ngossip = 9\n[limits]\nbodies = 7\nconnections = 3\n[log]\nlevel = \"debug\"";
        let (now, fixed) = old.changed_to(Config::parse(text).expect("a configuration"));
        assert_eq!(fixed, ["peers.listen", "client", "log", "limits.connections"]);
        assert_eq!(
            (now.times.gossip, now.limits.bodies, now.peers.address.as_deref()),
            (9, 7, Some("n.example:1"))
        );
        assert_eq!(
            (now.peers.listen, now.client, now.log),
            (old.peers.listen, old.client.clone(), old.log.clone())
        );
        assert!(old.changed_to(Config::default()).1.is_empty());
    }
}
