//! Clusters of galaxies: threat actors, malware, techniques. They become the objects that STIX has for such things.

use super::{
    super::{fields::Fields, table::cluster_type, time::UNDATED, uuid},
    event::Event,
    out::{Id, Object, Out},
    parts::Labels,
};
use serde_json::{Map, Value, json};
use std::io;

/// The most clusters of one galaxy, and the most texts of one list of theirs, that are taken.
const MAX_CLUSTERS: usize = 1000;

impl Event<'_> {
    /// The clusters of a galaxy, each written once; their ids.
    pub(super) fn galaxy(&mut self, galaxy: Fields<'_>, out: &mut Out<'_>) -> io::Result<Vec<Id>> {
        let mut ids = Vec::new();
        for cluster in galaxy.objects("GalaxyCluster").take(MAX_CLUSTERS) {
            ids.extend(self.cluster(galaxy, cluster, out)?);
        }
        if galaxy.objects("GalaxyCluster").nth(MAX_CLUSTERS).is_some() {
            out.lose(self.uuid.to_string(), "GalaxyCluster", "a galaxy has more clusters than are taken");
        }
        ids.sort_unstable_by_key(|id| (id.kind, id.uuid));
        ids.dedup();
        Ok(ids)
    }

    fn cluster(
        &mut self,
        galaxy: Fields<'_>,
        cluster: Fields<'_>,
        out: &mut Out<'_>,
    ) -> io::Result<Option<Id>> {
        let Some(value) = cluster.text("value") else {
            out.lose(self.uuid.to_string(), "a galaxy cluster", "it has no value");
            return Ok(None);
        };
        let of = galaxy.text("type").or_else(|| cluster.text("type")).unwrap_or_default();
        let tag = format!("misp-galaxy:{of}=\"{value}\"");
        self.cluster_tags.extend([tag, cluster.text("tag_name").unwrap_or_default().into_owned()]);
        let given = cluster.text("uuid").and_then(|text| uuid::read(&text));
        let uuid = given.unwrap_or_else(|| uuid::made(&["cluster", &of, &value]));
        let id = Id { kind: cluster_type(&of).unwrap_or("x-misp-galaxy-cluster"), uuid };
        if out.is_new(id) {
            let object = Self::write_cluster(id, (galaxy, cluster), &of, &value);
            out.put(object)?;
        }
        Ok(Some(id))
    }

    /// Clusters are knowledge of all: nobody here is their author, and whoever may read the event knew them before.
    fn write_cluster(id: Id, (galaxy, cluster): (Fields<'_>, Fields<'_>), of: &str, value: &str) -> Object {
        let mut object = Object::new();
        object.insert("type".into(), id.kind.into());
        object.insert("spec_version".into(), "2.1".into());
        object.insert("id".into(), id.into());
        object.insert("created".into(), UNDATED.into());
        object.insert("modified".into(), UNDATED.into());
        let mut labels = Labels::default();
        labels.say("galaxy-name", &galaxy.text("name").unwrap_or_default());
        labels.say("galaxy-type", of);
        if let Some(tag) = cluster.text("tag_name") {
            labels.add(&tag);
        }
        labels.write(&mut object, &[], &Default::default());
        let none = Map::new();
        let meta = cluster.object("meta").unwrap_or(Fields(&none));
        if id.kind == "x-misp-galaxy-cluster" {
            write_custom(&mut object, (galaxy, cluster), of, value);
        } else {
            write_known(&mut object, id.kind, cluster, meta, value);
        }
        object
    }
}

fn write_custom(object: &mut Object, (galaxy, cluster): (Fields<'_>, Fields<'_>), of: &str, value: &str) {
    object.insert("x_misp_name".into(), galaxy.text("name").unwrap_or_default().into());
    object.insert("x_misp_type".into(), of.into());
    object.insert("x_misp_value".into(), value.into());
    if let Some(description) = cluster.text("description") {
        object.insert("x_misp_description".into(), description.into());
    }
    if let Some(meta) = cluster.object("meta").filter(|meta| !meta.0.is_empty()) {
        object.insert("x_misp_meta".into(), Value::Object(meta.0.clone()));
    }
}

