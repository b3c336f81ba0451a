//! Attributes and objects of MISP, as they are written.

use super::{
    super::{table::attribute_type, time, uuid},
    labels::Labels,
};
use serde_json::{Map, Value, json};

/// What an object of STIX becomes.
#[derive(Debug)]
pub(super) enum Made {
    /// One attribute, or several that are alternatives.
    Attributes(Vec<Map<String, Value>>),
    /// One object.
    Object(Map<String, Value>),
}

impl Made {
    /// Whether a name is only a value of it, or a part of one.
    pub(super) fn says(&self, name: &str) -> bool {
        let has = |part: &Map<String, Value>| {
            ["value", "comment"]
                .iter()
                .filter_map(|member| text(part, member))
                .any(|text| text.to_lowercase().contains(&name.to_lowercase()))
        };
        match self {
            Self::Attributes(attributes) => attributes.iter().any(has),
            Self::Object(object) => {
                let attributes = object.get("Attribute").and_then(Value::as_array).into_iter().flatten();
                has(object) || attributes.filter_map(Value::as_object).any(has)
            }
        }
    }
}

/// The UUID in an id.
pub(super) fn uuid_of(id: &str) -> String {
    let (_, uuid) = id.rsplit_once("--").unwrap_or_default();
    uuid::read(uuid).map_or_else(|| uuid::made(&["id", id]).to_string(), |uuid| uuid.to_string())
}

/// The text of a property.
pub(super) fn text<'o>(object: &'o Map<String, Value>, name: &str) -> Option<&'o str> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// When an object was last changed, as MISP has it: seconds, in a text.
pub(super) fn timestamp(object: &Map<String, Value>) -> String {
    let moment = text(object, "modified").or_else(|| text(object, "created")).and_then(time::read);
    moment.map_or_else(|| "0".to_owned(), |moment| moment.as_second().to_string())
}

/// What is said beside a value: by whom it is told, when, and how.
pub(super) struct Saying<'o> {
    pub(super) object: &'o Map<String, Value>,
    pub(super) labels: &'o Labels,
    pub(super) event: &'o Labels,
    pub(super) to_ids: bool,
}

impl Saying<'_> {
    /// An attribute. Of several that one object becomes, `number` tells them apart.
    pub(super) fn attribute(&self, kind: &str, value: &str, number: usize) -> Map<String, Value> {
        let id = text(self.object, "id").unwrap_or_default();
        let own = uuid_of(id);
        let uuid =
            if number == 0 { own } else { uuid::made(&["part", &own, &number.to_string()]).to_string() };
        let category = self.labels.said("category").or_else(|| text(self.object, "x_misp_category"));
        let category =
            category.or_else(|| attribute_type(kind).map(|known| known.category)).unwrap_or("Other");
        let mut attribute = members(json!({
            "uuid": uuid, "type": kind, "category": category, "value": value, "to_ids": self.to_ids,
            "timestamp": timestamp(self.object), "distribution": self.labels.said("distribution").unwrap_or("5"),
        }));
        self.surround(&mut attribute);
        attribute
    }

    /// An object without its attributes.
    pub(super) fn object(&self, name: &str, meta_category: &str) -> Map<String, Value> {
        let mut object = members(json!({
            "uuid": uuid_of(text(self.object, "id").unwrap_or_default()), "name": name,
            "meta-category": self.labels.said("meta-category").unwrap_or(meta_category), "timestamp": timestamp(self.object),
            "distribution": self.labels.said("distribution").unwrap_or("5"), "Attribute": [],
        }));
        self.surround(&mut object);
        object
    }

    /// Comment, times and tags.
    fn surround(&self, part: &mut Map<String, Value>) {
        let comment = text(self.object, "description").or_else(|| text(self.object, "x_misp_comment"));
        part.insert("comment".into(), comment.unwrap_or_default().into());
        for (name, [first, other]) in [
            ("first_seen", ["valid_from", "first_observed"]),
            ("last_seen", ["valid_until", "last_observed"]),
        ] {
            let moment = text(self.object, first).or_else(|| text(self.object, other)).and_then(time::read);
            // Where nobody said a time, the object has the one when it was made.
            let made = text(self.object, "created").and_then(time::read);
            if let Some(moment) = moment.filter(|moment| Some(*moment) != made) {
                part.insert(name.into(), time::stix(moment).into());
            }
        }
        let tags = self.labels.tags(Some(self.event));
        if !tags.is_empty() {
            part.insert("Tag".into(), tags.into());
        }
    }
}

/// An attribute of an object.
pub(super) fn related(
    of: &Map<String, Value>,
    relation: &str,
    kind: &str,
    value: &str,
    to_ids: bool,
) -> Value {
    let uuid = text(of, "uuid").unwrap_or_default();
    let count = of.get("Attribute").and_then(Value::as_array).map_or(0, Vec::len).to_string();
    json!({
        "uuid": uuid::made(&["attribute", uuid, relation, value, &count]).to_string(), "type": kind,
        "object_relation": relation, "value": value, "to_ids": to_ids,
        "category": attribute_type(kind).map_or("Other", |known| known.category),
        "timestamp": of.get("timestamp").cloned().unwrap_or_default(), "distribution": "5", "comment": "",
    })
}

/// Up to how many attributes of an object are compared with one that is added. Templates have tens.
const MAX_COMPARED: usize = 1000;

/// Adds an attribute to an object, unless it has it, in whichever spelling.
pub(super) fn add(to: &mut Map<String, Value>, attribute: Value) {
    let Some(Value::Array(list)) = to.get_mut("Attribute") else { return };
    let value = |of: &Value| of.get("value").and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
    let is_same = |other: &Value| {
        other.get("object_relation") == attribute.get("object_relation")
            && is_one(&value(other), &value(&attribute))
    };
    if list.len() > MAX_COMPARED || !list.iter().any(is_same) {
        list.push(attribute);
    }
}

/// Whether two texts are one value: but for capitals, or as the same moment.
fn is_one(one: &str, other: &str) -> bool {
    let moments = || time::read(one).is_some_and(|moment| time::read(other) == Some(moment));
    one.eq_ignore_ascii_case(other) || moments()
}

/// Attributes that were kept as MISP has them.
pub(super) fn add_kept(to: &mut Map<String, Value>, from: &Map<String, Value>) {
    for kept in from.get("x_misp_attributes").and_then(Value::as_array).into_iter().flatten() {
        let Some(attribute) = kept.as_object() else { continue };
        let (Some(kind), Some(value)) = (text(attribute, "type"), text(attribute, "value")) else { continue };
        let relation = text(attribute, "object_relation").unwrap_or_default();
        let mut whole = members(related(to, relation, kind, value, false));
        whole.extend(attribute.iter().map(|(name, value)| (name.clone(), value.clone())));
        // What was kept is what was there, even if it stands twice.
        if let Some(Value::Array(list)) = to.get_mut("Attribute") {
            list.push(Value::Object(whole));
        }
    }
}

/// The members of an object that was just written down.
pub(super) fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
