//! What links parts: relationships, sightings, notes and opinions.

use super::{
    super::time,
    cluster::Cluster,
    event::Event,
    held::Held,
    labels::{Labels, texts},
    losses::Out,
    parts::{members, text, timestamp, uuid_of},
    written,
};
use serde_json::{Map, Value, json};

/// What an object became.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// The event itself.
    Event,
    /// An attribute, by its number.
    Attribute(usize),
    /// An object, by its number.
    Object(usize),
    /// A cluster of the event, by its tag.
    Cluster { tag: String },
    /// A cluster of parts of the event, which get it with its galaxy.
    Whole(Box<Cluster>),
}

/// Makes analyst data of the uuid and the kind of what it is about.
type Make<'m> = dyn Fn((&str, &str)) -> Map<String, Value> + 'm;

/// Writes a part that links others, if it is one.
pub(super) fn write(event: &mut Event, place: usize, held: &Held, out: &mut Out<'_>) {
    let object = held.object(place);
    let done = match held.kind(place) {
        "relationship" => relationship(event, &object, held),
        "sighting" => sighting(event, &object, held, out),
        "opinion" => opinion(event, &object, held),
        "note" if written::is_analysts(&Labels::of(&object)) => {
            let about = texts(&object, "object_refs").next().unwrap_or_default();
            event.noted("Note", about, held, &|of| written::note(&object, of))
        }
        _ => Some(()),
    };
    if done.is_none() {
        let id = text(&object, "id").unwrap_or_default();
        let what = text(&object, "relationship_type").unwrap_or(held.kind(place));
        out.lose(id, what, "MISP does not link what it is about in this way");
    }
}

impl Event {
    /// What an object became: itself, or what was made of the attribute that it was made of.
    fn target(&self, id: &str, held: &Held) -> Option<Target> {
        let direct = held.place(id).and_then(|place| self.became.get(&place));
        let uuid = id.rsplit_once("--")?.1;
        let beside = || held.place(&format!("indicator--{uuid}")).and_then(|place| self.became.get(&place));
        direct.or_else(beside).cloned()
    }

    fn attribute(&mut self, target: &Target) -> Option<&mut Map<String, Value>> {
        match target {
            Target::Attribute(number) => self.attributes.get_mut(*number),
            Target::Object(number) => self
                .objects
                .get_mut(*number)?
                .get_mut("Attribute")?
                .as_array_mut()?
                .first_mut()?
                .as_object_mut(),
            _ => None,
        }
    }

    /// The uuid of what something became, and what MISP calls it.
    fn named(&self, target: &Target) -> Option<(String, &'static str)> {
        match target {
            Target::Event => Some((self.uuid.clone(), "Event")),
            Target::Attribute(number) => {
                Some((text(self.attributes.get(*number)?, "uuid")?.to_owned(), "Attribute"))
            }
            Target::Object(number) => Some((text(self.objects.get(*number)?, "uuid")?.to_owned(), "Object")),
            Target::Cluster { .. } | Target::Whole(_) => None,
        }
    }

    /// Puts analyst data on what it is about.
    fn noted(&mut self, list: &'static str, about: &str, held: &Held, make: &Make<'_>) -> Option<()> {
        let target = self.target(about, held)?;
        let (uuid, kind) = self.named(&target)?;
        let noted = Value::Object(make((&uuid, kind)));
        match target {
            Target::Event => self.analysts.entry(list).or_default().push(noted),
            Target::Attribute(number) => push(self.attributes.get_mut(number)?, list, noted),
            Target::Object(number) => push(self.objects.get_mut(number)?, list, noted),
            Target::Cluster { .. } | Target::Whole(_) => return None,
        }
        Some(())
    }
}

/// Up to how many elements of a list are looked at before one is added: a tag stands there once, and sightings are not alike.
const MAX_COMPARED: usize = 100;

/// Adds to a list of a part.
fn push(part: &mut Map<String, Value>, list: &str, value: Value) {
    let list = part.entry(list).or_insert_with(|| Value::Array(Vec::new()));
    if let Some(list) = list.as_array_mut().filter(|list| list.len() > MAX_COMPARED || !list.contains(&value))
    {
        list.push(value);
    }
}

