//! What a rule says about itself and about the log that it is for.

use std::{borrow::Cow, sync::Arc};

use super::reading::{Reading, Refused};
use crate::{
    diagnostic::{Code, Problem},
    rule::{About, Level, LogSource},
    yaml::Node,
};

const STATUSES: [&str; 5] = ["stable", "test", "experimental", "deprecated", "unsupported"];

/// Everything but logsource and detection. Missing or odd descriptions cost nothing.
pub(super) fn about(document: &Node, file: &Arc<str>, reading: &mut Reading<'_>) -> About {
    let text = |key: &str| text_of(document, key).unwrap_or_default().trim().to_owned();
    let about = About {
        id: text("id"),
        title: text("title"),
        level: level(document, reading),
        status: text("status"),
        description: text("description"),
        author: text("author"),
        tags: texts(document, "tags"),
        references: texts(document, "references"),
        falsepositives: texts(document, "falsepositives"),
        file: file.clone(),
        line: document.span.line,
    };
    if about.title.is_empty() {
        reading.warn(Problem::new(Code::NoTitle, document.span, "the rule has no title"));
    }
    check_status(document, reading);
    about
}

/// The text under a key, where there is one.
pub(super) fn text_of<'n>(document: &'n Node, key: &str) -> Option<Cow<'n, str>> {
    document.get(key)?.text().filter(|text| !text.trim().is_empty())
}

/// The texts under a key: a list's, or the only one.
fn texts(document: &Node, key: &str) -> Vec<String> {
    let Some(node) = document.get(key) else { return Vec::new() };
    let items = node.list().unwrap_or(std::slice::from_ref(node));
    items.iter().filter_map(Node::text).filter(|text| !text.is_empty()).map(Cow::into_owned).collect()
}

fn level(document: &Node, reading: &mut Reading<'_>) -> Level {
    let Some(node) = document.get("level") else { return Level::default() };
    let word = node.text().unwrap_or_default();
    word.trim().parse().unwrap_or_else(|error| {
        let problem = Problem::new(Code::UnknownLevel, node.span, format!("`{word}` is {error}"));
        reading.warn(problem.help("the rule counts as medium"));
        Level::default()
    })
}

fn check_status(document: &Node, reading: &mut Reading<'_>) {
    let Some(node) = document.get("status") else { return };
    let word = node.text().unwrap_or_default();
    if !STATUSES.iter().any(|status| status.eq_ignore_ascii_case(word.trim())) {
        let message = format!("`{word}` is not a status: use {}", STATUSES.join(", "));
        reading.warn(Problem::new(Code::UnknownStatus, node.span, message));
    }
}

/// Which log a rule or filter is for.
pub(super) fn logsource(document: &Node, reading: &mut Reading<'_>) -> Result<LogSource, Refused> {
    let Some((key, node)) = document.entry("logsource") else {
        let message = "there is no logsource, so nothing tells which log to look into";
        return Err(reading.refuse(Problem::new(Code::NoLogsource, document.span, message)));
    };
    if node.map().is_none() {
        let message = format!("the logsource is a map, not {}", node.noun());
        return Err(reading.refuse(Problem::new(Code::BadLogsource, node.span, message)));
    }
    let source = LogSource {
        product: part(node, "product", reading)?,
        category: part(node, "category", reading)?,
        service: part(node, "service", reading)?,
    };
    if source == LogSource::default() {
        let message = "the logsource names neither product, category nor service";
        return Err(reading.refuse(Problem::new(Code::BadLogsource, key.span, message)));
    }
    Ok(source)
}

fn part(logsource: &Node, key: &str, reading: &mut Reading<'_>) -> Result<Option<String>, Refused> {
    let Some(node) = logsource.get(key) else { return Ok(None) };
    match node.text() {
        Some(text) if text.trim().is_empty() => Ok(None),
        Some(text) => Ok(Some(text.trim().to_lowercase())),
        None => {
            let message = format!("the {key} is text, not {}", node.noun());
            Err(reading.refuse(Problem::new(Code::BadLogsource, node.span, message)))
        }
    }
}
