//! What clients of HTTP call themselves.

use super::{Form, Step, Steps, form::lower};

/// The longest user agent, in bytes. Servers refuse header lines beyond 8 KiB.
pub const MAX_USER_AGENT: usize = 8 << 10;

/// The canonical form of a user agent: trimmed and in lower case, otherwise as it is.
///
/// Ask only where a label or the field of an event says that it is one.
///
/// ```
/// use statement::observable::user_agent;
/// let mut scratch = String::new();
/// assert_eq!(user_agent(" Mozilla/5.0  (X) ", &mut scratch).unwrap().text, "mozilla/5.0  (x)");
/// ```
pub fn user_agent<'t>(text: &'t str, scratch: &'t mut String) -> Option<Form<'t>> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.len() > MAX_USER_AGENT || trimmed.contains(char::is_control) {
        return None;
    }
    let form = lower(trimmed, Steps::NONE.with_if(trimmed.len() < text.len(), Step::Space), scratch);
    (form.text.len() <= MAX_USER_AGENT).then_some(form)
}
