//! Values as they are kept: text of a bounded length.

use event::Value;

/// How many bytes of a value are kept as part of a key: names of accounts and machines are shorter, and a stranger's may be a
/// mebibyte.
const MAX_KEPT: usize = 256;

/// The text of a value that says something: not empty, not `-` nor the `?` of the audit log.
pub(crate) fn said(value: Value<'_>) -> Option<String> {
    let text = match value {
        Value::Text(text) => kept(text),
        value => value.to_string(),
    };
    (!matches!(text.as_str(), "" | "-" | "?" | "(null)" | "N/A")).then_some(text)
}

/// The text without blanks around it, cut where it is long.
pub(crate) fn kept(text: &str) -> String {
    let text = text.trim();
    if text.len() <= MAX_KEPT {
        return text.to_owned();
    }
    let mut end = MAX_KEPT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}...", text.get(..end).unwrap_or_default())
}
