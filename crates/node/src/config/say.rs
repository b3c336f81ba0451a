//! What statements tell about those who make them.

use serde::Deserialize;

/// What statements tell about those who make them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Say {
    /// Whether statements carry the name of the operator. Others then see who works here, for ever.
    pub operator_names: bool,
}
