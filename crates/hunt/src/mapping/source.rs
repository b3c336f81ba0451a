//! One source of telemetry, as its mapping file describes it.

use std::sync::Arc;

use event::Value;
use hashbrown::{HashMap, HashSet};

use super::{
    entry::{Derived, Entry},
    recognise::Alternative,
    telling::Telling,
    values::Values,
};

/// How many fields the conditions of one mapping may ask for.
pub const MAX_CLASS_FIELDS: usize = 32;

/// Further names: a field that has the name or the path on the left answers to the names on the right too.
pub(super) type Renames = HashMap<Arc<str>, Vec<Arc<str>>>;

/// What is known of one source of telemetry.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    pub(super) source: Arc<str>,
    pub(super) product: Option<Arc<str>>,
    pub(super) products: Vec<Arc<str>>,
    pub(super) wrappers: Vec<Arc<str>>,
    pub(super) recognise: Vec<Alternative>,
    pub(super) prefixes: Vec<Arc<str>>,
    pub(super) reserved: HashSet<Arc<str>>,
    pub(super) spaces: Vec<Arc<str>>,
    pub(super) fields: Renames,
    pub(super) derive: Vec<Derived>,
    pub(super) entries: Vec<Entry>,
    pub(super) service_is: Option<Arc<str>>,
    pub(super) class_fields: Vec<Arc<str>>,
    pub(super) time: Vec<Arc<str>>,
    pub(super) host: Vec<Arc<str>>,
    pub(super) user: Vec<Arc<str>>,
    pub(super) nobody: Values,
    pub(super) placeholders: Vec<(Arc<str>, Vec<Arc<str>>)>,
    pub(super) telling: Telling,
}

impl Mapping {
    /// The source's name, as `--source` takes it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Sigma's product of every event of this source.
    pub fn product(&self) -> Option<&str> {
        self.product.as_deref()
    }

    /// What events of the source tell a responder, whatever rules say.
    pub fn telling(&self) -> &Telling {
        &self.telling
    }

    /// Whether a field that tells the user tells none by this value: empty, `-`, or what the source writes instead, such as the
    /// 4294967295 of an audit record whose process no login started. The next field is then asked.
    pub fn names_nobody(&self, user: &Value<'_>) -> bool {
        matches!(user, Value::Null | Value::Text("" | "-")) || self.nobody.contains(user)
    }

    /// The names of the fields whose values decide on the [`Class`](super::Class), at most
    /// [`MAX_CLASS_FIELDS`]. [`PathNames::asked`](super::PathNames::asked) says by their places in this
    /// list which of them a path is.
    pub fn class_fields(&self) -> &[Arc<str>] {
        &self.class_fields
    }

    /// Lists every field that a condition names, once. Called when the rest of the mapping stands.
    pub(super) fn find_class_fields(&mut self) {
        let conditions = self.entries.iter().flat_map(|entry| entry.when.iter().map(|(field, _)| field));
        let derived = self.derive.iter().flat_map(|derived| [&derived.field, &derived.from]);
        let mut found: Vec<Arc<str>> = Vec::new();
        for field in conditions.chain(derived).chain(&self.service_is) {
            if !found.contains(field) {
                found.push(field.clone());
            }
        }
        self.class_fields = found;
    }
}