fn relationship(event: &mut Event, link: &Map<String, Value>, held: &Held) -> Option<()> {
    let (from, to) = (text(link, "source_ref")?, text(link, "target_ref")?);
    let kind = text(link, "x_misp_relationship_type").or_else(|| text(link, "relationship_type"))?;
    let (source, target) = (event.target(from, held)?, event.target(to, held)?);
    let (one, other) = (event.named(&source), event.named(&target));
    if one.is_some() && one == other && kind == "based-on" {
        return Some(());
    }
    match (&source, &target) {
        (Target::Cluster { .. } | Target::Whole(_), _) => None,
        (source, Target::Cluster { tag }) => {
            push(event.attribute(source)?, "Tag", json!({"name": tag}));
            Some(())
        }
        (source, Target::Whole(cluster)) => {
            let part = event.attribute(source)?;
            push(part, "Tag", json!({"name": cluster.tag()}));
            let galaxy = json!({
                "type": cluster.galaxy, "name": cluster.shown, "description": "", "GalaxyCluster": [cluster.cluster],
            });
            push(part, "Galaxy", galaxy);
            Some(())
        }
        (Target::Object(number), target) => {
            let (uuid, _) = event.named(target)?;
            let object = event.objects.get_mut(*number)?;
            let reference = json!({
                "uuid": uuid_of(text(link, "id")?), "object_uuid": text(object, "uuid"), "referenced_uuid": uuid,
                "relationship_type": kind, "comment": text(link, "description").unwrap_or_default(), "timestamp": timestamp(link),
            });
            push(object, "ObjectReference", reference);
            Some(())
        }
        (_, target) => {
            let (uuid, name) = event.named(target)?;
            event.noted("Relationship", from, held, &|of| {
                let mut noted = written::noted(link, of);
                noted.append(&mut members(json!({
                    "related_object_uuid": uuid, "related_object_type": name, "relationship_type": kind,
                })));
                noted
            })
        }
    }
}

fn sighting(event: &mut Event, seen: &Map<String, Value>, held: &Held, out: &mut Out<'_>) -> Option<()> {
    let target = event.target(text(seen, "sighting_of_ref")?, held)?;
    let count = seen.get("count").and_then(Value::as_u64).unwrap_or(1);
    if count != 1 {
        out.lose(text(seen, "id")?, format!("seen {count} times"), "a sighting of MISP is one");
    }
    let last = text(seen, "last_seen").or_else(|| text(seen, "first_seen")).or_else(|| text(seen, "created"));
    let by = texts(seen, "where_sighted_refs").next().or_else(|| text(seen, "created_by_ref"));
    let written = written_sighting(seen, "0", last, text(seen, "description"), by, held)?;
    push(event.attribute(&target)?, "Sighting", written);
    Some(())
}

fn written_sighting(
    from: &Map<String, Value>,
    kind: &str,
    when: Option<&str>,
    source: Option<&str>,
    by: Option<&str>,
    held: &Held,
) -> Option<Value> {
    let mut sighting = members(json!({
        "uuid": uuid_of(text(from, "id")?), "type": kind, "source": source.unwrap_or_default(),
        "date_sighting": time::read(when?)?.as_second().to_string(),
    }));
    if let Some(by) = by.and_then(|id| held.named(id)) {
        let name = text(&by, "name").unwrap_or("unknown");
        sighting.insert("Organisation".into(), json!({"uuid": uuid_of(text(&by, "id")?), "name": name}));
    }
    Some(Value::Object(sighting))
}

/// An opinion on a part; that something is a false alarm is a sighting of MISP.
fn opinion(event: &mut Event, opinion: &Map<String, Value>, held: &Held) -> Option<()> {
    let about = texts(opinion, "object_refs").next()?;
    let is_false_alarm = text(opinion, "opinion") == Some("strongly-disagree")
        && text(opinion, "explanation") == Some("False positive Sighting");
    if is_false_alarm {
        let target = event.target(about, held)?;
        let by = text(opinion, "x_misp_author_ref").or_else(|| text(opinion, "created_by_ref"));
        let source = text(opinion, "x_misp_source");
        let written = written_sighting(opinion, "1", text(opinion, "created"), source, by, held)?;
        push(event.attribute(&target)?, "Sighting", written);
        return Some(());
    }
    event.noted("Opinion", about, held, &|of| written::opinion(opinion, of))
}
