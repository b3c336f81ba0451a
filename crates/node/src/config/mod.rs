//! The configuration: `node.toml` in the member's home. One struct a concern, unknown keys refused, a default for everything.

mod client;
mod limits;
mod peers;
mod sample;
mod say;
mod times;
mod tracing;

pub use client::ClientConfig;
pub use limits::Limits;
pub use peers::Peers;
pub use sample::sample;
pub use say::Say;
pub use times::Times;
pub use tracing::{Format, Level, Tracing};

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
    /// What the node writes about its own work.
    pub log: Tracing,
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

    /// Reads the text of a configuration.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let config: Config = toml::from_str(text)?;
        config.times.check()?;
        config.client.check()?;
        config.peers.check()?;
        Ok(config)
    }
}
