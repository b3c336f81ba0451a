//! One event: its head, and its parts.

use super::{
    super::{fields::Fields, table::named_object_of, time, uuid},
    cluster::{self, Cluster},
    held::{Held, Plan},
    indicator,
    labels::Labels,
    links::{self, Target},
    losses::Out,
    observed,
    parts::{Made, Saying, add_kept, members, related, text, timestamp, uuid_of},
    written,
};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io,
};

/// An event that is being written.
#[derive(Default)]
pub(super) struct Event {
    pub(super) uuid: String,
    pub(super) author: Option<String>,
    pub(super) labels: Labels,
    pub(super) attributes: Vec<Map<String, Value>>,
    pub(super) objects: Vec<Map<String, Value>>,
    pub(super) galaxies: BTreeMap<String, (String, Vec<Value>)>,
    pub(super) cluster_tags: Vec<String>,
    pub(super) reports: Vec<Value>,
    /// Notes and opinions on the event itself.
    pub(super) analysts: BTreeMap<&'static str, Vec<Value>>,
    /// What objects became, by their places.
    pub(super) became: HashMap<usize, Target>,
}

/// Writes an event.
pub(super) fn write(held: &Held, plan: &Plan, called: Option<&str>, out: &mut Out<'_>) -> io::Result<()> {
    let head = plan.head.map(|place| held.object(place));
    let mut event = Event::default();
    if let Some(head) = &head {
        event.uuid = uuid_of(text(head, "id").unwrap_or_default());
        event.labels = Labels::of(head);
        event.author = text(head, "created_by_ref").map(str::to_owned);
    } else {
        let ids: Vec<_> = plan.parts.iter().map(|place| held.id(*place)).collect();
        event.uuid = uuid::made(&["event", &ids.join(" ")]).to_string();
        event.author = plan.parts.iter().find_map(|place| Some(text(&held.object(*place), "created_by_ref")?.to_owned()));
    }
    if let Some(place) = plan.head {
        event.became.insert(place, Target::Event);
    }
    let parts = Parts::of(held, plan);
    for place in &plan.parts {
        event.part(*place, held, &parts, out);
    }
    for place in &plan.linked {
        event.linked(*place, held, out);
    }
    for place in &plan.parts {
        links::write(&mut event, *place, held, out);
    }
    let called = called.unwrap_or("Objects of STIX without a report");
    let written = event.finish(head.as_ref(), called, held, out);
    out.count("Event");
    out.put(written)
}

/// What has to be known of all parts before the first is written.
struct Parts {
    /// Observables that an observation or another observable of the event holds.
    contained: HashSet<String>,
    /// The UUIDs of indicators, and those of observations with what they say beside.
    indicators: HashSet<String>,
    observations: HashMap<String, usize>,
}

impl Parts {
    fn of(held: &Held, plan: &Plan) -> Self {
        let mut parts = Self { contained: HashSet::new(), indicators: HashSet::new(), observations: HashMap::new() };
        for place in &plan.parts {
            let uuid = held.id(*place).rsplit_once("--").map_or("", |(_, uuid)| uuid).to_owned();
            match held.kind(*place) {
                "indicator" => drop(parts.indicators.insert(uuid)),
                "observed-data" => {
                    parts.observations.insert(uuid, *place);
                    parts.contained.extend(observed::references(&held.object(*place)));
                }
                kind if is_observable(kind) => parts.contained.extend(observed::references(&held.object(*place))),
                _ => {}
            }
        }
        parts
    }

    /// The observation that an indicator was made together with: by the same converter, of the same attribute.
    fn observation(&self, id: &str) -> Option<usize> {
        self.observations.get(id.rsplit_once("--")?.1).copied()
    }

    fn has_indicator(&self, id: &str) -> bool {
        id.rsplit_once("--").is_some_and(|(_, uuid)| self.indicators.contains(uuid))
    }
}

