//! What all parts of an event have: labels, markings, and the head of an attribute.

use super::{
    super::{fields::Fields, marking::Tlp, uuid},
    out::Object,
};
use crate::Uuid;
use serde_json::Value;
use std::{borrow::Cow, collections::HashSet};

/// The most tags of one part that are taken.
const MAX_TAGS: usize = 1000;

/// The labels of an object: tags, and what MISP says that STIX has no property for.
#[derive(Debug, Default)]
pub(super) struct Labels {
    labels: Vec<String>,
    markings: Vec<&'static Tlp>,
}

impl Labels {
    /// A tag: a marking, or a label.
    pub(super) fn tag(&mut self, tag: Fields<'_>) {
        let Some(name) = tag.text("name").filter(|_| self.labels.len() < MAX_TAGS) else { return };
        match Tlp::of_tag(&name) {
            Some(marking) if self.markings.contains(&marking) => {}
            Some(marking) => self.markings.push(marking),
            None => self.labels.push(name.into_owned()),
        }
    }

    /// A label as it stands.
    pub(super) fn add(&mut self, label: &str) {
        self.labels.push(label.to_owned());
    }

    /// Something that MISP says, as a tag of the taxonomy `misp`.
    pub(super) fn say(&mut self, what: &str, value: &str) {
        self.labels.push(format!("misp:{what}=\"{value}\""));
    }

    /// Who may have a part, where that is not whoever may have its event (5, which MISP writes everywhere).
    pub(super) fn say_distribution(&mut self, part: Fields<'_>) {
        if let Some(distribution) = part.text("distribution").filter(|text| text != "5") {
            self.say("distribution", &distribution);
        }
    }

    /// The markings: one's own, or those of what one is a part of.
    pub(super) fn markings<'m>(&'m self, inherited: &'m [&'static Tlp]) -> &'m [&'static Tlp] {
        if self.markings.is_empty() { inherited } else { &self.markings }
    }

    /// Writes labels and markings into an object, without those labels that came as clusters.
    pub(super) fn write(&self, object: &mut Object, inherited: &[&'static Tlp], clusters: &HashSet<String>) {
        let mut labels: Vec<Value> = Vec::new();
        for label in self.labels.iter().filter(|label| !clusters.contains(*label)) {
            let label = Value::from(label.as_str());
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        if !labels.is_empty() {
            object.insert("labels".into(), labels.into());
        }
        mark(object, self.markings(inherited));
    }
}

/// Writes markings into an object.
pub(super) fn mark(object: &mut Object, markings: &[&'static Tlp]) {
    if !markings.is_empty() {
        object.insert(
            "object_marking_refs".into(),
            markings.iter().map(|marking| Value::from(marking.id())).collect(),
        );
    }
}

/// The head of an attribute.
#[derive(Debug)]
pub(super) struct Attribute<'v> {
    pub(super) fields: Fields<'v>,
    pub(super) uuid: Uuid,
    pub(super) kind: Cow<'v, str>,
    pub(super) value: Cow<'v, str>,
    /// What it is to its object.
    pub(super) relation: Cow<'v, str>,
    pub(super) to_ids: bool,
}

impl<'v> Attribute<'v> {
    /// Reads it. One without a type or a value is none; one without an id gets one from what it says and where it stands.
    pub(super) fn read(fields: Fields<'v>, within: Uuid) -> Option<Self> {
        let (kind, value) = (fields.text("type")?, fields.text("value")?);
        let relation = fields.text("object_relation").unwrap_or_default();
        let given = fields.text("uuid").and_then(|text| uuid::read(&text));
        let uuid = given
            .unwrap_or_else(|| uuid::made(&["attribute", &within.to_string(), &kind, &relation, &value]));
        Some(Self { fields, uuid, kind, value, relation, to_ids: fields.is_true("to_ids") })
    }

    /// The parts of a composite value.
    pub(super) fn parts(&self, count: usize) -> Vec<&str> {
        if count < 2 { vec![&self.value] } else { self.value.splitn(count, '|').collect() }
    }

    pub(super) fn category(&self) -> Option<Cow<'v, str>> {
        self.fields.text("category")
    }

    pub(super) fn comment(&self) -> Option<Cow<'v, str>> {
        self.fields.text("comment")
    }
}
