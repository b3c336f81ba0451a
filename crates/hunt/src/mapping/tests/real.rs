//! The built-in mappings against SigmaHQ's own tables and rules.

use std::path::{Path, PathBuf};

use event::Value;
use hashbrown::HashSet;

use crate::{
    mapping::{Class, Mapping, Mappings},
    yaml::{Node, parse_each},
};

/// The folder of real data, or a line that says why this test is skipped.
fn data(below: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("DETENTE_DATA").map_or_else(beside, PathBuf::from).join(below);
    if !path.exists() {
        println!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

fn documents(path: &Path) -> Vec<Node> {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    parse_each(&text).into_iter().filter_map(Result::ok).collect()
}

fn text(node: Option<&Node>) -> Option<String> {
    node.and_then(|node| node.text()).map(Into::into)
}

/// A value or a list of values.
fn texts(node: Option<&Node>) -> Vec<String> {
    let items = |node: &Node| match node.list() {
        Some(items) => items.iter().filter_map(|item| text(Some(item))).collect(),
        None => text(Some(node)).into_iter().collect(),
    };
    node.map(items).unwrap_or_default()
}

/// What an event with these fields is.
fn classify(mapping: &Mapping, fields: &[(String, String)]) -> Class {
    let place = |field: &str| mapping.class_fields().iter().position(|asked| **asked == *field);
    let values: Vec<_> =
        fields.iter().filter_map(|(field, value)| Some((place(field)?, Value::Text(value)))).collect();
    mapping.classify(None, &values)
}

#[test]
fn thor_yml_is_covered() {
    let Some(path) = data("sigma/tests/thor.yml") else { return };
    let document = documents(&path).remove(0);
    let entries = document.get("logsources").and_then(Node::map).expect("thor.yml has log sources");
    let mappings = Mappings::builtin();
    let windows = &mappings.list()[mappings.find("windows").expect("there is a Windows mapping")];
    let (mut services, mut categories) = (0, 0);
    for (name, entry) in entries {
        let name = name.text().unwrap_or_default();
        for channel in channels_of(entry) {
            let class = classify(windows, &[("Channel".into(), channel.clone())]);
            let service = text(entry.get("service")).expect("channels are given for services");
            assert!(
                class.services.iter().any(|is| **is == *service),
                "{name}: {channel}: {:?}",
                class.services
            );
            services += 1;
        }
        if let Some(conditions) = entry.get("conditions") {
            let service =
                text(entry.get("rewrite").and_then(|to| to.get("service"))).expect("a rewrite has a service");
            let channels =
                entries.iter().filter(|(_, other)| text(other.get("service")).as_ref() == Some(&service));
            for channel in channels.flat_map(|(_, other)| channels_of(other)) {
                check_category(windows, &name, entry, conditions, &channel);
                categories += 1;
            }
        }
    }
    println!("thor.yml: {services} channels and {categories} categories are covered");
    assert!(services > 50 && categories > 40, "{services} {categories}");
}

fn channels_of(entry: &Node) -> Vec<String> {
    let sources = texts(entry.get("sources"));
    sources.iter().filter_map(|source| source.strip_prefix("WinEventLog:")).map(String::from).collect()
}

/// Every event id of the category is of it, and fields have the names that it gives them.
fn check_category(windows: &Mapping, name: &str, entry: &Node, conditions: &Node, channel: &str) {
    let category = text(entry.get("category")).expect("conditions are given for categories");
    for id in texts(conditions.get("EventID")) {
        let mut fields = vec![("Channel".to_owned(), channel.to_owned()), ("EventID".to_owned(), id.clone())];
        fields.extend(text(conditions.get("EventType")).map(|kind| ("EventType".to_owned(), kind)));
        let class = classify(windows, &fields);
        assert!(class.categories.iter().any(|is| **is == *category), "{name} {id}: {:?}", class.categories);
        for (to, from) in entry.get("fieldmappings").and_then(Node::map).unwrap_or_default() {
            let (to, from) = (to.text().unwrap_or_default(), from.text().unwrap_or_default());
            let names = class.names(&windows.path(&format!("Event.EventData.{from}")));
            assert!(names.iter().any(|is| **is == *to), "{name} {id}: {from} has the names {names:?}");
        }
    }
}

/// The products of which logs are read.
const READ: [&str; 7] = ["windows", "linux", "zeek", "aws", "azure", "okta", "m365"];

#[test]
fn every_log_source_of_the_rules_has_events() {
    let Some(folder) = data("sigma") else { return };
    let mut stated: HashSet<(&str, String)> = HashSet::new();
    let mut rules = Vec::new();
    for name in ["rules", "rules-emerging-threats", "rules-threat-hunting"] {
        files(&folder.join(name), &mut rules);
    }
    for rule in rules.iter().flat_map(|path| documents(path)) {
        let Some(logsource) = rule.get("logsource") else { continue };
        let product = text(logsource.get("product"));
        if product.as_deref().is_none_or(|product| READ.contains(&product)) {
            stated.extend(text(logsource.get("category")).map(|category| ("category", category)));
            stated.extend(text(logsource.get("service")).map(|service| ("service", service)));
        }
    }
    let mappings = Mappings::builtin();
    let known =
        |(kind, name): &(&str, String)| mappings.list().iter().any(|mapping| has(mapping, kind, name));
    let mut missing: Vec<_> =
        stated.iter().filter(|stated| !known(stated)).map(|(_, name)| &**name).collect();
    missing.sort_unstable();
    assert!(stated.len() > 80, "{}", stated.len());
    // Zeek's services are its streams, whatever they are called.
    missing.retain(|name| !["dce_rpc", "dns", "http", "kerberos", "rdp", "smb_files", "x509"].contains(name));
    assert!(missing.is_empty(), "{missing:?}");
}

fn has(mapping: &Mapping, kind: &str, name: &str) -> bool {
    mapping.entries.iter().any(|entry| {
        let stated = if kind == "service" { &entry.service } else { &entry.category };
        stated.as_deref() == Some(name)
    })
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be listed").path();
        match path.is_dir() {
            true => files(&path, found),
            false if path.extension().is_some_and(|end| end == "yml") => found.push(path),
            false => {}
        }
    }
}
