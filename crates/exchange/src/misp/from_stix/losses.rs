//! Where events and losses go.

use super::super::{Converted, Takers, fields::Fields, written};
use crate::Loss;
use serde_json::{Map, Value};
use std::io;

/// Takes events and losses, and counts them.
pub(super) struct Out<'t> {
    takers: Takers<'t>,
    pub(super) converted: Converted,
}

impl<'t> Out<'t> {
    pub(super) fn new(takers: Takers<'t>) -> Self {
        Self { takers, converted: Converted::default() }
    }

    /// Hands on an event.
    pub(super) fn put(&mut self, event: Value) -> io::Result<()> {
        let wrapped = Map::from_iter([("Event".to_owned(), event)]);
        (self.takers.object)(written::object(&wrapped).as_bytes())
    }

    /// Counts a part of an event.
    pub(super) fn count(&mut self, what: &str) {
        *self.converted.objects.entry(what.to_owned()).or_default() += 1;
    }

    /// Something that MISP cannot say.
    pub(super) fn lose(&mut self, place: impl Into<String>, what: impl Into<String>, why: &'static str) {
        self.converted.losses += 1;
        (self.takers.loss)(Loss::new(place, what, why));
    }

    /// Says of each property that is none of those that were taken, nor one that all objects have, that it is lost.
    pub(super) fn lose_others(&mut self, object: Fields<'_>, taken: &[&str]) {
        let id = object.text("id").unwrap_or_default();
        let mut members: Vec<_> = object.0.iter().collect();
        members.sort_unstable_by_key(|(name, _)| *name);
        for (name, value) in members {
            let is_known = COMMON.contains(&&**name) || taken.contains(&&**name);
            let says = !matches!(value, Value::Null | Value::Bool(false)) && value != &Value::from("");
            if !is_known && says {
                self.lose(id.as_ref(), name, "MISP has no place for it");
            }
        }
    }
}

/// Properties that are taken of every object, or that say how it is written.
const COMMON: [&str; 8] = [
    "type", "spec_version", "id", "created", "modified", "created_by_ref", "labels", "object_marking_refs",
];
