//! The parts of a mapping that say which log an event is from.

use std::sync::Arc;

use hashbrown::HashMap;

use super::{source::Renames, values::Values};

/// An entry of `services` or `categories`: events of which its conditions hold are of this service or
/// category, and their fields have these further names.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) service: Option<Arc<str>>,
    pub(super) category: Option<Arc<str>>,
    /// All of these hold, for at least one value of each field.
    pub(super) when: Vec<(Arc<str>, Values)>,
    pub(super) fields: Renames,
    /// In such events the name is that of these fields and of no others.
    pub(super) only: Vec<(Arc<str>, Vec<Arc<str>>)>,
}

/// An entry of `derive`: a field that the event lacks, from one that it has.
#[derive(Clone, Debug)]
pub(super) struct Derived {
    pub(super) field: Arc<str>,
    pub(super) from: Arc<str>,
    /// By the value of `from` in lower case.
    pub(super) values: HashMap<Box<str>, Arc<str>>,
}

impl Derived {
    /// What follows from a value of `from`.
    pub(super) fn value(&self, of: &event::Value<'_>) -> Option<&str> {
        let of = of.to_string().to_ascii_lowercase();
        self.values.get(of.as_str()).map(|value| &**value)
    }
}
