//! The objects of a graph, by their ids.

use super::{super::strict, labels::Labels, losses::Out};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// The most bytes of objects that are held at a time. A bundle of all of ATT&CK has fifty million.
pub const MAX_HELD: usize = 256 << 20;

/// The deepest that groupings of parts may lie in one another.
const MAX_DEPTH: usize = 4;

/// Objects, as they came.
#[derive(Debug, Default)]
pub(super) struct Held {
    objects: Vec<Object>,
    by_id: HashMap<Box<str>, usize>,
    bytes: usize,
    unheld: u64,
    unread: Vec<String>,
}

/// One of them.
#[derive(Debug)]
struct Object {
    id: Box<str>,
    kind: Box<str>,
    modified: Box<str>,
    json: Box<[u8]>,
}

/// An event that will be written: the object that it is, if one is, and the objects in it.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) head: Option<usize>,
    pub(super) parts: Vec<usize>,
    /// Clusters that only relationships of the event name: they are said of its parts, and not of it.
    pub(super) linked: Vec<usize>,
}

impl Held {
    pub(super) fn add(&mut self, json: &[u8]) {
        if self.bytes + json.len() > MAX_HELD {
            self.unheld += 1;
            return;
        }
        match strict::read(json) {
            Ok(Value::Object(members)) => self.hold(&members, json),
            Ok(_) => self.unread.push("no object".to_owned()),
            Err(reason) if self.unread.len() < 1000 => self.unread.push(reason.to_string()),
            Err(_) => self.unheld += 1,
        }
    }

    fn hold(&mut self, members: &Map<String, Value>, json: &[u8]) {
        let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().into();
        let object = Object { id: text("id"), kind: text("type"), modified: text("modified"), json: json.into() };
        self.bytes += json.len();
        match self.by_id.get(&object.id).and_then(|place| self.objects.get_mut(*place)) {
            Some(held) if held.modified < object.modified => *held = object,
            Some(_) => {}
            None => {
                self.by_id.insert(object.id.clone(), self.objects.len());
                self.objects.push(object);
            }
        }
    }

    /// Says what could not be held or read.
    pub(super) fn name_losses(&self, out: &mut Out<'_>) {
        if self.unheld > 0 {
            out.lose("", format!("{} objects", self.unheld), "more than can be held at a time");
        }
        for fault in &self.unread {
            out.lose("", fault.as_str(), "an object that cannot be read");
        }
    }

    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(super) fn kind(&self, place: usize) -> &str {
        self.objects.get(place).map_or("", |object| &object.kind)
    }

    pub(super) fn id(&self, place: usize) -> &str {
        self.objects.get(place).map_or("", |object| &object.id)
    }

    /// The members of an object. It was read before; it is read again, for trees are ten times as large as texts.
    pub(super) fn object(&self, place: usize) -> Map<String, Value> {
        let json = self.objects.get(place).map(|object| strict::read(&object.json));
        match json {
            Some(Ok(Value::Object(members))) => members,
            _ => Map::new(),
        }
    }

    /// The object with an id.
    pub(super) fn named(&self, id: &str) -> Option<Map<String, Value>> {
        self.place(id).map(|place| self.object(place))
    }

    /// Which events there will be: in the order in which their reports came, and at last that of what no report names.
    pub(super) fn plans(&self) -> Vec<Plan> {
        let mut taken: HashSet<usize> = HashSet::new();
        let mut plans = Vec::new();
        for place in (0..self.objects.len()).filter(|place| self.is_event(*place)) {
            let mut parts = Vec::new();
            self.gather(place, &mut parts, 0);
            taken.extend([place].iter().chain(&parts));
            plans.push(Plan { head: Some(place), parts, linked: Vec::new() });
        }
        self.follow(&mut plans, &mut taken);
        self.link(&mut plans, &mut taken);
        let rest: Vec<_> = (0..self.objects.len()).filter(|place| !taken.contains(place) && self.is_part(*place)).collect();
        if !rest.is_empty() {
            plans.push(Plan { head: None, parts: rest, linked: Vec::new() });
        }
        plans
    }

    /// Whether an object is an event of its own.
    fn is_event(&self, place: usize) -> bool {
        matches!(self.kind(place), "report" | "grouping") && !self.is_part_of_an_event(place)
    }

    fn is_part_of_an_event(&self, place: usize) -> bool {
        self.kind(place) == "grouping" && Labels::of(&self.object(place)).said("data-layer") == Some("Part of an event")
    }

    /// Whether an object says something on its own. Identities and markings do where others name them.
    fn is_part(&self, place: usize) -> bool {
        !matches!(self.kind(place), "report" | "grouping" | "identity" | "marking-definition" | "extension-definition")
    }

    fn gather(&self, place: usize, parts: &mut Vec<usize>, depth: usize) {
        let object = self.object(place);
        let refs = object.get("object_refs").and_then(Value::as_array).into_iter().flatten();
        for part in refs.filter_map(Value::as_str).filter_map(|id| self.place(id)) {
            if depth < MAX_DEPTH && self.is_part_of_an_event(part) {
                self.gather(part, parts, depth + 1);
            } else if !self.is_event(part) {
                parts.push(part);
            }
        }
    }

    /// Relationships, sightings and notes belong to the event of what they are about, even where its report does not name them.
    fn follow(&self, plans: &mut [Plan], taken: &mut HashSet<usize>) {
        let mut event_of: HashMap<usize, usize> = HashMap::new();
        for (number, plan) in plans.iter().enumerate() {
            for part in plan.parts.iter().chain(&plan.head) {
                event_of.entry(*part).or_insert(number);
            }
        }
        for place in 0..self.objects.len() {
            let property = match self.kind(place) {
                "relationship" => "source_ref",
                "sighting" => "sighting_of_ref",
                "note" | "opinion" => "object_refs",
                _ => continue,
            };
            if taken.contains(&place) {
                continue;
            }
            let object = self.object(place);
            let about = match object.get(property) {
                Some(Value::Array(list)) => list.first().and_then(Value::as_str),
                other => other.and_then(Value::as_str),
            };
            let number = about.and_then(|id| self.place(id)).and_then(|about| event_of.get(&about));
            if let Some(plan) = number.and_then(|number| plans.get_mut(*number)) {
                plan.parts.push(place);
                taken.insert(place);
            }
        }
    }

    /// What relationships of an event name and no report does.
    fn link(&self, plans: &mut [Plan], taken: &mut HashSet<usize>) {
        let mut linked = HashSet::new();
        for plan in plans {
            let mut of_plan = HashSet::new();
            for part in plan.parts.iter().filter(|part| self.kind(**part) == "relationship") {
                let relationship = self.object(*part);
                let target = relationship.get("target_ref").and_then(Value::as_str).and_then(|id| self.place(id));
                let is_free = |place: &usize| !taken.contains(place) && self.is_part(*place) && self.is_cluster(*place);
                if let Some(place) = target.filter(is_free)
                    && of_plan.insert(place)
                {
                    plan.linked.push(place);
                }
            }
            linked.extend(of_plan);
        }
        taken.extend(linked);
    }

    fn is_cluster(&self, place: usize) -> bool {
        let object = self.object(place);
        super::cluster::read(&object, &Labels::of(&object)).is_some()
    }
}
