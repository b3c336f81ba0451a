//! Attributes: what is to be looked for becomes an indicator, and what was seen an observation. An attribute is both if MISP says so.

use super::{
    super::{
        fields::Fields,
        table::{Type, attribute_type},
        time::plain,
        uuid,
    },
    event::Event,
    fit::fit,
    observed::{Observables, Seen},
    out::{Id, Object, Out},
    parts::{Attribute, Labels},
    pattern::{Said, pattern},
};
use crate::Uuid;
use serde_json::{Map, Value, json};
use std::io;

/// Members that are taken, or that say nothing of the attribute itself.
pub(super) const KNOWN: &[&str] = &[
    "id", "uuid", "type", "category", "value", "to_ids", "comment", "timestamp", "first_seen", "last_seen", "deleted", "distribution",
    "event_id", "object_id", "object_relation", "disable_correlation", "Tag", "Galaxy", "Sighting", "data", "Note", "Opinion",
    "Relationship", "batch_import", "event_uuid", "value1", "value2", "Event", "Object",
];

impl Event<'_> {
    /// An attribute of the event.
    pub(super) fn attribute(&mut self, fields: Fields<'_>, pointer: &str, out: &mut Out<'_>) -> io::Result<()> {
        let Some(attribute) = Attribute::read(fields, self.uuid) else {
            out.lose(pointer, "an attribute", "it has no type or no value");
            return Ok(());
        };
        if fields.is_true("deleted") {
            out.lose(pointer, attribute.uuid.to_string(), "deleted by its author");
            return Ok(());
        }
        if !self.is_first(attribute.uuid, pointer, out) {
            return Ok(());
        }
        self.name_losses(fields, attribute.uuid, KNOWN, out);
        let labels = self.labels(&attribute);
        out.define(self.markings(&labels))?;
        let ids = self.write(&attribute, &labels, out)?;
        self.became(attribute.uuid, &ids);
        self.attached(fields, attribute.uuid, &ids, out)
    }

    /// Says of each member that nobody knows that it is lost.
    pub(super) fn name_losses(&self, fields: Fields<'_>, uuid: Uuid, known: &'static [&'static str], out: &mut Out<'_>) {
        for name in fields.others(known) {
            out.lose(uuid.to_string(), name, "no object of STIX has a place for it");
        }
    }

    fn labels(&self, attribute: &Attribute<'_>) -> Labels {
        let mut labels = Labels::default();
        labels.say("type", &attribute.kind);
        if let Some(category) = attribute.category() {
            labels.say("category", &category);
        }
        if is_rule(&attribute.kind) && !attribute.to_ids {
            labels.say("to_ids", "False");
        }
        labels.say_distribution(attribute.fields);
        attribute.fields.objects("Tag").for_each(|tag| labels.tag(tag));
        labels
    }

    /// Writes what the attribute becomes; returns the ids of it, that which stands for it first.
    fn write(&mut self, attribute: &Attribute<'_>, labels: &Labels, out: &mut Out<'_>) -> io::Result<Vec<Id>> {
        match &*attribute.kind {
            "vulnerability" => self.named(attribute, "vulnerability", labels, out),
            "campaign-name" => self.named(attribute, "campaign", labels, out),
            kind if is_rule(kind) => {
                let language = attribute.kind.to_string();
                self.indicator(attribute, &attribute.value, &language, labels, out).map(|id| vec![id])
            }
            kind => match attribute_type(kind) {
                Some(known) => self.typed(attribute, known, labels, out),
                None => self.custom(attribute, labels, out).map(|id| vec![id]),
            },
        }
    }

    /// One that STIX has properties for.
    fn typed(
        &mut self,
        attribute: &Attribute<'_>,
        known: &Type,
        labels: &Labels,
        out: &mut Out<'_>,
    ) -> io::Result<Vec<Id>> {
        let parts = attribute.parts(known.pattern.len());
        let is_whole = parts.len() == known.pattern.len() && parts.iter().all(|part| !part.trim().is_empty());
        if !is_whole {
            return self.custom(attribute, labels, out).map(|id| vec![id]);
        }
        let mut ids = Vec::new();
        let observed = self.observe(attribute, known, &parts, labels, out)?;
        let is_sought = attribute.to_ids && known.pattern.iter().zip(&parts).all(|(path, part)| is_sound(path, part));
        if is_sought {
            let number = parts.first().map_or("", |part| part.trim_start_matches("AS"));
            let said: Vec<Said<'_>> = known
                .pattern
                .iter()
                .zip(&parts)
                .map(|(path, part)| Said { path, value: if known.name == "AS" { number } else { part } })
                .collect();
            ids.push(self.indicator(attribute, &pattern(&said), "stix", labels, out)?);
        }
        if let (Some(indicator), Some(observed)) = (ids.first().copied(), observed) {
            let id = uuid::made(&["based-on", &indicator.to_string(), &observed.to_string()]);
            self.relate(id, (indicator, "based-on", observed), self.time_of(attribute.fields, "timestamp"), None, out)?;
        }
        ids.extend(observed);
        if ids.is_empty() {
            ids.push(self.custom(attribute, labels, out)?);
        }
        Ok(ids)
    }

    /// What was seen; none if STIX wants more of it than the attribute says.
    fn observe(
        &mut self,
        attribute: &Attribute<'_>,
        known: &Type,
        parts: &[&str],
        labels: &Labels,
        out: &mut Out<'_>,
    ) -> io::Result<Option<Id>> {
        let Some(first) = known.observed.first() else { return Ok(None) };
        let kind = first.split_once(':').map_or("", |(kind, _)| kind);
        let mut observables = Observables::new(kind, attribute.uuid);
        let mut all = known.observed.iter().zip(parts).map(|(path, value)| Seen { path, value, uuid: attribute.uuid });
        if !all.all(|seen| observables.say(&seen)) {
            return Ok(None);
        }
        attach(&mut observables, attribute);
        let is_changed = observables.is_changed;
        let Some(objects) = observables.finish(self.markings(labels)) else { return Ok(None) };
        let mut more = Map::new();
        if is_changed {
            more.insert("x_misp_value".into(), attribute.value.as_ref().into());
        }
        self.observed_data(attribute.fields, attribute.uuid, objects, more, labels, out).map(Some)
    }

    /// An observation of objects, which are written behind it.
    pub(super) fn observed_data(
        &mut self,
        fields: Fields<'_>,
        uuid: Uuid,
        objects: Vec<(Id, Object)>,
        mut more: Object,
        labels: &Labels,
        out: &mut Out<'_>,
    ) -> io::Result<Id> {
        let id = Id { kind: "observed-data", uuid };
        let time = self.time_of(fields, "timestamp");
        let first = self.time_or(fields, "first_seen", time);
        let last = self.time_or(fields, "last_seen", time).max(first);
        let mut observed = self.object_of(id, time, labels);
        observed.insert("first_observed".into(), plain(first).into());
        observed.insert("last_observed".into(), plain(last).into());
        observed.insert("number_observed".into(), 1.into());
        observed.insert("object_refs".into(), objects.iter().map(|(id, _)| Value::from(*id)).collect());
        if let Some(comment) = fields.text("comment") {
            observed.insert("x_misp_comment".into(), comment.into());
        }
        observed.append(&mut more);
        self.put(id, observed, out)?;
        for (id, object) in objects {
            self.put(id, object, out)?;
        }
        Ok(id)
    }

    fn indicator(
        &mut self,
        attribute: &Attribute<'_>,
        pattern: &str,
        language: &str,
        labels: &Labels,
        out: &mut Out<'_>,
    ) -> io::Result<Id> {
        let category = attribute.category().unwrap_or_default();
        self.write_indicator(attribute.fields, attribute.uuid, (pattern, language), &category, labels, out)
    }

    /// An indicator, of an attribute or of an object.
    pub(super) fn write_indicator(
        &mut self,
        fields: Fields<'_>,
        uuid: Uuid,
        (pattern, language): (&str, &str),
        category: &str,
        labels: &Labels,
        out: &mut Out<'_>,
    ) -> io::Result<Id> {
        let id = Id { kind: "indicator", uuid };
        let time = self.time_of(fields, "timestamp");
        let from = self.time_or(fields, "first_seen", time);
        let until = self.time_or(fields, "last_seen", from);
        let mut indicator = self.object_of(id, time, labels);
        indicator.insert("pattern".into(), pattern.into());
        indicator.insert("pattern_type".into(), language.into());
        if language == "stix" {
            indicator.insert("pattern_version".into(), "2.1".into());
        }
        indicator.insert("valid_from".into(), plain(from).into());
        if until > from {
            indicator.insert("valid_until".into(), plain(until).into());
        }
        if let Some(comment) = fields.text("comment") {
            indicator.insert("description".into(), comment.into());
        }
        if !category.is_empty() {
            let phase = json!([{"kill_chain_name": "misp-category", "phase_name": category}]);
            indicator.insert("kill_chain_phases".into(), phase);
        }
        self.put(id, indicator, out)?;
        Ok(id)
    }

    /// One that is an object of its own kind.
    fn named(
        &mut self,
        attribute: &Attribute<'_>,
        kind: &'static str,
        labels: &Labels,
        out: &mut Out<'_>,
    ) -> io::Result<Vec<Id>> {
        let id = Id { kind, uuid: attribute.uuid };
        let mut object = self.object_of(id, self.time_of(attribute.fields, "timestamp"), labels);
        object.insert("name".into(), attribute.value.as_ref().into());
        if let Some(comment) = attribute.comment() {
            object.insert("description".into(), comment.into());
        }
        if kind == "vulnerability" && attribute.value.to_ascii_uppercase().starts_with("CVE-") {
            let reference = json!([{"source_name": "cve", "external_id": attribute.value}]);
            object.insert("external_references".into(), reference);
        }
        if attribute.to_ids {
            object.insert("x_misp_to_ids".into(), true.into());
        }
        self.put(id, object, out)?;
        Ok(vec![id])
    }

    /// One that STIX has no property for, whole.
    fn custom(&mut self, attribute: &Attribute<'_>, labels: &Labels, out: &mut Out<'_>) -> io::Result<Id> {
        let id = Id { kind: "x-misp-attribute", uuid: attribute.uuid };
        let mut object = self.object_of(id, self.time_of(attribute.fields, "timestamp"), labels);
        object.insert("x_misp_type".into(), attribute.kind.as_ref().into());
        object.insert("x_misp_value".into(), attribute.value.as_ref().into());
        for name in ["category", "comment", "data", "first_seen", "last_seen"] {
            if let Some(text) = attribute.fields.text(name) {
                object.insert(format!("x_misp_{name}"), text.into());
            }
        }
        if attribute.to_ids {
            object.insert("x_misp_to_ids".into(), true.into());
        }
        self.put(id, object, out)?;
        Ok(id)
    }

    /// A time that a part says, or another.
    pub(super) fn time_or(&self, fields: Fields<'_>, name: &str, other: jiff::Timestamp) -> jiff::Timestamp {
        super::super::time::moment(fields, name).unwrap_or(other)
    }
}

