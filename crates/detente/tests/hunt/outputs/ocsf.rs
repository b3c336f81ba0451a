//! OCSF: what the schema of class Detection Finding asks for, version 1.8.0 (events/findings/detection_finding.json and the objects that
//! it names, in ocsf/ocsf-schema). Real output was also held against the whole schema, compiled from that repository.

use super::scene;
use crate::{hostile, support::program::Run};
use serde_json::Value;

/// Attributes that must be there, by JSON pointer, and what they may be.
const REQUIRED: [(&str, &[i64]); 8] = [
    ("/category_uid", &[2]),
    ("/class_uid", &[2004]),
    ("/activity_id", &[1, 2, 3]),
    ("/severity_id", &[0, 1, 2, 3, 4, 5, 6, 99]),
    ("/status_id", &[1, 2, 3, 4, 5, 6]),
    ("/device/type_id", &[0]),
    ("/finding_info/analytic/type_id", &[1, 99]),
    ("/type_uid", &[200_401]),
];

/// Attributes that the class, or an object of it, has without a profile; of those only that are used.
const KNOWN: [(&str, &[&str]); 7] = [
    (
        "",
        &[
            "category_uid",
            "category_name",
            "class_uid",
            "class_name",
            "activity_id",
            "activity_name",
            "type_uid",
            "type_name",
            "severity_id",
            "severity",
            "status_id",
            "status",
            "status_detail",
            "is_alert",
            "time",
            "start_time",
            "end_time",
            "count",
            "message",
            "metadata",
            "finding_info",
            "device",
            "evidences",
            "observables",
        ],
    ),
    ("/metadata", &["version", "product", "uid", "log_name", "log_format", "log_provider", "original_time"]),
    ("/metadata/product", &["name", "vendor_name", "version"]),
    (
        "/finding_info",
        &[
            "uid",
            "title",
            "desc",
            "types",
            "analytic",
            "attacks",
            "data_sources",
            "first_seen_time",
            "last_seen_time",
            "related_events",
            "related_events_count",
        ],
    ),
    ("/finding_info/analytic", &["type_id", "type", "category", "name", "uid", "state_id", "state"]),
    ("/device", &["type_id", "type", "hostname", "ip"]),
    ("/evidences/0", &["user", "data"]),
];

/// Numbers and captions of the observables that are used: the dictionary of the schema.
const OBSERVABLES: [(i64, &str); 12] = [
    (1, "Hostname"),
    (2, "IP Address"),
    (4, "User Name"),
    (5, "Email Address"),
    (6, "URL String"),
    (7, "File Name"),
    (8, "Hash"),
    (12, "Subnet"),
    (13, "Command Line"),
    (16, "HTTP User-Agent"),
    (45, "File Path"),
    (99, "Other"),
];

/// What is wrong with an event.
fn faults(event: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for (pointer, values) in REQUIRED {
        let value = event.pointer(pointer).and_then(Value::as_i64);
        let absent = pointer.starts_with("/device") && event.get("device").is_none();
        if !absent && !value.is_some_and(|value| values.contains(&value)) {
            faults.push(format!("{pointer}: {value:?}"));
        }
    }
    for (pointer, names) in KNOWN {
        let members = event.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
        faults.extend(
            members
                .filter(|(name, _)| !names.contains(&name.as_str()))
                .map(|(name, _)| format!("{pointer}/{name}")),
        );
    }
    for pointer in ["/metadata/version", "/metadata/product/name", "/finding_info/uid", "/finding_info/title"]
    {
        if !event.pointer(pointer).is_some_and(Value::is_string) {
            faults.push(pointer.to_owned());
        }
    }
    faults.extend(attack_faults(event));
    faults.extend(observable_faults(event));
    if !event["time"].is_i64() {
        faults.push("time".to_owned());
    }
    faults
}

fn attack_faults(event: &Value) -> Vec<String> {
    let attacks = event["finding_info"]["attacks"].as_array().into_iter().flatten();
    let wrong = attacks.filter(|attack| {
        let uid = |name: &str, start: &str| {
            attack.get(name).is_none_or(|part| part["uid"].as_str().is_some_and(|uid| uid.starts_with(start)))
        };
        let some = attack.get("tactic").is_some() || attack.get("technique").is_some();
        !(some && uid("tactic", "TA0") && uid("technique", "T") && uid("sub_technique", "T"))
    });
    wrong.map(|attack| format!("attack {attack}")).collect()
}

