//! Objects: those of templates that are one object of STIX become that, all others an object of their own kind, whole.

use super::{
    super::{
        fields::Fields,
        table::{Template, named_object, template},
        uuid,
    },
    attribute::{KNOWN as KNOWN_OF_ATTRIBUTE, attach},
    event::{End, Event, Link},
    observed::{Observables, Seen},
    out::{Id, Object, Out},
    parts::{Attribute, Labels},
    pattern::{Said, pattern},
};
use crate::Uuid;
use serde_json::{Value, json};
use std::io;

/// Members that are taken, or that say nothing of the object itself. The template's version is MISP's business.
const KNOWN: &[&str] = &[
    "id",
    "uuid",
    "name",
    "meta-category",
    "description",
    "template_uuid",
    "template_version",
    "event_id",
    "timestamp",
    "distribution",
    "comment",
    "deleted",
    "first_seen",
    "last_seen",
    "ObjectReference",
    "Attribute",
    "Tag",
    "Note",
    "Opinion",
    "Relationship",
    "Event",
];

/// The most attributes of an object that are sorted into properties: each is compared with the others. Templates have tens.
const MAX_ATTRIBUTES: usize = 1000;

/// An object with its attributes.
struct Held<'v> {
    fields: Fields<'v>,
    uuid: Uuid,
    name: String,
    attributes: Vec<Attribute<'v>>,
}

/// Attributes of an object, as STIX has them.
struct Split<'h, 'v> {
    observables: Observables,
    said: Vec<Said<'h>>,
    /// Those that STIX has no property for.
    left: Vec<&'h Attribute<'v>>,
}

