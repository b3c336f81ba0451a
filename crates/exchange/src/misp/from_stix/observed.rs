//! Observations: the objects that were observed become attributes, or one object.

use super::{
    super::{
        path::{Step, parts},
        table::{Template, attribute_type, template, templates_of, type_of_paths},
    },
    held::Held,
    labels::texts,
    parts::{Made, Saying, add, add_kept, related, text},
};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Properties of an observation that are taken.
pub(super) const TAKEN: &[&str] =
    &["first_observed", "last_observed", "number_observed", "object_refs", "x_misp_comment", "x_misp_value", "x_misp_attributes"];

/// The deepest that observables refer to one another.
const MAX_DEPTH: usize = 4;

/// What an observation of these objects becomes. Nothing where MISP has nothing of the kind.
pub(super) fn made(saying: &Saying<'_>, held: &Held) -> Vec<Made> {
    let roots = roots(saying.object, held);
    if let Some(known) = saying.labels.said("type").and_then(attribute_type) {
        let value = text(saying.object, "x_misp_value").map(str::to_owned);
        let value = value.or_else(|| roots.first().and_then(|root| of_type(root, known.observed, held)));
        if let Some(value) = value {
            let prefix = if known.name == "AS" && !value.starts_with("AS") { "AS" } else { "" };
            return vec![Made::Attributes(vec![saying.attribute(known.name, &format!("{prefix}{value}"), 0)])];
        }
    }
    if let Some(known) = saying.labels.said("name").and_then(template)
        && let [root, ..] = &*roots
    {
        return vec![Made::Object(of_template(saying, known, root, held))];
    }
    roots.iter().enumerate().filter_map(|(number, root)| of_anything(saying, root, number, held)).collect()
}

/// What an observable becomes that nobody observed.
pub(super) fn alone(saying: &Saying<'_>, held: &Held) -> Option<Made> {
    of_anything(saying, saying.object, 0, held)
}

/// The objects of an observation that no other of its objects refers to.
fn roots(observed: &Map<String, Value>, held: &Held) -> Vec<Map<String, Value>> {
    let objects: Vec<_> = texts(observed, "object_refs").filter_map(|id| held.named(id)).collect();
    let referred: HashSet<String> = objects.iter().flat_map(references).collect();
    objects.into_iter().filter(|object| text(object, "id").is_none_or(|id| !referred.contains(id))).collect()
}

/// The ids that an observable refers to, at whatever depth of its properties.
pub(super) fn references(object: &Map<String, Value>) -> Vec<String> {
    fn gather(value: &Value, name: &str, to: &mut Vec<String>) {
        match value {
            Value::String(id) if name.ends_with("_ref") || name.ends_with("_refs") => to.push(id.clone()),
            Value::Array(list) => list.iter().for_each(|each| gather(each, name, to)),
            Value::Object(members) => members.iter().for_each(|(name, each)| gather(each, name, to)),
            _ => {}
        }
    }
    let mut ids = Vec::new();
    object.iter().for_each(|(name, value)| gather(value, name, &mut ids));
    ids
}

/// The value of an attribute whose parts are these properties.
fn of_type(root: &Map<String, Value>, paths: &[&str], held: &Held) -> Option<String> {
    let values: Option<Vec<_>> = paths.iter().map(|path| values(root, path, held).into_iter().next()).collect();
    values.filter(|values| !values.is_empty()).map(|values| values.join("|"))
}

fn of_template(saying: &Saying<'_>, known: &'static Template, root: &Map<String, Value>, held: &Held) -> Map<String, Value> {
    let mut object = saying.object(known.name, known.meta_category);
    add_kept(&mut object, saying.object);
    let mut seen: HashSet<&str> = HashSet::new();
    for relation in known.relations.iter().filter(|relation| seen.insert(relation.path)) {
        let values = values(root, relation.path, held);
        if relation.path.ends_with(PROTOCOLS) && (is_assumed(&values) || has_any(&object, known, relation.path)) {
            continue;
        }
        for value in values {
            let Some(relation) = known.relation_for(relation.path, &value) else { continue };
            let value = if relation.kind == "AS" { format!("AS{value}") } else { value };
            let attribute = related(&object, relation.name, relation.kind, &value, saying.to_ids);
            add(&mut object, attribute);
        }
    }
    object
}

/// A property that STIX wants of every connection, and that is made up where nobody said it.
const PROTOCOLS: &str = ":protocols[*]";

fn is_assumed(protocols: &[String]) -> bool {
    matches!(protocols, [only] if matches!(&**only, "tcp" | "ipv4" | "ipv6"))
}

/// Whether an object has an attribute of those that are one property.
fn has_any(object: &Map<String, Value>, known: &Template, path: &str) -> bool {
    let attributes = object.get("Attribute").and_then(Value::as_array);
    attributes.into_iter().flatten().any(|attribute| {
        let relation = attribute.get("object_relation").and_then(Value::as_str).and_then(|name| known.relation(name));
        relation.is_some_and(|relation| relation.path == path)
    })
}

/// What an observable becomes of which no label says what it was: an attribute if it has one property, and else an object.
fn of_anything(saying: &Saying<'_>, root: &Map<String, Value>, number: usize, held: &Held) -> Option<Made> {
    let kind = text(root, "type")?;
    let address = [("ipv4-addr", "ipv4-addr:value"), ("ipv6-addr", "ipv6-addr:value"), ("email-addr", "email-addr:value"), ("mac-addr", "mac-addr:value")];
    if let Some((_, path)) = address.into_iter().find(|(known, _)| *known == kind) {
        let known = type_of_paths(&[path])?;
        return Some(Made::Attributes(vec![saying.attribute(known.name, &values(root, path, held).into_iter().next()?, number)]));
    }
    let known = templates_of(kind)?;
    let object = of_template(saying, known, root, held);
    let attributes = object.get("Attribute").and_then(Value::as_array)?;
    match &**attributes {
        [] => None,
        [only] => {
            let value = |name: &str| only.get(name).and_then(Value::as_str);
            let relation = known.relation(value("object_relation")?)?;
            let known = type_of_paths(&[relation.path]);
            match known {
                Some(known) => Some(Made::Attributes(vec![saying.attribute(known.name, value("value")?, number)])),
                None => Some(Made::Object(object)),
            }
        }
        _ => Some(Made::Object(object)),
    }
}

/// The values of a property, as MISP writes them.
fn values(root: &Map<String, Value>, path: &str, held: &Held) -> Vec<String> {
    let mut found = Vec::new();
    if let Some((_, steps)) = parts(path) {
        walk(root, &steps, held, 0, &mut found);
    }
    found
}

fn walk(object: &Map<String, Value>, steps: &[Step<'_>], held: &Held, depth: usize, found: &mut Vec<String>) {
    let Some((step, rest)) = steps.split_first() else { return };
    let Some(value) = object.get(step.name) else { return };
    let each: Vec<&Value> = value.as_array().map_or_else(|| vec![value], |list| list.iter().collect());
    for value in each {
        match value {
            value if rest.is_empty() => found.extend(written(value)),
            Value::String(id) if step.is_reference() && depth < MAX_DEPTH => {
                if let Some(other) = held.named(id) {
                    walk(&other, rest, held, depth + 1, found);
                }
            }
            Value::Object(inner) => walk(inner, rest, held, depth, found),
            _ => {}
        }
    }
}

/// A value as MISP writes it: all values there are texts.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
