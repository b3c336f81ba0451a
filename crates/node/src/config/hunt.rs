//! What the node hunts with, and what it remembers to have seen.

use anyhow::bail;
use serde::Deserialize;
use statement::MemberName;
use std::path::PathBuf;

/// What the node hunts with, and what it remembers to have seen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hunt {
    /// Files and folders of Sigma rules; with none, the small set that comes with the program. What changes in them is taken up within seconds.
    pub rules: Vec<PathBuf>,
    /// Files and folders of indicators of the member's own, besides what the unit says.
    pub intel: Vec<PathBuf>,
    /// Mapping files of the member's own.
    pub mappings: Vec<PathBuf>,
    /// Members whose intelligence is not hunted with here.
    pub without: Vec<String>,
    /// Rules below this level are left out: informational, low, medium, high or critical.
    pub level: String,
    /// Whether the node remembers which values it has seen, so that later intelligence is looked for backward.
    pub index: bool,
    /// For how many days.
    pub index_days: u16,
    /// On how many bytes of disk; the oldest days go first.
    pub index_bytes: u64,
    /// With how many bytes of memory.
    pub index_memory: u64,
}

impl Default for Hunt {
    fn default() -> Self {
        let limits = seen::Limits::default();
        Hunt {
            rules: Vec::new(),
            intel: Vec::new(),
            mappings: Vec::new(),
            without: Vec::new(),
            level: "informational".to_owned(),
            index: true,
            index_days: limits.age_days,
            index_bytes: limits.bytes,
            index_memory: limits.memory,
        }
    }
}

impl Hunt {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if let Some(name) = self.without.iter().find(|name| name.parse::<MemberName>().is_err()) {
            bail!("hunt.without: `{name}` is no member's name");
        }
        if self.least().is_none() {
            bail!("hunt.level is none of informational, low, medium, high and critical");
        }
        Ok(())
    }

    /// [`Hunt::level`], read.
    pub(crate) fn least(&self) -> Option<hunt::Level> {
        self.level.parse().ok()
    }

    /// How much the index may remember.
    pub fn limits(&self) -> seen::Limits {
        seen::Limits { age_days: self.index_days, bytes: self.index_bytes, memory: self.index_memory }
    }
}
