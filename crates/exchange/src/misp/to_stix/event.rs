//! One event: its parts as they come, and at its end the report or grouping that holds them together.

use super::{
    super::{
        fields::Fields,
        marking::Tlp,
        stream::List,
        time::{UNDATED, moment, plain, stix},
        uuid,
    },
    MAX_PARTS,
    out::{Id, Object, Out},
    parts::Labels,
    survey::Surveyed,
};
use crate::Uuid;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::{
    collections::{HashMap, HashSet},
    io,
};

/// How many objects a report names before they are put into a grouping of their own: a report of a million would be larger than an
/// element may be.
const MAX_REFS: usize = 20_000;

/// The longest list of relationships that wait for the end of their event, when all that they may name is known.
const MAX_LINKS: usize = 1 << 20;

/// Members that say nothing of the event itself: numbers of one server, counts, and what is in other members.
const KNOWN: &[&str] = &[
    "id", "uuid", "org_id", "orgc_id", "Org", "Orgc", "timestamp", "attribute_count", "locked", "proposal_email_lock",
    "disable_correlation", "info", "date", "published", "publish_timestamp", "threat_level_id", "analysis", "distribution",
    "event_creator_email", "sighting_timestamp", "_manifest",
];

/// Members that become labels, so that they come back.
const LABELLED: [&str; 5] = ["threat_level_id", "analysis", "distribution", "date", "extends_uuid"];

/// An event that is being converted.
pub(super) struct Event<'s> {
    pub(super) surveyed: &'s Surveyed,
    pub(super) uuid: Uuid,
    pub(super) author: Option<Id>,
    /// The time of what has none of its own.
    pub(super) time: Timestamp,
    /// The tags of clusters that came whole: they are no labels.
    pub(super) cluster_tags: HashSet<String>,
    head: Map<String, Value>,
    labels: Labels,
    refs: Vec<Id>,
    groups: u64,
    seen: HashSet<Uuid>,
    /// What parts that others refer to became.
    targets: HashMap<Uuid, Vec<Id>>,
    links: Vec<Link>,
    /// It was said what is lost of attributes of objects.
    pub(super) has_named_attributes: bool,
    /// Reports that wait for the end.
    pub(super) reports: Vec<Object>,
}

/// A relationship that waits for the end of its event.
pub(super) struct Link {
    pub(super) id: Uuid,
    pub(super) source: End,
    pub(super) target: Uuid,
    pub(super) kind: String,
    pub(super) comment: Option<String>,
    pub(super) time: Timestamp,
}

/// Where a relationship begins.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// At an object.
    Object(Id),
    /// At what the part with this id became.
    Part(Uuid),
}

impl<'s> Event<'s> {
    pub(super) fn start(surveyed: &'s Surveyed, out: &mut Out<'_>) -> io::Result<Self> {
        let name = surveyed.author.as_ref().map_or("", |(_, name)| name);
        let uuid = surveyed.uuid.unwrap_or_else(|| {
            let time = surveyed.time.map(|time| time.to_string()).unwrap_or_default();
            uuid::made(&["event", name, &time, &surveyed.trail])
        });
        let time = surveyed.time.or(surveyed.date).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut event = Self {
            surveyed,
            uuid,
            author: None,
            time,
            cluster_tags: HashSet::new(),
            head: Map::new(),
            labels: Labels::default(),
            refs: Vec::new(),
            groups: 0,
            seen: HashSet::new(),
            targets: HashMap::new(),
            links: Vec::new(),
            has_named_attributes: false,
            reports: Vec::new(),
        };
        out.define(&surveyed.markings)?;
        if let Some((uuid, name)) = &surveyed.author {
            event.author = Some(event.identity(*uuid, name, out)?);
        }
        Ok(event)
    }

    /// The object that the event becomes: a report if it was published.
    pub(super) fn id(&self) -> Id {
        Id { kind: if self.surveyed.is_published { "report" } else { "grouping" }, uuid: self.uuid }
    }

    /// The identity of an organisation, written once.
    pub(super) fn identity(&self, uuid: Option<Uuid>, name: &str, out: &mut Out<'_>) -> io::Result<Id> {
        let uuid = uuid.unwrap_or_else(|| uuid::made(&["identity", name]));
        let id = Id { kind: "identity", uuid };
        if out.is_new(id) {
            let identity = json!({
                "type": "identity", "spec_version": "2.1", "id": id.to_string(), "created": UNDATED, "modified": UNDATED,
                "name": name, "identity_class": "organization",
            });
            out.put(identity.as_object().cloned().unwrap_or_default())?;
        }
        Ok(id)
    }