impl Event<'_> {
    /// An object of the event.
    pub(super) fn object(&mut self, fields: Fields<'_>, pointer: &str, out: &mut Out<'_>) -> io::Result<()> {
        let name = fields.text("name").unwrap_or_default().into_owned();
        if fields.is_true("deleted") {
            out.lose(pointer, name, "deleted by its author");
            return Ok(());
        }
        let given = fields.text("uuid").and_then(|text| uuid::read(&text));
        let uuid = given.unwrap_or_else(|| uuid::made(&["object", &self.uuid.to_string(), &name, pointer]));
        if !self.is_first(uuid, pointer, out) {
            return Ok(());
        }
        let attributes = self.attributes(fields, uuid, pointer, out);
        if attributes.is_empty() {
            out.lose(pointer, name, "it has no attributes");
            return Ok(());
        }
        self.name_losses(fields, uuid, KNOWN, out);
        let held = Held { fields, uuid, name, attributes };
        let labels = labels(&held);
        out.define(self.markings(&labels))?;
        let ids = self.write_object(&held, &labels, out)?;
        self.became(uuid, &ids);
        if let Some(first) = ids.first() {
            self.references(&held, *first, out);
        }
        self.attached(fields, uuid, &ids, out)?;
        held.attributes.iter().try_for_each(|attribute| {
            self.name_losses(attribute.fields, attribute.uuid, KNOWN_OF_ATTRIBUTE, out);
            self.became(attribute.uuid, &ids);
            self.attached(attribute.fields, attribute.uuid, &ids, out)
        })
    }

    fn attributes<'v>(
        &mut self,
        fields: Fields<'v>,
        uuid: Uuid,
        pointer: &str,
        out: &mut Out<'_>,
    ) -> Vec<Attribute<'v>> {
        let mut attributes = Vec::new();
        for (number, each) in fields.objects("Attribute").enumerate() {
            let place = format!("{pointer}/Attribute/{number}");
            match Attribute::read(each, uuid) {
                None => out.lose(place, "an attribute", "it has no type or no value"),
                Some(_) if each.is_true("deleted") => {
                    out.lose(place, "an attribute", "deleted by its author")
                }
                Some(attribute) => attributes.push(attribute),
            }
        }
        attributes
    }

    fn references(&mut self, held: &Held<'_>, source: Id, out: &mut Out<'_>) {
        for reference in
            held.fields.objects("ObjectReference").filter(|reference| !reference.is_true("deleted"))
        {
            let target = reference.text("referenced_uuid").and_then(|text| uuid::read(&text));
            let kind =
                reference.text("relationship_type").unwrap_or_else(|| "related-to".into()).into_owned();
            let Some(target) = target else {
                out.lose(held.uuid.to_string(), kind, "it refers to no uuid");
                continue;
            };
            let given = reference.text("uuid").and_then(|text| uuid::read(&text));
            let made = || uuid::made(&["reference", &held.uuid.to_string(), &kind, &target.to_string()]);
            let link = Link {
                id: given.unwrap_or_else(made),
                source: End::Object(source),
                target,
                comment: reference.text("comment").map(|comment| comment.into_owned()),
                time: self.time_of(reference, "timestamp"),
                kind,
            };
            self.link(link, out);
        }
    }

    fn write_object(&mut self, held: &Held<'_>, labels: &Labels, out: &mut Out<'_>) -> io::Result<Vec<Id>> {
        if held.attributes.len() > MAX_ATTRIBUTES {
            return self.write_custom(held, labels, out);
        }
        if let Some(kind) = named_object(&held.name) {
            return self.write_named(held, kind, labels, out);
        }
        match template(&held.name) {
            Some(known) => self.write_known(held, known, labels, out),
            None => self.write_custom(held, labels, out),
        }
    }

    /// One of a template that is an object of STIX.
    fn write_known(
        &mut self,
        held: &Held<'_>,
        known: &'static Template,
        labels: &Labels,
        out: &mut Out<'_>,
    ) -> io::Result<Vec<Id>> {
        let Some(Split { observables, said, left }) = split(held, known) else {
            return self.write_custom(held, labels, out);
        };
        let Some(objects) = observables.finish(self.markings(labels)) else {
            return self.write_custom(held, labels, out);
        };
        self.name_attribute_losses(out);
        let is_sought = !said.is_empty() && held.attributes.iter().any(|attribute| attribute.to_ids);
        let mut more = Object::new();
        keep(&mut more, held, &left, is_sought);
        let observed = self.observed_data(held.fields, held.uuid, objects, more, labels, out)?;
        if !is_sought {
            return Ok(vec![observed]);
        }
        let pattern = pattern(&said);
        let category = held.fields.text("meta-category").unwrap_or_default();
        let indicator =
            self.write_indicator(held.fields, held.uuid, (&pattern, "stix"), &category, labels, out)?;
        let id = uuid::made(&["based-on", &indicator.to_string(), &observed.to_string()]);
        self.relate(
            id,
            (indicator, "based-on", observed),
            self.time_of(held.fields, "timestamp"),
            None,
            out,
        )?;
        Ok(vec![indicator, observed])
    }

    /// What is lost of every attribute that became a property: said once for an event, or most of its losses would be this one.
    fn name_attribute_losses(&mut self, out: &mut Out<'_>) {
        if !std::mem::replace(&mut self.has_named_attributes, true) {
            let what = "ids, categories and times of attributes of objects";
            out.lose(self.uuid.to_string(), what, "a property of an observable has none of its own");
        }
    }

    /// One that is a domain object of STIX.
    fn write_named(
        &mut self,
        held: &Held<'_>,
        known: &'static super::super::table::NamedObject,
        labels: &Labels,
        out: &mut Out<'_>,
    ) -> io::Result<Vec<Id>> {
        let id = Id { kind: known.kind, uuid: held.uuid };
        let mut object = self.object_of(id, self.time_of(held.fields, "timestamp"), labels);
        let mut left = Vec::new();
        for attribute in &held.attributes {
            if !known.say(&mut object, &attribute.relation, &attribute.value) {
                left.push(attribute);
            }
        }
        if !known.is_whole(&object) {
            return self.write_custom(held, labels, out);
        }
        self.name_attribute_losses(out);
        keep(&mut object, held, &left, false);
        self.put(id, object, out)?;
        Ok(vec![id])
    }

    /// One that STIX has no object for, whole.
    fn write_custom(&mut self, held: &Held<'_>, labels: &Labels, out: &mut Out<'_>) -> io::Result<Vec<Id>> {
        let id = Id { kind: "x-misp-object", uuid: held.uuid };
        let mut object = self.object_of(id, self.time_of(held.fields, "timestamp"), labels);
        object.insert("x_misp_name".into(), held.name.as_str().into());
        for (property, name) in [
            ("x_misp_meta_category", "meta-category"),
            ("x_misp_comment", "comment"),
            ("x_misp_template_uuid", "template_uuid"),
            ("x_misp_template_version", "template_version"),
            ("x_misp_first_seen", "first_seen"),
            ("x_misp_last_seen", "last_seen"),
        ] {
            if let Some(text) = held.fields.text(name) {
                object.insert(property.into(), text.into());
            }
        }
        object.insert("x_misp_attributes".into(), held.attributes.iter().map(whole).collect());
        self.put(id, object, out)?;
        Ok(vec![id])
    }
}

