//! What a finding met, in a line for a person.

use hunt::{Cause, Finding};

/// The fields that were met, or what else there is to say of the kind of finding, as `name: value | name: value`. Not escaped.
pub fn line(finding: &Finding<'_>) -> String {
    let fields = finding.matched.iter().map(|(name, value)| format!("{name}: {value}"));
    let mut line = fields.collect::<Vec<_>>().join(" | ");
    if let Cause::Correlation(correlated) = &finding.cause {
        if !line.is_empty() {
            line.push_str(" | ");
        }
        line.push_str(&format!("{} events since {}", correlated.count, correlated.first));
    }
    line
}

/// How many characters of what was met stand in a message. All of it stands beside it.
const MAX_MESSAGE: usize = 500;

/// Title and what was met, for formats that want one line for a person.
pub fn message(finding: &Finding<'_>) -> String {
    let matched = cut(&line(finding), MAX_MESSAGE);
    let title = &finding.about.title;
    if matched.is_empty() { title.clone() } else { format!("{title}: {matched}") }
}

/// Cut after so many characters, with three dots where something is missing.
pub fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