    /// A member of the event.
    pub(super) fn member(&mut self, name: &str, value: &Value, out: &mut Out<'_>) {
        let member = Map::from_iter([(name.to_owned(), value.clone())]);
        let fields = Fields(&member);
        if LABELLED.contains(&name) {
            if let Some(text) = fields.text(name) {
                self.labels.say(name, &text);
            }
        } else if fields.others(KNOWN).next().is_some() {
            out.lose(self.uuid.to_string(), name, "no object of STIX has a place for it");
        }
        if matches!(name, "info" | "publish_timestamp") {
            self.head.extend(member);
        }
    }

    /// An element of one of its lists.
    pub(super) fn element(
        &mut self,
        list: List,
        value: &Value,
        pointer: &str,
        out: &mut Out<'_>,
    ) -> io::Result<()> {
        let Some(fields) = Fields::of(value) else { return Ok(()) };
        match list {
            List::Attribute => self.attribute(fields, pointer, out),
            List::Object => self.object(fields, pointer, out),
            List::Tag => {
                self.labels.tag(fields);
                Ok(())
            }
            List::Galaxy => self.galaxy(fields, out).map(|clusters| self.refs.extend(clusters)),
            List::EventReport => self.report(fields, pointer, out),
            List::Note | List::Opinion | List::Relationship => {
                self.analyst(list, fields, self.uuid, &[self.id()], out)
            }
            List::ShadowAttribute => {
                out.lose(pointer, "a proposed change", "nobody has accepted it");
                Ok(())
            }
        }
    }

    /// Whether a part with this id is the first; what comes twice is lost, and said to be.
    pub(super) fn is_first(&mut self, uuid: Uuid, pointer: &str, out: &mut Out<'_>) -> bool {
        if self.seen.len() >= MAX_PARTS {
            out.lose(pointer, uuid.to_string(), "the event has more parts than are taken");
            return false;
        }
        let is_first = self.seen.insert(uuid);
        if !is_first {
            out.lose(pointer, uuid.to_string(), "a part with this uuid came before");
        }
        is_first
    }

    /// The time that a part says, or that of the event.
    pub(super) fn time_of(&self, fields: Fields<'_>, name: &str) -> Timestamp {
        moment(fields, name).unwrap_or(self.time)
    }

    /// What all objects have that are no observables.
    pub(super) fn object_of(&self, id: Id, time: Timestamp, labels: &Labels) -> Object {
        let mut object = self.shell(id, time);
        labels.write(&mut object, &self.surveyed.markings, &self.cluster_tags);
        object
    }

    fn shell(&self, id: Id, time: Timestamp) -> Object {
        let mut object = Object::new();
        object.insert("type".into(), id.kind.into());
        object.insert("spec_version".into(), "2.1".into());
        object.insert("id".into(), id.into());
        object.insert("created".into(), stix(time).into());
        object.insert("modified".into(), stix(time).into());
        if let Some(author) = self.author {
            object.insert("created_by_ref".into(), author.into());
        }
        object
    }

    /// Hands on an object that belongs to the event.
    pub(super) fn put(&mut self, id: Id, object: Object, out: &mut Out<'_>) -> io::Result<()> {
        out.put(object)?;
        self.refs.push(id);
        if self.refs.len() >= MAX_REFS { self.group(out) } else { Ok(()) }
    }

    /// Puts what a report would name into a grouping, and names that.
    fn group(&mut self, out: &mut Out<'_>) -> io::Result<()> {
        self.groups += 1;
        let number = self.groups.to_string();
        let id = Id { kind: "grouping", uuid: uuid::made(&["group", &self.uuid.to_string(), &number]) };
        let mut labels = Labels::default();
        labels.say("data-layer", "Part of an event");
        let mut grouping = self.object_of(id, self.time, &labels);
        let refs = std::mem::take(&mut self.refs);
        grouping.insert("name".into(), format!("Part {number} of {}", self.uuid).into());
        grouping.insert("context".into(), "suspicious-activity".into());
        grouping.insert("object_refs".into(), refs.into_iter().map(Value::from).collect());
        if self.groups == 1 {
            out.lose(self.uuid.to_string(), "the list of all its parts", "it is too long for one object: groupings hold parts of it");
        }
        out.put(grouping)?;
        self.refs.push(id);
        Ok(())
    }

