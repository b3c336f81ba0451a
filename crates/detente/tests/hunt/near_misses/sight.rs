//! A record as rules see it: which log source it is, and which values answer to which name.

use hunt::{Class, Mappings, Marks, PathFacts, PathNames};
use serde_json::Value as Json;
use std::sync::Arc;

/// What a field holds for rules: a text, or nothing.
type Text = Option<String>;

/// A record, its log source known.
pub struct Sight {
    /// Its log source.
    pub class: Class,
    fields: Vec<(Vec<Arc<str>>, Text)>,
}

impl Sight {
    /// Looks at a record with the given mappings, remembering nothing of others.
    pub fn new(record: &Json, mappings: &Mappings) -> Sight {
        let mut flat = Vec::new();
        flatten(String::new(), record, &mut flat);
        let facts: Vec<PathFacts> = flat.iter().map(|(path, _)| mappings.path(path)).collect();
        let present = facts.iter().fold(Marks::default(), |present, facts| present | facts.marks);
        let marked = || facts.iter().zip(&flat).map(|(facts, (_, json))| (facts.marks, value(json)));
        let chosen = mappings.candidates(present).into_iter().find(|candidate| candidate.fits(marked()));
        let Some(chosen) = chosen else {
            let fields = flat.into_iter().map(|(path, json)| (vec![path.into()], text(json)));
            return Sight { class: Class::default(), fields: fields.collect() };
        };
        let paths: Vec<&PathNames> =
            facts.iter().filter_map(|facts| facts.within.get(chosen.mapping)).collect();
        let asked = paths.iter().zip(&flat).flat_map(|(path, (_, json))| {
            (0..32).filter(|place| path.asked & (1 << place) != 0).map(move |place| (place, value(json)))
        });
        let mapping = mappings.list().get(chosen.mapping).expect("a candidate is one of the list");
        let class = mapping.classify(Some(chosen.alternative), &asked.collect::<Vec<_>>());
        let fields =
            paths.iter().zip(&flat).map(|(path, (_, json))| (class.names(path), text(json))).collect();
        Sight { class, fields }
    }

    /// The values of all fields that answer to a name.
    pub fn values(&self, name: &str) -> Vec<Text> {
        let answers = |names: &[Arc<str>]| names.iter().any(|is| **is == *name);
        self.fields.iter().filter(|(names, _)| answers(names)).map(|(_, text)| text.clone()).collect()
    }

    /// Every value.
    pub fn all(&self) -> Vec<Text> {
        self.fields.iter().map(|(_, text)| text.clone()).collect()
    }
}

fn flatten<'j>(path: String, json: &'j Json, flat: &mut Vec<(String, &'j Json)>) {
    match json {
        Json::Object(members) => members.iter().for_each(|(key, json)| {
            let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            flatten(below, json, flat);
        }),
        Json::Array(items) => items.iter().for_each(|item| flatten(path.clone(), item, flat)),
        scalar => flat.push((path, scalar)),
    }
}

fn value(json: &Json) -> event::Value<'_> {
    match json {
        Json::String(text) => event::Value::Text(text),
        Json::Number(number) => number.as_i64().map_or(event::Value::Null, event::Value::Int),
        Json::Bool(value) => event::Value::Bool(*value),
        _ => event::Value::Null,
    }
}

fn text(json: &Json) -> Text {
    match json {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
