//! Templates of objects that are domain objects of STIX.

use serde_json::{Map, Value, json};

/// A template whose objects are domain objects.
#[derive(Debug)]
pub(in crate::misp) struct NamedObject {
    /// As MISP calls it.
    pub(in crate::misp) name: &'static str,
    /// The type of STIX.
    pub(in crate::misp) kind: &'static str,
    /// MISP's meta-category.
    pub(in crate::misp) meta_category: &'static str,
    /// The relation and type of each attribute, and the property that it is.
    pub(in crate::misp) relations: &'static [(&'static str, &'static str, Property)],
}

/// What an attribute of such an object is.
#[derive(Clone, Copy, Debug)]
pub(in crate::misp) enum Property {
    /// A text.
    Text(&'static str),
    /// A number between these.
    Number(&'static str, f64, f64),
    /// An id in a list of others: its source, and what stands in front of it.
    External(&'static str, &'static str),
    /// A page somewhere.
    Page,
}

use Property::{External, Number, Page, Text};

const OBJECTS: [NamedObject; 4] = [
    NamedObject {
        name: "vulnerability",
        kind: "vulnerability",
        meta_category: "vulnerability",
        relations: &[
            ("id", "vulnerability", Text("name")),
            ("summary", "text", Text("description")),
            ("references", "link", Page),
        ],
    },
    NamedObject {
        name: "attack-pattern",
        kind: "attack-pattern",
        meta_category: "vulnerability",
        relations: &[
            ("name", "text", Text("name")),
            ("summary", "text", Text("description")),
            ("id", "text", External("capec", "CAPEC-")),
            ("references", "link", Page),
        ],
    },
    NamedObject {
        name: "course-of-action",
        kind: "course-of-action",
        meta_category: "misc",
        relations: &[("name", "text", Text("name")), ("description", "text", Text("description"))],
    },
    NamedObject {
        name: "geolocation",
        kind: "location",
        meta_category: "misc",
        relations: &[
            ("city", "text", Text("city")),
            ("countrycode", "text", Text("country")),
            ("address", "text", Text("street_address")),
            ("zipcode", "text", Text("postal_code")),
            ("latitude", "float", Number("latitude", -90.0, 90.0)),
            ("longitude", "float", Number("longitude", -180.0, 180.0)),
            ("accuracy-radius", "float", Number("precision", 0.0, f64::MAX)),
        ],
    },
];

/// The template of this name.
pub(in crate::misp) fn named_object(name: &str) -> Option<&'static NamedObject> {
    OBJECTS.iter().find(|each| each.name == name)
}

/// The template whose objects are of this type.
pub(in crate::misp) fn named_object_of(kind: &str) -> Option<&'static NamedObject> {
    OBJECTS.iter().find(|each| each.kind == kind)
}

impl NamedObject {
    /// What an object says, as relations, types and values of attributes.
    pub(in crate::misp) fn say_back(&self, object: &Map<String, Value>) -> Vec<(&'static str, &'static str, String)> {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let references = object.get("external_references").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut said = Vec::new();
        for (relation, kind, property) in self.relations {
            let values: Vec<String> = match property {
                Text(name) | Number(name, ..) => object.get(*name).and_then(text).into_iter().collect(),
                External(source, prefix) => references
                    .iter()
                    .filter(|reference| reference.get("source_name").and_then(Value::as_str) == Some(source))
                    .filter_map(|reference| text(reference.get("external_id")?))
                    .map(|id| id.strip_prefix(prefix).unwrap_or(&id).to_owned())
                    .collect(),
                Page => references.iter().filter_map(|reference| text(reference.get("url")?)).collect(),
            };
            said.extend(values.into_iter().map(|value| (*relation, *kind, value)));
        }
        said
    }

    /// Says what an attribute says. Whether there was a place for it.
    pub(in crate::misp) fn say(&self, object: &mut Map<String, Value>, relation: &str, value: &str) -> bool {
        let Some((.., property)) = self.relations.iter().find(|(name, ..)| *name == relation) else { return false };
        match property {
            Text(name) => insert(object, name, value.into()),
            Number(name, least, most) => {
                let number = value.trim().parse::<f64>().ok().filter(|number| (*least..=*most).contains(number));
                number.is_some_and(|number| insert(object, name, number.into()))
            }
            External(source, prefix) => {
                let id = if value.starts_with(prefix) { value.to_owned() } else { format!("{prefix}{value}") };
                refer(object, json!({"source_name": source, "external_id": id}))
            }
            Page => refer(object, json!({"source_name": "url", "url": value})),
        }
    }

    /// Whether STIX takes the object as it is.
    pub(in crate::misp) fn is_whole(&self, object: &Map<String, Value>) -> bool {
        if self.kind != "location" {
            return object.contains_key("name");
        }
        let has = |name: &str| object.contains_key(name);
        has("country") || (has("latitude") && has("longitude"))
    }
}

fn insert(object: &mut Map<String, Value>, name: &str, value: Value) -> bool {
    let is_free = !object.contains_key(name);
    if is_free {
        object.insert(name.to_owned(), value);
    }
    is_free
}

fn refer(object: &mut Map<String, Value>, reference: Value) -> bool {
    let list = object.entry("external_references").or_insert_with(|| Value::Array(Vec::new()));
    if let Some(list) = list.as_array_mut() {
        list.push(reference);
    }
    true
}
