//! Where objects and losses go.

use super::{super::written, Takers};
use crate::{Loss, Reason, Uuid};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, HashSet},
    io,
};

/// What a conversion came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// How many objects of each type were made.
    pub objects: BTreeMap<String, u64>,
    /// How many things were lost.
    pub losses: u64,
    /// How many things could not be read; they are among the losses.
    pub refused: u64,
}

/// An identifier of STIX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Id {
    pub(super) kind: &'static str,
    pub(super) uuid: Uuid,
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}--{}", self.kind, self.uuid)
    }
}

impl From<Id> for Value {
    fn from(id: Id) -> Self {
        Self::String(id.to_string())
    }
}

/// An object of STIX that is being made.
pub(super) type Object = Map<String, Value>;

/// The most objects that several events share (identities, clusters, markings) and that are remembered so as to be written once.
/// Beyond that they are written again, which is no fault of theirs.
const MAX_SHARED: usize = 1 << 16;

/// Takes objects and losses, and counts them.
pub(super) struct Out<'t> {
    takers: Takers<'t>,
    shared: HashSet<Id>,
    markings: HashSet<&'static str>,
    pub(super) converted: Converted,
}

impl<'t> Out<'t> {
    pub(super) fn new(takers: Takers<'t>) -> Self {
        Self { takers, shared: HashSet::new(), markings: HashSet::new(), converted: Converted::default() }
    }

    /// Hands an object on.
    pub(super) fn put(&mut self, object: Object) -> io::Result<()> {
        let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
        match self.converted.objects.get_mut(kind) {
            Some(count) => *count += 1,
            None => drop(self.converted.objects.insert(kind.to_owned(), 1)),
        }
        (self.takers.object)(written::object(&object).as_bytes())
    }

    /// Whether a shared object is seen for the first time.
    pub(super) fn is_new(&mut self, id: Id) -> bool {
        !self.shared.contains(&id) && (self.shared.len() >= MAX_SHARED || self.shared.insert(id))
    }

    /// Hands on the definitions of markings that were not yet.
    pub(super) fn define(&mut self, markings: &[&'static crate::misp::marking::Tlp]) -> io::Result<()> {
        for marking in markings {
            if self.markings.insert(marking.tag)
                && let Value::Object(definition) = marking.definition()
            {
                self.put(definition)?;
            }
        }
        Ok(())
    }

    /// Something that STIX cannot say.
    pub(super) fn lose(&mut self, place: impl Into<String>, what: impl Into<String>, why: &'static str) {
        self.converted.losses += 1;
        (self.takers.loss)(Loss::new(place, what, why));
    }

    /// Something that cannot be read.
    pub(super) fn refuse(&mut self, place: &str, what: String, reason: &Reason) {
        self.converted.refused += 1;
        let what = if what.is_empty() { reason.to_string() } else { format!("{what}: {reason}") };
        self.lose(place, what, "it cannot be read");
    }
}