    /// Remembers what a part became, if others refer to it: the first is what they mean.
    pub(super) fn became(&mut self, uuid: Uuid, ids: &[Id]) {
        if self.surveyed.referred.contains(&uuid) {
            self.targets.insert(uuid, ids.to_vec());
        }
    }

    /// What a part became; none if it did not come, or came to nothing.
    pub(super) fn target(&self, uuid: Uuid) -> Option<Id> {
        if uuid == self.uuid {
            return Some(self.id());
        }
        self.targets.get(&uuid).and_then(|ids| ids.first().copied())
    }

    pub(super) fn link(&mut self, link: Link, out: &mut Out<'_>) {
        if self.links.len() < MAX_LINKS {
            self.links.push(link);
        } else {
            out.lose(self.uuid.to_string(), link.kind, "the event has more references than are taken");
        }
    }

    /// The event is over: what refers to its parts, and the object that is the event.
    pub(super) fn end(mut self, out: &mut Out<'_>) -> io::Result<()> {
        self.write_reports(out)?;
        for link in std::mem::take(&mut self.links) {
            self.write_link(link, out)?;
        }
        let head = std::mem::take(&mut self.head);
        let fields = Fields(&head);
        let id = self.id();
        if self.refs.is_empty() {
            self.write_emptiness(id, out)?;
        }
        let mut event = self.object_of(id, self.time, &self.labels);
        event.insert("name".into(), fields.text("info").unwrap_or_else(|| "MISP event".into()).into());
        event.insert("object_refs".into(), self.refs.iter().map(|id| Value::from(*id)).collect());
        if self.surveyed.is_published {
            let published = moment(fields, "publish_timestamp").unwrap_or(self.time);
            event.insert("published".into(), plain(published).into());
        } else {
            event.insert("context".into(), "suspicious-activity".into());
        }
        out.put(event)
    }

    fn write_link(&mut self, link: Link, out: &mut Out<'_>) -> io::Result<()> {
        let source = match link.source {
            End::Object(id) => Some(id),
            End::Part(uuid) => self.target(uuid),
        };
        let (Some(source), Some(target)) = (source, self.target(link.target)) else {
            out.lose(link.id.to_string(), link.kind, "it refers to what is not in this event");
            return Ok(());
        };
        self.relate(link.id, (source, &link.kind, target), link.time, link.comment, out)
    }

    /// Writes a relationship.
    pub(super) fn relate(
        &mut self,
        uuid: Uuid,
        (source, kind, target): (Id, &str, Id),
        time: Timestamp,
        comment: Option<String>,
        out: &mut Out<'_>,
    ) -> io::Result<()> {
        let id = Id { kind: "relationship", uuid };
        let mut relationship = self.object_of(id, time, &Labels::default());
        relationship.insert("relationship_type".into(), relationship_type(kind).into());
        if relationship_type(kind) != kind {
            relationship.insert("x_misp_relationship_type".into(), kind.into());
        }
        relationship.insert("source_ref".into(), source.into());
        relationship.insert("target_ref".into(), target.into());
        if let Some(comment) = comment {
            relationship.insert("description".into(), comment.into());
        }
        self.put(id, relationship, out)
    }

    /// STIX wants something in a report.
    fn write_emptiness(&mut self, event: Id, out: &mut Out<'_>) -> io::Result<()> {
        let id = Id { kind: "note", uuid: uuid::made(&["empty", &self.uuid.to_string()]) };
        let mut note = self.object_of(id, self.time, &Labels::default());
        note.insert("content".into(), "This MISP event holds no attribute, object or galaxy.".into());
        note.insert("object_refs".into(), vec![Value::from(event)].into());
        self.put(id, note, out)
    }

    /// The markings that a part has: its own, or those of its event.
    pub(super) fn markings<'m>(&'m self, labels: &'m Labels) -> &'m [&'static Tlp] {
        labels.markings(&self.surveyed.markings)
    }
}

/// The name of a relationship as STIX may have it (STIX 2.1, 5.1): small letters, digits and hyphens.
fn relationship_type(kind: &str) -> String {
    let plain: String = kind
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() { "related-to".to_owned() } else { plain.to_owned() }
}
