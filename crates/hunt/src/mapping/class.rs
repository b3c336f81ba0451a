//! What an event is: its log sources, and what its fields are called besides.

use std::sync::Arc;

use event::Value;

use super::{Mapping, PathNames, entry::Entry, source::Renames};
use crate::LogSource;

/// How long the name of a service may be that an event says itself. Those of Zeek's logs have some ten bytes; whoever
/// remembers classes keeps the names too.
const MAX_SERVICE: usize = 256;

/// What kind of record an event is.
///
/// A source has as many classes as combinations of services and categories: some dozens for Windows.
#[derive(Clone, Debug, Default)]
pub struct Class {
    /// Sigma's product.
    pub product: Option<Arc<str>>,
    /// Products whose rules are for such events too, where nothing tells which of them wrote the event.
    pub products: Vec<Arc<str>>,
    /// Sigma's categories, sorted.
    pub categories: Vec<Arc<str>>,
    /// Sigma's services, sorted.
    pub services: Vec<Arc<str>>,
    renames: Vec<Renames>,
    only: Vec<Only>,
}

/// A name, and the fields that alone have it.
type Only = (Arc<str>, Vec<Arc<str>>);

impl Class {
    /// Whether rules for `logsource` are for such events: whatever it states is among what the event is.
    pub fn is(&self, logsource: &LogSource) -> bool {
        let among = |stated: &Option<String>, are: &[Arc<str>]| {
            stated.as_ref().is_none_or(|stated| are.iter().any(|is| **is == **stated))
        };
        (among(&logsource.product, self.product.as_slice()) || among(&logsource.product, &self.products))
            && among(&logsource.category, &self.categories)
            && among(&logsource.service, &self.services)
    }

    /// All names that a field answers to in such events; the first is its path.
    pub fn names(&self, path: &PathNames) -> Vec<Arc<str>> {
        let renamed = path.names.iter().flat_map(|name| self.renamed(name));
        let given = self.only.iter().filter(|only| is_of(path, only)).map(|(name, _)| name);
        let mut names: Vec<Arc<str>> = Vec::new();
        for (at, name) in path.names.iter().chain(renamed).chain(given).enumerate() {
            if (at == 0 || self.may_have(path, name)) && !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// Whether in such events the name is not, or not only, that of the fields that have it in every event of the source.
    pub(crate) fn gives_other_meaning(&self, name: &str) -> bool {
        let renamed = self.renames.iter().flat_map(|renames| renames.values().flatten());
        renamed.chain(self.only.iter().map(|(of, _)| of)).any(|given| **given == *name)
    }

    fn renamed(&self, name: &Arc<str>) -> impl Iterator<Item = &Arc<str>> {
        self.renames.iter().filter_map(move |renames| renames.get(name)).flatten()
    }

    /// Whether the name is not set aside for other fields.
    fn may_have(&self, path: &PathNames, name: &Arc<str>) -> bool {
        self.only.iter().filter(|(of, _)| of == name).all(|only| is_of(path, only))
    }

    fn add(&mut self, entry: &Entry) {
        self.services.extend(entry.service.clone());
        self.categories.extend(entry.category.clone());
        self.only.extend_from_slice(&entry.only);
        if !entry.fields.is_empty() {
            self.renames.push(entry.fields.clone());
        }
    }

    fn sort(&mut self) {
        for list in [&mut self.services, &mut self.categories] {
            list.sort();
            list.dedup();
        }
    }
}

fn is_of(path: &PathNames, (_, fields): &Only) -> bool {
    fields.iter().any(|field| path.names.contains(field))
}

impl Mapping {
    /// What kind of record an event is, by the values of its [`Mapping::class_fields`]: pairs of a field's
    /// place in that list and a value, as many as the event has. `alternative` is the one of the
    /// [`Candidate`](super::Candidate); `None` where the user said that the event is of this source.
    ///
    /// Pure, and not cheap: to be asked once for each combination of values. The values come from telemetry,
    /// so whoever remembers the answers has to bound their number.
    pub fn classify(&self, alternative: Option<usize>, values: &[(usize, Value<'_>)]) -> Class {
        let known = Known::new(self, alternative, values);
        let mut class =
            Class { product: self.product.clone(), products: self.products.clone(), ..Class::default() };
        let holds = |entry: &&Entry| {
            entry.when.iter().all(|(field, values)| known.of(field).any(|value| values.contains(&value)))
        };
        self.entries.iter().filter(holds).for_each(|entry| class.add(entry));
        if let Some(field) = &self.service_is {
            let named = known.of(field).map(|value| value.to_string().to_lowercase());
            class.services.extend(named.filter(|name| name.len() <= MAX_SERVICE).map(Arc::from));
        }
        class.sort();
        class
    }
}

/// What is known of one event: what it says, and what follows.
struct Known<'v> {
    facts: Vec<(&'v str, Value<'v>)>,
}

impl<'v> Known<'v> {
    fn new(mapping: &'v Mapping, alternative: Option<usize>, values: &[(usize, Value<'v>)]) -> Self {
        let said = values.iter().filter(|(_, value)| !value.is_null() && *value != Value::Text(""));
        let fact = |&(place, value): &(usize, Value<'v>)| {
            mapping.class_fields.get(place).map(|field| (&**field, value))
        };
        let mut known = Known { facts: said.filter_map(fact).collect() };
        known.derive(mapping);
        known.assume(mapping, alternative);
        known
    }

    fn of(&self, field: &str) -> impl Iterator<Item = Value<'v>> {
        self.facts.iter().filter(move |(of, _)| *of == field).map(|(_, value)| *value)
    }

    fn derive(&mut self, mapping: &'v Mapping) {
        for derived in &mapping.derive {
            let follows = self.of(&derived.from).find_map(|value| derived.value(&value));
            self.add_lacking(&derived.field, follows);
        }
    }

    fn assume(&mut self, mapping: &'v Mapping, alternative: Option<usize>) {
        let alternative = alternative.and_then(|place| mapping.recognise.get(place));
        for (field, value) in alternative.iter().flat_map(|alternative| &alternative.assume) {
            self.add_lacking(field, Some(value));
        }
    }

    fn add_lacking(&mut self, field: &'v str, value: Option<&'v str>) {
        if self.of(field).next().is_none() {
            self.facts.extend(value.map(|value| (field, Value::Text(value))));
        }
    }
}