fn labels(held: &Held<'_>) -> Labels {
    let mut labels = Labels::default();
    labels.say("name", &held.name);
    if let Some(category) = held.fields.text("meta-category") {
        labels.say("meta-category", &category);
    }
    labels.say_distribution(held.fields);
    held.fields.objects("Tag").for_each(|tag| labels.tag(tag));
    labels
}

/// Parts attributes into what STIX has properties for and what it has not. None if it has none for any.
fn split<'h, 'v>(held: &'h Held<'v>, known: &'static Template) -> Option<Split<'h, 'v>> {
    let kind = known.relations.first()?.path.split_once(':')?.0;
    // A name alone is the attribute that says it; with its addresses it is the object.
    let has = |relation: &str| held.attributes.iter().find(|attribute| attribute.relation == relation);
    let alone = has("domain").filter(|_| known.name == "domain-ip" && has("ip").is_none());
    let uuid = alone.map_or(held.uuid, |attribute| attribute.uuid);
    let mut split = Split { observables: Observables::new(kind, uuid), said: Vec::new(), left: Vec::new() };
    for (number, attribute) in held.attributes.iter().enumerate() {
        if attribute.kind == "malware-sample"
            || attribute.kind == "attachment" && attribute.fields.text("data").is_some()
        {
            attach(&mut split.observables, attribute);
            split.left.push(attribute);
            continue;
        }
        let is_again = held
            .attributes
            .iter()
            .take(number)
            .any(|earlier| earlier.relation == attribute.relation && earlier.value == attribute.value);
        let relation = known.relation(&attribute.relation).filter(|relation| relation.kind == attribute.kind);
        let Some(relation) = relation else {
            split.left.push(attribute);
            continue;
        };
        let seen = Seen { path: relation.path, value: &attribute.value, uuid: attribute.uuid };
        // Of protocols a list does not say which layer they are of.
        if relation.path.ends_with(":protocols[*]") {
            split.observables.say(&seen);
            split.left.push(attribute);
            continue;
        }
        if !is_again && split.observables.says_exactly(&seen) {
            if relation.kind != "datetime" {
                split.said.push(Said { path: relation.path, value: &attribute.value });
            }
        } else {
            split.left.push(attribute);
        }
    }
    Some(split)
}

/// Keeps, as MISP has them, the attributes that STIX has no property for, and those of which there is more to say than a value.
fn keep(object: &mut Object, held: &Held<'_>, left: &[&Attribute<'_>], is_sought: bool) {
    let is_left = |attribute: &&Attribute<'_>| left.iter().any(|left| std::ptr::eq(*left, *attribute));
    let says_more = |attribute: &Attribute<'_>| {
        let has = |name: &&str| attribute.fields.text(name).is_some();
        attribute.to_ids != is_sought
            || ["comment", "first_seen", "last_seen"].iter().any(has)
            || attribute.fields.objects("Tag").next().is_some()
    };
    let kept = held.attributes.iter().filter(|attribute| is_left(attribute) || says_more(attribute));
    let kept: Vec<Value> = kept.map(whole).collect();
    if !kept.is_empty() {
        object.insert("x_misp_attributes".into(), kept.into());
    }
}

/// An attribute as MISP has it.
fn whole(attribute: &Attribute<'_>) -> Value {
    let mut all = Object::new();
    for (name, text) in [
        ("uuid", attribute.uuid.to_string().as_str()),
        ("type", &attribute.kind),
        ("object_relation", &attribute.relation),
        ("value", &attribute.value),
    ] {
        all.insert(name.into(), text.into());
    }
    for name in ["category", "comment", "data", "first_seen", "last_seen", "timestamp"] {
        if let Some(text) = attribute.fields.text(name) {
            all.insert(name.into(), text.into());
        }
    }
    if attribute.to_ids {
        all.insert("to_ids".into(), true.into());
    }
    let tags: Vec<Value> =
        attribute.fields.objects("Tag").filter_map(|tag| Some(json!({"name": tag.text("name")?}))).collect();
    if !tags.is_empty() {
        all.insert("Tag".into(), tags.into());
    }
    Value::Object(all)
}
