//! What an engine does with mappings, in the simplest way: for one event, without remembering anything.
#![allow(dead_code, reason = "not every test uses all of it")]

use event::Value;
use hunt::{Class, Mappings, Marks, PathFacts, PathNames};
use serde_json::Value as Json;
use std::sync::Arc;

/// A field of a test's event.
pub type Flat = (String, Json);

/// The scalars of a JSON value with their dotted paths; `#text` is its parent's value, as decoders have it.
pub fn flatten(event: &Json) -> Vec<Flat> {
    let mut fields = Vec::new();
    walk(String::new(), event, &mut fields);
    fields
}

fn walk(path: String, value: &Json, fields: &mut Vec<Flat>) {
    match value {
        Json::Object(entries) => entries.iter().for_each(|(key, value)| {
            let below = match (key.as_str(), path.as_str()) {
                ("#text", _) => path.clone(),
                (_, "") => key.clone(),
                _ => format!("{path}.{key}"),
            };
            walk(below, value, fields);
        }),
        Json::Array(items) => items.iter().for_each(|item| walk(path.clone(), item, fields)),
        _ => fields.push((path, value.clone())),
    }
}

pub fn value(json: &Json) -> Value<'_> {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => number.as_i64().map_or_else(|| float(number), Value::Int),
        Json::String(text) => Value::Text(text),
        _ => Value::Null,
    }
}

fn float(number: &serde_json::Number) -> Value<'static> {
    Value::Float(number.as_f64().expect("a JSON number is a float"))
}

pub fn owned(texts: &[Arc<str>]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// An event as rules see it.
pub struct Seen {
    pub source: Option<String>,
    pub class: Class,
    pub time: Option<String>,
    pub host: Option<String>,
    pub user: Option<String>,
    /// The names and the value of each field.
    named: Vec<(Vec<Arc<str>>, String)>,
}

impl Seen {
    pub fn new(fields: &[Flat], mappings: &Mappings) -> Seen {
        let facts: Vec<PathFacts> = fields.iter().map(|(path, _)| mappings.path(path)).collect();
        let present = facts.iter().fold(Marks::default(), |present, facts| present | facts.marks);
        let marked = facts.iter().zip(fields).map(|(facts, (_, json))| (facts.marks, value(json)));
        let candidates = mappings.candidates(present);
        let Some(chosen) = candidates.into_iter().find(|candidate| candidate.fits(marked.clone())) else {
            return Seen::unknown(fields);
        };
        let mapping = &mappings.list()[chosen.mapping];
        let paths: Vec<&PathNames> = facts.iter().map(|facts| &facts.within[chosen.mapping]).collect();
        let asked = paths.iter().zip(fields).flat_map(|(path, (_, json))| {
            (0..32).filter(|place| path.asked & (1 << place) != 0).map(move |place| (place, value(json)))
        });
        let class = mapping.classify(Some(chosen.alternative), &asked.collect::<Vec<_>>());
        let named =
            paths.iter().zip(fields).map(|(path, (_, json))| (class.names(path), value(json).to_string()));
        let best = |rank: fn(&PathNames) -> Option<u8>, says_nothing: &dyn Fn(&Value<'_>) -> bool| {
            let told = paths.iter().zip(fields).map(|(path, (_, json))| (rank(path), value(json)));
            let told = told.filter(|(rank, value)| rank.is_some() && !says_nothing(value));
            told.min_by_key(|(rank, _)| *rank).map(|(_, value)| value.to_string())
        };
        let empty = |value: &Value<'_>| matches!(value, Value::Null | Value::Text("" | "-"));
        Seen {
            source: Some(mapping.source().to_owned()),
            time: best(|path| path.time, &empty),
            host: best(|path| path.host, &empty),
            user: best(|path| path.user, &|value| mapping.names_nobody(value)),
            named: named.collect(),
            class,
        }
    }

    fn unknown(fields: &[Flat]) -> Seen {
        let named = fields.iter().map(|(path, json)| (vec![path.as_str().into()], value(json).to_string()));
        let named = named.collect();
        Seen { source: None, class: Class::default(), time: None, host: None, user: None, named }
    }

    /// All values that answer to a name.
    pub fn values(&self, name: &str) -> Vec<String> {
        let answers = |names: &[Arc<str>]| names.iter().any(|is| **is == *name);
        self.named.iter().filter(|(names, _)| answers(names)).map(|(_, value)| value.clone()).collect()
    }
}
