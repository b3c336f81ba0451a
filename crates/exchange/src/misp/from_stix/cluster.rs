//! Threat actors, malware, techniques: clusters of galaxies.

use super::{
    super::table::galaxy_of,
    labels::{Labels, texts},
    parts::{members, text, uuid_of},
};
use serde_json::{Map, Value, json};

/// Properties that are taken.
pub(super) const TAKEN: &[&str] = &[
    "name", "description", "aliases", "external_references", "kill_chain_phases", "is_family", "identity_class", "country",
    "x_misp_value", "x_misp_name", "x_misp_type", "x_misp_description", "x_misp_meta",
];

/// A cluster, and the galaxy that it is of.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    /// The type of the galaxy, which names it.
    pub(super) galaxy: String,
    /// How the galaxy is shown.
    pub(super) shown: String,
    pub(super) cluster: Map<String, Value>,
}

impl Cluster {
    /// The tag of the cluster.
    pub(super) fn tag(&self) -> &str {
        text(&self.cluster, "tag_name").unwrap_or_default()
    }
}

/// Reads one; none of what is no cluster.
pub(super) fn read(object: &Map<String, Value>, labels: &Labels) -> Option<Cluster> {
    let kind = text(object, "type")?;
    let (galaxy, shown) = match (labels.said("galaxy-type"), labels.said("galaxy-name")) {
        (Some(galaxy), shown) => (galaxy.to_owned(), shown.unwrap_or(galaxy).to_owned()),
        (None, _) => galaxy_of(kind, attack_id(object).is_some()).map(|(galaxy, shown)| (galaxy, shown.to_owned()))?,
    };
    let value = value(object)?;
    let description = text(object, "description").or_else(|| text(object, "x_misp_description")).unwrap_or_default();
    let cluster = members(json!({
        "uuid": uuid_of(text(object, "id")?), "type": galaxy, "value": value, "description": description,
        "tag_name": format!("misp-galaxy:{galaxy}=\"{value}\""), "meta": meta(object),
    }));
    Some(Cluster { galaxy, shown, cluster })
}

/// The name of a cluster: with the id behind it where it is ATT&CK's.
fn value(object: &Map<String, Value>) -> Option<String> {
    if let Some(value) = text(object, "x_misp_value") {
        return Some(value.to_owned());
    }
    let name = text(object, "name").or_else(|| text(object, "country"))?;
    Some(match attack_id(object).filter(|id| !name.ends_with(id)) {
        Some(id) => format!("{name} - {id}"),
        None => name.to_owned(),
    })
}

/// The id that ATT&CK gave it.
fn attack_id(object: &Map<String, Value>) -> Option<&str> {
    references(object).find(|reference| text(reference, "source_name").is_some_and(|source| source.starts_with("mitre-"))).and_then(|reference| text(reference, "external_id"))
}

fn references(object: &Map<String, Value>) -> impl Iterator<Item = &Map<String, Value>> {
    object.get("external_references").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn meta(object: &Map<String, Value>) -> Map<String, Value> {
    let mut meta = object.get("x_misp_meta").and_then(Value::as_object).cloned().unwrap_or_default();
    let ids: Vec<Value> = references(object).filter_map(|reference| Some(text(reference, "external_id")?.into())).collect();
    let page = |reference| text(reference, "url").or_else(|| text(reference, "description").filter(|_| text(reference, "source_name") == Some("misp-galaxy")));
    let pages: Vec<Value> = references(object).filter_map(|reference| Some(page(reference)?.into())).collect();
    let aliases: Vec<Value> = texts(object, "aliases").map(Value::from).collect();
    let phase = |phase: &Value| Some(format!("{}:{}", phase.get("kill_chain_name")?.as_str()?, phase.get("phase_name")?.as_str()?));
    let phases = object.get("kill_chain_phases").and_then(Value::as_array).into_iter().flatten();
    let phases: Vec<Value> = phases.filter_map(|each| Some(phase(each)?.into())).collect();
    for (name, list) in [("external_id", ids), ("refs", pages), ("synonyms", aliases), ("kill_chain", phases)] {
        if !list.is_empty() {
            meta.insert(name.into(), list.into());
        }
    }
    meta
}