fn is_observable(kind: &str) -> bool {
    matches!(
        kind,
        "artifact" | "autonomous-system" | "directory" | "domain-name" | "email-addr" | "email-message" | "file" | "ipv4-addr"
            | "ipv6-addr" | "mac-addr" | "mutex" | "network-traffic" | "process" | "software" | "url" | "user-account"
            | "windows-registry-key" | "x509-certificate"
    )
}

impl Event {
    /// Writes one part. What links parts comes when all are there.
    fn part(&mut self, place: usize, held: &Held, parts: &Parts, out: &mut Out<'_>) {
        let object = held.object(place);
        let id = text(&object, "id").unwrap_or_default();
        let labels = Labels::of(&object);
        for unknown in &labels.unknown {
            out.lose(id, unknown, "MISP has no such marking");
        }
        if object.get("revoked") == Some(&Value::Bool(true)) {
            return out.lose(id, "the object", "revoked by its author");
        }
        let saying = |to_ids| Saying { object: &object, labels: &labels, event: &self.labels, to_ids };
        match held.kind(place) {
            "indicator" => {
                let observation = parts.observation(id).map(|place| held.object(place));
                let to_ids = labels.said("to_ids") != Some("False");
                let made = paired(&saying(to_ids), observation.as_ref(), held);
                out.lose_others(Fields(&object), indicator::TAKEN);
                if let Some(name) = text(&object, "name").filter(|name| !made.says(name)) {
                    out.lose(id, format!("name {name}"), "MISP has no place for it");
                }
                self.take(place, vec![made], out);
            }
            "observed-data" if parts.has_indicator(id) => {}
            "observed-data" => {
                let made = observed::made(&saying(false), held);
                if made.is_empty() {
                    out.lose(id, "what was observed", "MISP has no attributes for it");
                }
                out.lose_others(Fields(&object), observed::TAKEN);
                self.take(place, made, out);
            }
            kind if is_observable(kind) => {
                if !parts.contained.contains(id) {
                    let made = observed::alone(&saying(false), held);
                    self.take_or_lose(place, made, id, out);
                }
            }
            "x-misp-attribute" => {
                let made = custom_attribute(&saying(is_true(&object, "x_misp_to_ids")));
                self.take_or_lose(place, made, id, out);
            }
            "x-misp-object" => {
                let made = custom_object(&saying(false));
                self.take_or_lose(place, made, id, out);
            }
            "relationship" | "sighting" | "opinion" | "report" | "grouping" => {}
            "identity" if labels.said("galaxy-type").is_none() => {}
            "marking-definition" | "extension-definition" => {}
            "note" if labels.said("data-layer").is_none() && is_of_emptiness(&object) => {}
            "note" if written::is_analysts(&labels) => {}
            "note" => {
                out.lose_others(Fields(&object), written::TAKEN);
                out.count("EventReport");
                self.reports.push(written::report(&object));
            }
            _ => self.domain(place, &object, &labels, out),
        }
    }

    fn take(&mut self, place: usize, made: Vec<Made>, out: &mut Out<'_>) {
        for made in made {
            let target = match made {
                Made::Attributes(attributes) => {
                    let target = Target::Attribute(self.attributes.len());
                    attributes.iter().for_each(|_| out.count("Attribute"));
                    self.attributes.extend(attributes);
                    target
                }
                Made::Object(object) => {
                    out.count("Object");
                    self.objects.push(object);
                    Target::Object(self.objects.len() - 1)
                }
            };
            self.became.entry(place).or_insert(target);
        }
    }

    fn take_or_lose(&mut self, place: usize, made: Option<Made>, id: &str, out: &mut Out<'_>) {
        match made {
            Some(made) => self.take(place, vec![made], out),
            None => out.lose(id, "the object", "MISP has no attributes for it"),
        }
    }

