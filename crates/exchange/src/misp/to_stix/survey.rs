//! What has to be known of an event before its first part is written.

use super::{
    super::{
        fields::Fields,
        marking::Tlp,
        stream::{List, Part, walk},
        time::moment,
        uuid,
    },
    MAX_EVENTS,
};
use crate::Uuid;
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::{
    collections::HashSet,
    io::{self, BufRead},
};

/// The most parts of one event that others refer to.
const MAX_REFERRED: usize = 1 << 20;

/// What is known of an event.
#[derive(Debug, Default)]
pub(super) struct Surveyed {
    pub(super) uuid: Option<Uuid>,
    /// The organisation that made it: its UUID, if it has one, and its name.
    pub(super) author: Option<(Option<Uuid>, String)>,
    pub(super) time: Option<Timestamp>,
    pub(super) date: Option<Timestamp>,
    pub(super) is_published: bool,
    /// What follows from its parts: it names an event that has no id.
    pub(super) trail: String,
    pub(super) markings: Vec<&'static Tlp>,
    /// The parts that references, relationships and reports name.
    pub(super) referred: HashSet<Uuid>,
}

/// Reads a text for what is to be known of its events, in their order. `unmarked` is the marking of those that have none.
pub(super) fn survey(input: impl BufRead, unmarked: Option<&'static Tlp>) -> io::Result<Vec<Surveyed>> {
    let mut events: Vec<Surveyed> = Vec::new();
    let mut is_taken = false;
    walk(input, &mut |_, part| {
        match part {
            Part::Start => {
                is_taken = events.len() < MAX_EVENTS;
                if is_taken {
                    events.push(Surveyed::default());
                }
            }
            Part::Member(name, value) if is_taken => {
                if let Some(event) = events.last_mut() {
                    event.member(&name, value);
                }
            }
            Part::Element(list, value) if is_taken => {
                if let Some(event) = events.last_mut() {
                    event.element(list, &value);
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    for event in events.iter_mut().filter(|event| event.markings.is_empty()) {
        event.markings.extend(unmarked);
    }
    Ok(events)
}

impl Surveyed {
    fn member(&mut self, name: &str, value: Value) {
        // A single member is read as any other is: from an object.
        let member = Map::from_iter([(name.to_owned(), value)]);
        let fields = Fields(&member);
        match name {
            "uuid" => self.uuid = fields.text("uuid").and_then(|text| uuid::read(&text)),
            "timestamp" => self.time = moment(fields, "timestamp"),
            "date" => self.date = moment(fields, "date"),
            "published" => self.is_published = fields.is_true("published"),
            "Orgc" => self.author = fields.object("Orgc").and_then(author),
            _ => {}
        }
    }

    fn element(&mut self, list: List, value: &Value) {
        let Some(fields) = Fields::of(value) else { return };
        if self.uuid.is_none() {
            let [id, kind, value, name] =
                ["uuid", "type", "value", "name"].map(|name| fields.text(name).unwrap_or_default());
            self.trail = uuid::made(&["trail", &self.trail, &id, &kind, &value, &name]).to_string();
        }
        match list {
            List::Tag => self.markings.extend(fields.text("name").and_then(|name| Tlp::of_tag(&name))),
            List::Object => self.object(fields),
            List::EventReport => {
                let content = fields.text("content").unwrap_or_default();
                super::report::mentioned(&content).for_each(|uuid| self.refer(Some(uuid)));
            }
            List::Relationship => self.relationship(fields),
            List::Note | List::Opinion => self.refer_to(fields, "object_uuid"),
            List::Attribute => self.analysts(fields),
            List::Galaxy | List::ShadowAttribute => {}
        }
    }

    fn object(&mut self, object: Fields<'_>) {
        for reference in object.objects("ObjectReference") {
            self.refer_to(reference, "referenced_uuid");
        }
        self.analysts(object);
        for attribute in object.objects("Attribute") {
            self.analysts(attribute);
        }
    }

    /// Relationships that analysts noted on a part.
    fn analysts(&mut self, part: Fields<'_>) {
        for relationship in part.objects("Relationship") {
            self.relationship(relationship);
        }
    }

    fn relationship(&mut self, relationship: Fields<'_>) {
        self.refer_to(relationship, "object_uuid");
        self.refer_to(relationship, "related_object_uuid");
    }

    fn refer_to(&mut self, fields: Fields<'_>, name: &str) {
        self.refer(fields.text(name).and_then(|text| uuid::read(&text)));
    }

    fn refer(&mut self, uuid: Option<Uuid>) {
        if let Some(uuid) = uuid.filter(|_| self.referred.len() < MAX_REFERRED) {
            self.referred.insert(uuid);
        }
    }
}

/// The UUID and the name of an organisation.
pub(super) fn author(organisation: Fields<'_>) -> Option<(Option<Uuid>, String)> {
    let name = organisation.text("name")?.into_owned();
    Some((organisation.text("uuid").and_then(|text| uuid::read(&text)), name))
}
