//! What people wrote: notes and opinions.

use super::{
    labels::{Labels, texts},
    parts::{members, text, timestamp, uuid_of},
};
use serde_json::{Map, Value, json};

/// Properties of notes and opinions that are taken.
pub(super) const TAKEN: &[&str] = &[
    "abstract", "content", "authors", "object_refs", "opinion", "explanation", "lang", "x_misp_opinion", "x_misp_author_ref",
    "x_misp_source",
];

/// A note as a report of its event.
pub(super) fn report(note: &Map<String, Value>) -> Value {
    let content = text(note, "content").unwrap_or_default();
    let named = text(note, "abstract").map(str::to_owned);
    let first = || content.lines().next().unwrap_or_default().chars().take(80).collect();
    json!({
        "uuid": uuid_of(text(note, "id").unwrap_or_default()), "name": named.unwrap_or_else(first), "content": content,
        "timestamp": timestamp(note), "distribution": "5", "deleted": false,
    })
}

/// Whether a note is what an analyst noted on a part, and not a report.
pub(super) fn is_analysts(labels: &Labels) -> bool {
    labels.said("data-layer") == Some("Analyst Note")
}

/// What an analyst noted on a part.
pub(super) fn note(note: &Map<String, Value>, of: (&str, &str)) -> Map<String, Value> {
    let mut noted = noted(note, of);
    noted.insert("note".into(), text(note, "content").unwrap_or_default().into());
    if let Some(language) = text(note, "lang") {
        noted.insert("language".into(), language.into());
    }
    noted
}

/// An opinion, from 0 to 100: the middle of what its word stands for, where nobody says the number.
pub(super) fn opinion(opinion: &Map<String, Value>, of: (&str, &str)) -> Map<String, Value> {
    let number = opinion.get("x_misp_opinion").and_then(Value::as_i64).unwrap_or(match text(opinion, "opinion") {
        Some("strongly-disagree") => 10,
        Some("disagree") => 30,
        Some("agree") => 70,
        Some("strongly-agree") => 90,
        _ => 50,
    });
    let mut noted = noted(opinion, of);
    noted.insert("opinion".into(), number.to_string().into());
    noted.insert("comment".into(), text(opinion, "explanation").unwrap_or_default().into());
    noted
}

/// What analyst data has in common: `of` is the uuid and the kind of what it is about.
pub(super) fn noted(from: &Map<String, Value>, (uuid, kind): (&str, &str)) -> Map<String, Value> {
    let authors: Vec<_> = texts(from, "authors").collect();
    let time = |name: &str| text(from, name).map(|time| time.replace('T', " ").replace(".000Z", "").replace('Z', ""));
    members(json!({
        "uuid": uuid_of(text(from, "id").unwrap_or_default()), "object_uuid": uuid, "object_type": kind,
        "authors": authors.join(", "), "created": time("created"), "modified": time("modified"), "distribution": "5",
    }))
}