    /// A domain object: what an attribute or object was, or a cluster.
    fn domain(&mut self, place: usize, object: &Map<String, Value>, labels: &Labels, out: &mut Out<'_>) {
        let saying = Saying { object, labels, event: &self.labels, to_ids: is_true(object, "x_misp_to_ids") };
        let id = text(object, "id").unwrap_or_default();
        let name = text(object, "name").unwrap_or_default();
        let is_cve = name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("CVE-"));
        let kind = labels.said("type").or_else(|| {
            let is_plain = labels.said("name").or(labels.said("galaxy-type")).is_none();
            (text(object, "type") == Some("vulnerability") && is_cve && is_plain).then_some("vulnerability")
        });
        if let Some(kind) = kind {
            out.lose_others(Fields(object), &["name", "description", "external_references", "x_misp_to_ids"]);
            let attribute = saying.attribute(kind, name, 0);
            return self.take(place, vec![Made::Attributes(vec![attribute])], out);
        }
        if let Some(known) = labels.said("name").and_then(|_| named_object_of(text(object, "type")?)) {
            let mut made = saying.object(known.name, known.meta_category);
            add_kept(&mut made, object);
            for (relation, kind, value) in known.say_back(object) {
                let attribute = related(&made, relation, kind, &value, false);
                super::parts::add(&mut made, attribute);
            }
            return self.take(place, vec![Made::Object(made)], out);
        }
        match cluster::read(object, labels) {
            Some(cluster) => {
                out.lose_others(Fields(object), cluster::TAKEN);
                out.count("GalaxyCluster");
                let tag = cluster.tag().to_owned();
                self.became.insert(place, Target::Cluster { tag });
                self.take_cluster(cluster);
            }
            None => out.lose(id, "the object", "MISP has nothing of this type"),
        }
    }

    /// A cluster that only parts of the event are about: they get it whole.
    fn linked(&mut self, place: usize, held: &Held, out: &mut Out<'_>) {
        let object = held.object(place);
        match cluster::read(&object, &Labels::of(&object)) {
            Some(cluster) => {
                out.lose_others(Fields(&object), cluster::TAKEN);
                out.count("GalaxyCluster");
                self.became.insert(place, Target::Whole(Box::new(cluster)));
            }
            None => out.lose(held.id(place), "the object", "MISP has nothing of this type"),
        }
    }

    fn take_cluster(&mut self, cluster: Cluster) {
        self.cluster_tags.push(cluster.tag().to_owned());
        let (_, clusters) = self.galaxies.entry(cluster.galaxy).or_insert_with(|| (cluster.shown, Vec::new()));
        clusters.push(Value::Object(cluster.cluster));
    }

    /// The event as MISP has it.
    fn finish(self, head: Option<&Map<String, Value>>, called: &str, held: &Held, out: &mut Out<'_>) -> Value {
        let none = Map::new();
        let object = head.unwrap_or(&none);
        out.lose_others(Fields(object), &["name", "published", "object_refs", "context", "report_types", "description"]);
        let newest = || self.attributes.iter().chain(&self.objects).filter_map(|part| text(part, "timestamp")?.parse::<i64>().ok()).max();
        let time = if head.is_some() { timestamp(object) } else { newest().unwrap_or(0).to_string() };
        let day = time.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
        let day = day.map(|moment| moment.strftime("%Y-%m-%d").to_string()).unwrap_or_default();
        let said = |what: &str, otherwise: &str| self.labels.said(what).unwrap_or(otherwise).to_owned();
        let mut tags = self.labels.tags(None);
        tags.extend(self.cluster_tags.iter().map(|tag| json!({"name": tag})));
        let mut event = members(json!({
            "uuid": self.uuid, "info": text(object, "name").unwrap_or(called), "timestamp": time,
            "date": said("date", &day), "published": text(object, "type") == Some("report"),
            "threat_level_id": said("threat_level_id", "4"), "analysis": said("analysis", "2"),
            // Whoever imports it decides with whom to share it.
            "distribution": said("distribution", "0"), "Tag": tags,
        }));
        if let Some(moment) = text(object, "published").and_then(time::read) {
            event.insert("publish_timestamp".into(), moment.as_second().to_string().into());
        }
        if let Some(extended) = self.labels.said("extends_uuid") {
            event.insert("extends_uuid".into(), extended.into());
        }
        if let Some(author) = self.author.as_deref().and_then(|id| held.named(id)) {
            let author = json!({
                "uuid": uuid_of(text(&author, "id").unwrap_or_default()), "name": text(&author, "name").unwrap_or("unknown"),
            });
            event.insert("Orgc".into(), author);
        }
        let description = text(object, "description").map(|text| {
            json!({"uuid": uuid::made(&["description", &self.uuid]).to_string(), "name": "Description", "content": text, "distribution": "5"})
        });
        let reports: Vec<Value> = description.into_iter().chain(self.reports).collect();
        let galaxies: Vec<Value> = self
            .galaxies
            .into_iter()
            .map(|(kind, (shown, clusters))| json!({"type": kind, "name": shown, "description": "", "GalaxyCluster": clusters}))
            .collect();
        event.insert("Attribute".into(), self.attributes.into_iter().map(Value::Object).collect());
        event.insert("Object".into(), self.objects.into_iter().map(Value::Object).collect());
        event.insert("Galaxy".into(), galaxies.into());
        event.insert("EventReport".into(), reports.into());
        for (list, noted) in self.analysts {
            event.insert(list.into(), noted.into());
        }
        Value::Object(event)
    }
}

