//! Observables: the objects of STIX that values are properties of.

use super::{
    super::{
        marking::Tlp,
        path::{Step, parts},
        time,
        uuid::version_4,
    },
    fit::fit,
    out::{Id, Object},
    parts::mark,
    pattern::end_type,
};
use crate::Uuid;
use serde_json::{Map, Value};

/// A property, what it is said to be, and the id of the attribute that says so.
#[derive(Clone, Debug)]
pub(super) struct Seen<'s> {
    pub(super) path: &'static str,
    pub(super) value: &'s str,
    pub(super) uuid: Uuid,
}

/// Observables that are being made: what was observed, and the objects that it refers to.
#[derive(Debug)]
pub(super) struct Observables {
    root: Object,
    root_id: Id,
    others: Vec<(Id, Object)>,
    /// Some value is not as it stood.
    pub(super) is_changed: bool,
}

impl Observables {
    /// Begins with an object of this type.
    pub(super) fn new(kind: &'static str, uuid: Uuid) -> Self {
        let root_id = Id { kind, uuid: version_4(uuid) };
        Self { root: shell(root_id), root_id, others: Vec::new(), is_changed: false }
    }

    /// Says a property. Whether it could be said: not if it has another value already, or cannot have this one.
    pub(super) fn say(&mut self, seen: &Seen<'_>) -> bool {
        let Some((_, steps)) = parts(seen.path) else { return false };
        // A message has a body or parts (STIX 2.1, 6.6).
        let other = match steps.first().map(|step| step.name) {
            Some("body") => "body_multipart",
            Some("body_multipart") => "body",
            _ => "",
        };
        if self.root.contains_key(other) {
            return false;
        }
        let Some(value) = fit(seen.path, seen.value) else { return false };
        let is_same = match &value {
            Value::String(text) => text == seen.value,
            value => value.to_string() == seen.value,
        };
        let said = put(&mut self.root, &steps, &value, seen, &mut self.others).is_some();
        self.is_changed |= said && !is_same;
        said
    }

    /// Says a property if it can be said as it stands, or as the same moment.
    pub(super) fn says_exactly(&mut self, seen: &Seen<'_>) -> bool {
        let is_same = match fit(seen.path, seen.value) {
            Some(Value::String(text)) => {
                text == seen.value || time::read(&text).is_some_and(|moment| time::read(seen.value) == Some(moment))
            }
            Some(value) => value.to_string() == seen.value || seen.path == "autonomous-system:number",
            None => false,
        };
        is_same && self.say(seen)
    }

    /// An object that the first refers to.
    pub(super) fn refer(&mut self, name: &str, id: Id, mut properties: Object) {
        let mut object = shell(id);
        object.append(&mut properties);
        self.others.push((id, object));
        self.root.insert(name.to_owned(), id.into());
    }

    /// The objects, the first one first, with what STIX wants of each and nobody said. None if it wants more.
    pub(super) fn finish(mut self, markings: &[&'static Tlp]) -> Option<Vec<(Id, Object)>> {
        let has = |name: &str| self.root.contains_key(name);
        let is_whole = match self.root_id.kind {
            "file" => has("name") || has("hashes"),
            "domain-name" | "url" | "mac-addr" | "email-addr" => has("value"),
            "mutex" => has("name"),
            "autonomous-system" => has("number"),
            "network-traffic" => has("src_ref") || has("dst_ref"),
            _ => self.root.len() > shell(self.root_id).len(),
        };
        complete(&mut self.root, self.root_id.kind);
        let mut all = vec![(self.root_id, self.root)];
        all.append(&mut self.others);
        all.iter_mut().for_each(|(_, object)| mark(object, markings));
        is_whole.then_some(all)
    }
}

fn shell(id: Id) -> Object {
    let mut object = Object::new();
    object.insert("type".into(), id.kind.into());
    object.insert("spec_version".into(), "2.1".into());
    object.insert("id".into(), id.into());
    object
}

/// Properties that STIX wants, as they are where nobody knows better.
fn complete(object: &mut Object, kind: &str) {
    match kind {
        "email-message" => {
            let is_multipart = object.contains_key("body_multipart");
            object.insert("is_multipart".into(), is_multipart.into());
        }
        "network-traffic" if !object.contains_key("protocols") => {
            object.insert("protocols".into(), vec!["tcp"].into());
        }
        _ => {}
    }
}

/// Puts a value where the steps lead; none if something stands there.
fn put(
    object: &mut Object,
    steps: &[Step<'_>],
    value: &Value,
    seen: &Seen<'_>,
    others: &mut Vec<(Id, Object)>,
) -> Option<()> {
    let (step, rest) = steps.split_first()?;
    if rest.is_empty() {
        return insert(object, step, value.clone());
    }
    if step.is_reference() {
        if !step.is_list && object.contains_key(step.name) {
            return None;
        }
        let id = Id { kind: referred(step.name, seen.value)?, uuid: version_4(seen.uuid) };
        let mut other = shell(id);
        put(&mut other, rest, value, seen, others)?;
        others.push((id, other));
        return insert(object, step, id.into());
    }
    if step.is_list {
        return put_in_list(object, step, rest, value, seen, others);
    }
    let inner = object.entry(step.name).or_insert_with(|| Value::Object(Map::new()));
    put(inner.as_object_mut()?, rest, value, seen, others)
}

/// An element of a list has several properties: those of one registry value, say. A property that the last has already begins the next.
fn put_in_list(
    object: &mut Object,
    step: &Step<'_>,
    rest: &[Step<'_>],
    value: &Value,
    seen: &Seen<'_>,
    others: &mut Vec<(Id, Object)>,
) -> Option<()> {
    let list = object.entry(step.name).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
    if let Some(last) = list.last_mut().and_then(Value::as_object_mut)
        && put(last, rest, value, seen, others).is_some()
    {
        return Some(());
    }
    let mut element = Map::new();
    put(&mut element, rest, value, seen, others)?;
    if step.name == "body_multipart" {
        let name = seen.value.replace(['\'', '\\', '\r', '\n'], "_");
        element.insert("content_disposition".into(), format!("attachment; filename='{name}'").into());
    }
    list.push(Value::Object(element));
    Some(())
}

fn insert(object: &mut Object, step: &Step<'_>, value: Value) -> Option<()> {
    if step.is_list {
        let list = object.entry(step.name).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
        if !list.contains(&value) {
            list.push(value);
        }
        return Some(());
    }
    if object.contains_key(step.name) {
        return None;
    }
    object.insert(step.name.to_owned(), value);
    Some(())
}

/// The type of the object that a property refers to.
fn referred(name: &str, value: &str) -> Option<&'static str> {
    match name {
        "from_ref" | "to_refs" | "cc_refs" | "bcc_refs" => Some("email-addr"),
        "src_ref" | "dst_ref" | "resolves_to_refs" => end_type(value),
        "body_raw_ref" | "image_ref" => Some("file"),
        "parent_directory_ref" => Some("directory"),
        "parent_ref" | "child_refs" => Some("process"),
        _ => None,
    }
}
