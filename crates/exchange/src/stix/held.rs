//! What an object holds that people look for: values, names, the names that others give it.

use super::{
    comparison::{Usable, pattern},
    object::Object,
};
use crate::json::{Json, Members};
use statement::observable::{Kind, Observable};
use std::borrow::Cow;

impl<'t> Object<'t> {
    /// The values that it holds, in canonical form: those of an indicator's pattern, those of an observable.
    pub fn values(&self) -> Vec<Observable> {
        let mut values = match self.text("pattern") {
            Some(text) if self.text("pattern_type").is_none_or(|language| language == "stix") => {
                in_pattern(&text)
            }
            _ => Vec::new(),
        };
        if let Some(kinds) = kinds(self.kind()) {
            let text = self.text("value").or_else(|| self.text("name"));
            values.extend(
                text.and_then(|text| Observable::read_among(kinds, &text).ok()).map(|read| read.observable),
            );
        }
        let hashes = self.members().get("hashes").and_then(Json::members).into_iter().flat_map(Members::iter);
        let read = hashes.filter_map(|(_, value)| Observable::read(&value.text()?.plain()).ok());
        values.extend(read.map(|read| read.observable));
        values
    }

    /// Its names: the one that it has, and others by which it goes.
    pub fn names(&self) -> Vec<Cow<'t, str>> {
        let mut names: Vec<_> = self.title().into_iter().collect();
        names.extend(self.texts("aliases"));
        names.extend(self.texts("x_mitre_aliases"));
        names
    }

    /// What others call it: `T1059.001`, `CVE-2014-4114`.
    pub fn references(&self) -> Vec<Cow<'t, str>> {
        self.common()
            .external_references
            .iter()
            .filter_map(|reference| reference.external_id.clone())
            .collect()
    }

    /// Whether a word, in lower case, stands in one of its texts, or is an id that it refers to.
    pub(crate) fn holds(&self, word: &str) -> bool {
        self.members().iter().any(|(_, value)| holds(value, word))
    }
}

fn in_pattern(text: &str) -> Vec<Observable> {
    let usable = pattern(text).unwrap_or_default().into_iter();
    let values = usable.filter_map(|part| match part {
        Usable::Value { outcome, .. } => outcome.ok(),
        Usable::Beside { text } => Observable::read_as(Kind::FileName, &text).ok(),
        Usable::Not { .. } => None,
    });
    values.map(|read| read.observable).collect()
}

/// The kinds that the value of an observable is of.
fn kinds(name: &str) -> Option<&'static [Kind]> {
    match name {
        "ipv4-addr" | "ipv6-addr" => Some(crate::label::ADDRESS),
        "domain-name" => Some(&[Kind::Domain]),
        "url" => Some(&[Kind::Url]),
        "email-addr" => Some(&[Kind::Email]),
        "file" => Some(&[Kind::FileName]),
        _ => None,
    }
}

fn holds(value: &Json<'_>, word: &str) -> bool {
    match value {
        Json::Text(text) => has_word(&text.plain().to_lowercase(), word),
        Json::Array(elements) => elements.iter().any(|element| holds(element, word)),
        Json::Object(members) => members.iter().any(|(_, value)| holds(value, word)),
        _ => false,
    }
}

/// Whether a word stands in a text, and not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(word).any(|(place, found)| {
        let before = text.get(..place).and_then(|before| before.chars().next_back());
        let after = text.get(place + found.len()..).and_then(|after| after.chars().next());
        is_edge(before) && is_edge(after)
    })
}