/// An indicator, and the observation that was made of the same attribute or object: which of the two says more depends on which it was.
fn paired(saying: &Saying<'_>, observation: Option<&Map<String, Value>>, held: &Held) -> Made {
    let Some(observation) = observation else { return indicator::made(saying) };
    if saying.labels.said("name").is_some() {
        let of = Saying { object: observation, ..*saying };
        if let Some(made) = observed::made(&of, held).pop() {
            return made;
        }
    }
    let mut made = indicator::made(saying);
    if let (Made::Attributes(attributes), Some(value)) = (&mut made, text(observation, "x_misp_value"))
        && let [only] = &mut **attributes
    {
        only.insert("value".into(), value.into());
    }
    made
}

/// What has no objects in MISP is said to be empty by a note, which is none of its reports.
fn is_of_emptiness(note: &Map<String, Value>) -> bool {
    text(note, "content").is_some_and(|content| {
        content.starts_with("This MISP event holds no") || content.starts_with("This MISP Event is empty")
    })
}

fn is_true(object: &Map<String, Value>, name: &str) -> bool {
    object.get(name) == Some(&Value::Bool(true))
}

fn custom_attribute(saying: &Saying<'_>) -> Option<Made> {
    let kind = text(saying.object, "x_misp_type")?;
    let mut attribute = saying.attribute(kind, text(saying.object, "x_misp_value")?, 0);
    for name in ["data", "first_seen", "last_seen"] {
        if let Some(text) = text(saying.object, &format!("x_misp_{name}")) {
            attribute.insert(name.into(), text.into());
        }
    }
    // Where both converters say it: in a property, or in a label.
    if saying.labels.said("to_ids") == Some("True") {
        attribute.insert("to_ids".into(), true.into());
    }
    Some(Made::Attributes(vec![attribute]))
}

fn custom_object(saying: &Saying<'_>) -> Option<Made> {
    let category = text(saying.object, "x_misp_meta_category").unwrap_or("misc");
    let mut object = saying.object(text(saying.object, "x_misp_name")?, category);
    for name in ["template_uuid", "template_version", "first_seen", "last_seen"] {
        if let Some(text) = text(saying.object, &format!("x_misp_{name}")) {
            object.insert(name.into(), text.into());
        }
    }
    add_kept(&mut object, saying.object);
    Some(Made::Object(object))
}