/// Whether a pattern may look for this value: readers refuse one with a hash that is none, and no connection leads to what is no address.
fn is_sound(path: &str, value: &str) -> bool {
    let is_checked = path.contains(":hashes.") || path.ends_with("_ref.value") || path.ends_with("_refs[*].value");
    !is_checked || fit(path, value).is_some()
}

/// Rules in other languages are patterns, whether they are to be used or not: nothing else of STIX could hold them.
fn is_rule(kind: &str) -> bool {
    matches!(kind, "yara" | "sigma" | "snort")
}

/// The bytes of a file that came with it: those of malware in a zip archive with MISP's password.
pub(super) fn attach(observables: &mut Observables, attribute: &Attribute<'_>) {
    let Some(data) = attribute.fields.text("data").filter(|data| is_base64(data)) else { return };
    let artifact = Id { kind: "artifact", uuid: uuid::version_4(attribute.uuid) };
    let mut properties = Object::new();
    properties.insert("payload_bin".into(), data.into());
    if attribute.kind == "malware-sample" {
        properties.insert("mime_type".into(), "application/zip".into());
        properties.insert("encryption_algorithm".into(), "mime-type-indicated".into());
        properties.insert("decryption_key".into(), "infected".into());
    }
    observables.refer("content_ref", artifact, properties);
}

fn is_base64(data: &str) -> bool {
    let digits = data.trim_end_matches('=');
    data.len().is_multiple_of(4)
        && data.len() - digits.len() <= 2
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
}
