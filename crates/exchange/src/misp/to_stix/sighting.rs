//! What hangs on a part: clusters, sightings, notes and opinions.

use super::{
    super::{
        fields::Fields,
        stream::List,
        time::{moment, plain},
        uuid,
    },
    event::{End, Event, Link},
    out::{Id, Out},
    parts::Labels,
    survey::author,
};
use crate::Uuid;
use serde_json::{Value, json};
use std::io;

/// Objects that an indicator indicates (STIX 2.1, 4.7.2). To others it is related.
const INDICATED: [&str; 6] = ["attack-pattern", "campaign", "intrusion-set", "malware", "threat-actor", "tool"];

impl Event<'_> {
    /// Everything that hangs on a part that became these objects.
    pub(super) fn attached(&mut self, part: Fields<'_>, uuid: Uuid, ids: &[Id], out: &mut Out<'_>) -> io::Result<()> {
        let Some(first) = ids.first().copied() else { return Ok(()) };
        for galaxy in part.objects("Galaxy") {
            for cluster in self.galaxy(galaxy, out)? {
                self.indicate(part, first, cluster, out)?;
            }
        }
        for sighting in part.objects("Sighting") {
            self.sighting(sighting, uuid, ids, out)?;
        }
        for (list, name) in [(List::Note, "Note"), (List::Opinion, "Opinion"), (List::Relationship, "Relationship")] {
            for each in part.objects(name) {
                self.analyst(list, each, uuid, ids, out)?;
            }
        }
        Ok(())
    }

    fn indicate(&mut self, part: Fields<'_>, source: Id, cluster: Id, out: &mut Out<'_>) -> io::Result<()> {
        let is_indicated = source.kind == "indicator" && INDICATED.contains(&cluster.kind);
        let kind = if is_indicated { "indicates" } else { "related-to" };
        let id = uuid::made(&[kind, &source.to_string(), &cluster.to_string()]);
        self.relate(id, (source, kind, cluster), self.time_of(part, "timestamp"), None, out)
    }

    /// Type 0 is a sighting, 1 a false alarm, 2 an end of validity.
    fn sighting(&mut self, sighting: Fields<'_>, of: Uuid, ids: &[Id], out: &mut Out<'_>) -> io::Result<()> {
        let given = sighting.text("uuid").and_then(|text| uuid::read(&text));
        let date = moment(sighting, "date_sighting");
        let written = date.map(|date| date.to_string()).unwrap_or_default();
        let kind = sighting.number("type").unwrap_or(0);
        let id = given.unwrap_or_else(|| uuid::made(&["sighting", &of.to_string(), &kind.to_string(), &written]));
        let organisation = sighting.object("Organisation").and_then(author);
        let by = match &organisation {
            Some((uuid, name)) => Some((self.identity(*uuid, name, out)?, name.as_str())),
            None => None,
        };
        match kind {
            0 => self.seen(sighting, id, ids, by.map(|(by, _)| by), out),
            1 => self.false_alarm(sighting, id, ids, by, out),
            _ => {
                out.lose(of.to_string(), "an expiration sighting", "STIX has no end of validity that somebody else says");
                Ok(())
            }
        }
    }

    fn seen(&mut self, sighting: Fields<'_>, uuid: Uuid, ids: &[Id], by: Option<Id>, out: &mut Out<'_>) -> io::Result<()> {
        let Some(of) = ids.first().copied() else { return Ok(()) };
        let id = Id { kind: "sighting", uuid };
        let time = self.time_of(sighting, "date_sighting");
        let mut object = self.object_of(id, time, &Labels::default());
        object.insert("first_seen".into(), plain(time).into());
        object.insert("last_seen".into(), plain(time).into());
        object.insert("count".into(), 1.into());
        object.insert("sighting_of_ref".into(), of.into());
        let observed: Vec<Value> =
            ids.iter().skip(1).filter(|id| id.kind == "observed-data").map(|id| Value::from(*id)).collect();
        if !observed.is_empty() {
            object.insert("observed_data_refs".into(), observed.into());
        }
        if let Some(by) = by {
            object.insert("where_sighted_refs".into(), vec![Value::from(by)].into());
        }
        if let Some(source) = sighting.text("source") {
            object.insert("description".into(), source.into());
        }
        self.put(id, object, out)
    }

    fn false_alarm(
        &mut self,
        sighting: Fields<'_>,
        uuid: Uuid,
        ids: &[Id],
        by: Option<(Id, &str)>,
        out: &mut Out<'_>,
    ) -> io::Result<()> {
        let id = Id { kind: "opinion", uuid };
        let mut object = self.object_of(id, self.time_of(sighting, "date_sighting"), &Labels::default());
        object.insert("opinion".into(), "strongly-disagree".into());
        object.insert("explanation".into(), "False positive Sighting".into());
        object.insert("object_refs".into(), ids.iter().map(|id| Value::from(*id)).collect());
        if let Some((by, name)) = by {
            object.insert("authors".into(), json!([name]));
            object.insert("x_misp_author_ref".into(), by.into());
        }
        if let Some(source) = sighting.text("source") {
            object.insert("x_misp_source".into(), source.into());
        }
        self.put(id, object, out)
    }

    /// A relationship that an analyst noted.
    pub(super) fn analyst_relationship(&mut self, fields: Fields<'_>, of: Uuid, out: &mut Out<'_>) {
        let read = |name: &str| fields.text(name).and_then(|text| uuid::read(&text));
        let Some(target) = read("related_object_uuid") else {
            out.lose(of.to_string(), "a relationship", "it refers to no uuid");
            return;
        };
        let source = read("object_uuid").unwrap_or(of);
        let kind = fields.text("relationship_type").unwrap_or_else(|| "related-to".into()).into_owned();
        let made = || uuid::made(&["relationship", &source.to_string(), &kind, &target.to_string()]);
        let link = Link {
            id: read("uuid").unwrap_or_else(made),
            source: End::Part(source),
            target,
            comment: None,
            time: self.time_of(fields, "created"),
            kind,
        };
        self.link(link, out);
    }
}
