//! The words that every output uses, in one place, so that no page says more than holds.

use crate::terms::RiskLimit;

/// What every output carries where nobody can check that the manifests, the cast vote records and the order of the
/// counties were fixed before the seed was drawn.
pub const ORDER_NOT_PROVEN: &str = "ORDER NOT PROVEN";

/// All that an audit which met its limit says.
///
/// ```
/// let limit = audit::RiskLimit::parse("0.03")?;
/// assert!(audit::confirmation(limit).starts_with("the chance that this audit confirms a wrong outcome is at most 0.03"));
/// # Ok::<(), audit::AuditError>(())
/// ```
pub fn confirmation(limit: RiskLimit) -> String {
    format!(
        "the chance that this audit confirms a wrong outcome is at most {}, given that the paper trail, the manifest \
         and the dice can be trusted",
        limit.decimal()
    )
}
