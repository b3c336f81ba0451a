//! How much others may have here.

use serde::Deserialize;

/// How much others may have here. What goes past is refused and seen; nothing that is held is dropped.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// How many bytes of one member's log are mirrored a day, as a multiple of what the charter lets it say: entries of 32 KiB for each statement.
    pub mirror_days: u32,
    /// How many bytes of bodies of one member are kept in all.
    pub bodies: u64,
    /// How many connections of peers are open at a time; a quarter of them from one address.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { mirror_days: 2, bodies: 16 << 30, connections: 1024 }
    }
}
