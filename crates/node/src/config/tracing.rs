//! What the node writes about its own work, to standard error.

use serde::Deserialize;

/// What the node writes about its own work. No secret and no content of statements is in it at any level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tracing {
    /// From which level on.
    pub level: Level,
    /// For people or for machines.
    pub format: Format,
}

/// From which level on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A fault of this program.
    Error,
    /// What a person should look at.
    Warn,
    /// What happens.
    #[default]
    Info,
    /// Each step.
    Debug,
}

impl Level {
    /// As filters of traces spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }
}

/// For people or for machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Lines for people.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}
