//! Mapping files of users: a source of their own, and additions to one of ours.

mod support;

use hunt::{Mapping, Mappings};
use serde_json::json;
use support::{Seen, flatten, owned};

fn parse(text: &str) -> Mapping {
    Mappings::parse("own.yml", text).expect("the file is right")
}

/// The examples of docs/MAPPINGS.md, in order.
fn examples() -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/MAPPINGS.md");
    let text = std::fs::read_to_string(path).expect("docs/MAPPINGS.md is there");
    let mut parts = text.split("```yaml\n");
    parts.next();
    parts.map(|part| part.split("```").next().unwrap_or_default().to_owned()).collect()
}

fn documented(source: &str) -> Mapping {
    let start = format!("source: {source}");
    let example = examples().into_iter().find(|example| example.lines().any(|line| line.starts_with(&start)));
    parse(&example.unwrap_or_else(|| panic!("docs/MAPPINGS.md has an example with `{start}`")))
}

#[test]
fn every_documented_example_is_right() {
    let examples = examples();
    assert!(examples.len() >= 2);
    for example in examples {
        parse(&example);
    }
}

#[test]
fn a_source_of_ones_own_is_asked_first() {
    let mappings = Mappings::builtin().with(documented("badge-reader")).expect("there is room");
    assert_eq!(mappings.find("badge-reader"), Some(0));
    let event = json!({ "rec": { "door": "vault", "result": "DENIED", "kind": 7, "person": "eve", "at": "2026-01-02T03:04:05Z" } });
    let seen = Seen::new(&flatten(&event), &mappings);
    assert_eq!(seen.source.as_deref(), Some("badge-reader"));
    assert_eq!(seen.class.product.as_deref(), Some("acme"));
    assert_eq!(owned(&seen.class.services), ["badge"]);
    assert_eq!(owned(&seen.class.categories), ["authentication"]);
    assert_eq!(seen.values("User"), ["eve"]);
    assert_eq!(seen.values("Outcome"), ["DENIED"]);
    assert_eq!(seen.values("door"), ["vault"]);
    assert_eq!(seen.time.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(mappings.placeholder("Vaults"), Some(vec!["vault", "safe"]));
    assert_eq!(mappings.placeholder("Doors"), None);
}

#[test]
fn an_addition_to_a_source_leaves_the_rest() {
    let mappings = Mappings::builtin().with(documented("windows")).expect("there is room");
    let event = |id: u32| {
        json!({ "Event": {
            "System": { "EventID": id, "Channel": "Security" },
            "EventData": { "ObjectType": "File", "ObjectName": "C:\\x", "ProcessName": "p", "NewProcessName": "n" },
        } })
    };
    let seen = Seen::new(&flatten(&event(4663)), &mappings);
    assert_eq!(owned(&seen.class.categories), ["file_access"]);
    assert_eq!(seen.values("FileName"), ["C:\\x"]);
    assert_eq!(seen.values("Image"), ["p"]);
    let seen = Seen::new(&flatten(&event(4688)), &mappings);
    assert_eq!(owned(&seen.class.categories), ["process_creation"]);
    assert_eq!(seen.values("Image"), ["n"]);
    assert_eq!(mappings.list().len(), Mappings::builtin().list().len());
}

#[test]
fn conditions_of_all_kinds_decide_the_class() {
    let mappings = Mappings::builtin().with(parse(
        "source: own
recognise: [{present: [kind]}]
service_is: kind
derive: [{field: level, from: code, values: {'7': seven}}]
services:
  - {service: always}
  - {service: both, when: {kind: a, level: seven}}
  - {service: list, when: {kind: [a, b]}}
",
    ));
    let mappings = mappings.expect("there is room");
    for (event, services) in [
        (json!({ "kind": "A" }), vec!["a", "always", "list"]),
        (json!({ "kind": "a", "code": 7 }), vec!["a", "always", "both", "list"]),
        (json!({ "kind": "a", "code": 7, "level": "eight" }), vec!["a", "always", "list"]),
        (json!({ "kind": ["x", "b"], "code": 8 }), vec!["always", "b", "list", "x"]),
        (json!({ "kind": null }), vec!["always"]),
    ] {
        let seen = Seen::new(&flatten(&event), &mappings);
        assert_eq!(owned(&seen.class.services), services, "{event}");
    }
}
