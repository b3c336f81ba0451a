//! Labels: what MISP said, and tags.

use super::super::marking::Tlp;
use serde_json::{Map, Value, json};

/// The labels and markings of an object.
#[derive(Debug, Default)]
pub(super) struct Labels {
    said: Vec<(String, String)>,
    tags: Vec<String>,
    /// Marking definitions that are not those of TLP.
    pub(super) unknown: Vec<String>,
    markings: Vec<&'static str>,
}

/// Labels that a converter puts on what it makes.
const OF_CONVERTERS: [&str; 2] = ["Threat-Report", "misp:tool=\"MISP-STIX-Converter\""];

/// What MISP says in labels. Anything else called `misp:` is a tag of that taxonomy.
const SAID: [&str; 15] = [
    "type", "category", "name", "meta-category", "to_ids", "galaxy-name", "galaxy-type", "data-layer", "distribution",
    "threat_level_id", "analysis", "date", "extends_uuid", "threat-level", "event-type",
];

impl Labels {
    pub(super) fn of(object: &Map<String, Value>) -> Self {
        let mut labels = Self::default();
        for label in texts(object, "labels").filter(|label| !OF_CONVERTERS.contains(label)) {
            match parted(label) {
                Some((what, value)) => labels.said.push((what.to_owned(), value.to_owned())),
                None => labels.tags.push(label.to_owned()),
            }
        }
        for id in texts(object, "object_marking_refs") {
            match Tlp::of_id(id) {
                Some(tlp) => labels.markings.push(tlp.tag),
                None => labels.unknown.push(id.to_owned()),
            }
        }
        labels
    }

    /// What MISP said of this.
    pub(super) fn said(&self, what: &str) -> Option<&str> {
        self.said.iter().find(|(name, _)| name == what).map(|(_, value)| &**value)
    }

    /// Tags as MISP has them, without the markings that come from the event.
    pub(super) fn tags(&self, event: Option<&Labels>) -> Vec<Value> {
        let inherited = event.is_some_and(|event| event.markings == self.markings);
        let markings = self.markings.iter().copied().filter(|_| !inherited);
        markings.chain(self.tags.iter().map(String::as_str)).map(|name| json!({"name": name})).collect()
    }
}

/// `misp:type="domain"`: what, and its value.
fn parted(label: &str) -> Option<(&str, &str)> {
    let (what, value) = label.strip_prefix("misp:")?.split_once("=\"")?;
    SAID.contains(&what).then_some((what, value.strip_suffix('"')?))
}

/// The texts of a list.
pub(super) fn texts<'o>(object: &'o Map<String, Value>, name: &str) -> impl Iterator<Item = &'o str> + use<'o> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