/// An observable has a type with its caption, and its name leads to its value.
fn observable_faults(event: &Value) -> Vec<String> {
    let observables = event["observables"].as_array().into_iter().flatten();
    let wrong = observables.filter(|one| {
        let kind = (one["type_id"].as_i64().unwrap_or(-1), one["type"].as_str().unwrap_or_default());
        let path = one["name"].as_str().unwrap_or_default().replace("[0]", ".0").replace('.', "/");
        let there = event.pointer(&format!("/{path}"));
        !(OBSERVABLES.contains(&kind) && there == Some(&one["value"]))
    });
    wrong.map(|one| format!("observable {one}")).collect()
}

fn events(run: &Run) -> Vec<Value> {
    let events = run.lines();
    for event in &events {
        assert_eq!(faults(event), [""; 0], "{event:#}");
    }
    events
}

#[test]
fn every_event_is_a_detection_finding() {
    let events = events(&scene().hunt(&["--format", "ocsf"]).ended(0));
    assert_eq!(events.len(), 7);
    let first = &events[0];
    assert_eq!(first["time"], 1_793_106_725_123_i64, "milliseconds since 1970");
    assert_eq!((&first["severity_id"], &first["severity"]), (&1.into(), &"Informational".into()));
    assert_eq!(first["metadata"]["version"], "1.8.0");
    assert_eq!(first["device"]["hostname"], "PC");
    assert_eq!(first["evidences"][0]["user"]["name"], "eve");
    assert_eq!(first["evidences"][0]["data"]["matched"]["CommandLine"], "run evil now");
    assert_eq!(first["evidences"][0]["data"]["source"]["record"], 1);
    assert_eq!(first["finding_info"]["analytic"]["uid"], "00000000-0000-4000-8000-000000000001");
}

/// With one tactic it is clear that the techniques serve it; with several it is not, and nothing is guessed.
#[test]
fn attacks_say_no_more_than_the_tags() {
    let events = events(&scene().hunt(&["--format", "ocsf"]).ended(0));
    let attacks = |title: &str| {
        let found = events.iter().find(|event| event["finding_info"]["title"] == title).expect("found");
        found["finding_info"]["attacks"].clone()
    };
    let execution = serde_json::json!({"uid": "TA0002", "name": "Execution"});
    let everything = attacks("Everything");
    assert_eq!(
        everything[0],
        serde_json::json!({"tactic": execution, "technique": {"uid": "T1059"}, "sub_technique": {"uid": "T1059.001"}})
    );
    assert_eq!(everything[1], serde_json::json!({"tactic": execution, "technique": {"uid": "T1059"}}));
    assert_eq!(attacks("Untagged"), Value::Null);
    let plant = attacks("Plant");
    assert_eq!(plant[0], serde_json::json!({"technique": {"uid": "T0831"}}));
    assert_eq!(plant[1]["tactic"]["uid"], "TA0108", "the number in the matrix for ICS");
    assert_eq!(plant[2]["tactic"]["uid"], "TA0106");
}

#[test]
fn what_has_no_time_says_so() {
    let events = events(&scene().hunt(&["--format", "ocsf"]).ended(0));
    let timeless: Vec<_> = events.iter().filter(|event| event["time"] == 0).collect();
    assert_eq!(timeless.len(), 1);
    assert_eq!(timeless[0]["status_detail"], "the record has no time that can be read");
    assert!(timeless[0]["metadata"].get("original_time").is_none());
}

/// The same finding has the same name in every hunt, different findings have different ones.
#[test]
fn names_of_findings_are_stable_and_different() {
    let scene = scene();
    let uids = |more: &[&str]| {
        let run = scene.hunt(&[&["--format", "ocsf"], more].concat()).ended(0);
        run.lines().iter().map(|event| event["finding_info"]["uid"].to_string()).collect::<Vec<_>>()
    };
    let all = uids(&[]);
    let mut different = all.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), all.len());
    assert_eq!(uids(&["--threads", "1"]), all);
    assert!(uids(&["--level", "critical"]).iter().all(|uid| all.contains(uid)));
}

#[test]
fn threat_23_hostile_texts_stay_inside_the_schema() {
    assert!(events(&hostile::output::hostile_scene().hunt(&["--format", "ocsf"]).ended(3)).len() > 1);
}