fn write_known(object: &mut Object, kind: &str, cluster: Fields<'_>, meta: Fields<'_>, value: &str) {
    let name = without_id(value, meta);
    object.insert("name".into(), name.into());
    if name != value {
        object.insert("x_misp_value".into(), value.into());
    }
    if let Some(description) = cluster.text("description") {
        object.insert("description".into(), description.into());
    }
    write_references(object, meta);
    match kind {
        "malware" => drop(object.insert("is_family".into(), true.into())),
        "identity" => drop(object.insert("identity_class".into(), "class".into())),
        "location" => write_place(object, meta, value),
        _ => {}
    }
    if matches!(kind, "attack-pattern" | "campaign" | "intrusion-set" | "malware" | "threat-actor" | "tool") {
        let aliases: Vec<Value> = meta
            .texts("synonyms")
            .filter(|alias| *alias != name)
            .take(MAX_CLUSTERS)
            .map(Value::from)
            .collect();
        if !aliases.is_empty() {
            object.insert("aliases".into(), aliases.into());
        }
    }
    if matches!(kind, "attack-pattern" | "malware" | "tool") {
        write_phases(object, meta);
    }
    let known = ["external_id", "refs", "synonyms", "kill_chain"];
    let rest: Map<String, Value> = meta
        .0
        .iter()
        .filter(|(name, _)| !known.contains(&&***name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if !rest.is_empty() {
        object.insert("x_misp_meta".into(), Value::Object(rest));
    }
}

/// ATT&CK's clusters have the id behind the name: `Access Token Manipulation - T1134`.
fn without_id<'v>(value: &'v str, meta: Fields<'_>) -> &'v str {
    match value.rsplit_once(" - ") {
        Some((name, id)) if is_attack_id(id) || meta.texts("external_id").any(|external| external == id) => {
            name
        }
        _ => value,
    }
}

/// A letter, and numbers: `T1134`, `T1059.001`, `G0007`.
fn is_attack_id(text: &str) -> bool {
    let digits = text.strip_prefix(|letter: char| "TGSCMA".contains(letter)).unwrap_or_default();
    digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn write_references(object: &mut Object, meta: Fields<'_>) {
    let ids = meta.texts("external_id").map(|id| {
        let source = if id.starts_with("CAPEC-") {
            "capec"
        } else if id.starts_with("CVE-") {
            "cve"
        } else {
            "mitre-attack"
        };
        json!({"source_name": source, "external_id": id})
    });
    let pages = meta.texts("refs").map(|page| match super::fit::uri(page) {
        Some(uri) => json!({"source_name": "url", "url": uri}),
        None => json!({"source_name": "misp-galaxy", "description": page}),
    });
    let all: Vec<Value> = ids.chain(pages).take(MAX_CLUSTERS).collect();
    if !all.is_empty() {
        object.insert("external_references".into(), all.into());
    }
}

/// STIX wants a country, a region or coordinates of a place.
fn write_place(object: &mut Object, meta: Fields<'_>, value: &str) {
    let country = meta.texts("ISO").next().unwrap_or(value);
    object.insert("country".into(), country.into());
}

/// Phases of kill chains: `mitre-attack:privilege-escalation`.
fn write_phases(object: &mut Object, meta: Fields<'_>) {
    let phase = |text: &str| {
        let (chain, phase) = text.rsplit_once(':')?;
        let chain = chain.split(':').next().unwrap_or(chain);
        Some(json!({"kill_chain_name": chain, "phase_name": phase}))
    };
    let phases: Vec<Value> = meta.texts("kill_chain").filter_map(phase).take(MAX_CLUSTERS).collect();
    if !phases.is_empty() {
        object.insert("kill_chain_phases".into(), phases.into());
    }
}
