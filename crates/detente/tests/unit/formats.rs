//! Intelligence into other formats: as it is exported from a home, and as files are converted without one.

use crate::support::{Room, run::Run};
use serde_json::Value;
use std::fs;

const EVENT: &str = r#"{"response": [{"Event": {"uuid": "5bf42950-1904-48ad-a609-13fc0a016219", "info": "Phishing", "timestamp": "1790000000",
  "Tag": [{"name": "tlp:green"}], "Orgc": {"name": "Example", "uuid": "55f6ea5e-51ac-4344-bc8c-4170950d210f"}, "odd": 1.50,
  "Attribute": [{"uuid": "5be331a1-fe7c-450c-bf36-693f0a016219", "type": "domain", "value": "bad.example", "to_ids": true, "comment": "=cmd|' /C calc'!A0"}]}}]}"#;

const TABLE: &str =
    "value,description,tlp,first_seen\n192.0.2.7,\"=HYPERLINK(\"\"x\"\")\",TLP:AMBER,2026-10-01\n";

fn exported(room: &Room, format: &str) -> Run {
    room.run("alpha", &["intel", "export", "--all", "--format", format])
}

fn imported(room: &Room, name: &str, text: &str) {
    room.file(name, text);
    room.run("alpha", &["intel", "import", name, "--marking", "TLP:AMBER"]).ended(0);
}

#[test]
fn what_was_misp_comes_out_as_it_came() {
    let room = Room::unit(&["alpha", "bravo"]);
    imported(&room, "event.json", EVENT);
    assert_eq!(exported(&room, "misp").ended(0).out, EVENT);

    imported(&room, "table.csv", TABLE);
    let both: Value = serde_json::from_str(&exported(&room, "misp").ended(0).out).expect("JSON");
    let events = both["response"].as_array().expect("events");
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["Event"]["odd"], 1.5);
    assert_eq!(events[1]["Event"]["Attribute"][0]["value"], "192.0.2.7");
}

#[test]
fn a_table_of_values_runs_nothing() {
    let room = Room::unit(&["alpha", "bravo"]);
    imported(&room, "event.json", EVENT);
    imported(&room, "table.csv", TABLE);
    let table = exported(&room, "csv").ended(0).out;
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    assert!(lines[1].starts_with("domain,bad.example,,"), "{table}");
    assert!(
        lines[1].contains(",TLP:AMBER,alpha,") && lines[1].ends_with("\"'=cmd|' /C calc'!A0\""),
        "{table}"
    );
    assert!(lines[2].starts_with("ipv4,192.0.2.7,,2026-10-01T00:00:00Z,,TLP:AMBER,alpha,"), "{table}");
    assert!(lines[2].contains("\"'=HYPERLINK(\"\"x\"\")\""), "{table}");
    // It is read again.
    room.file("again.csv", &table);
    let again = room.run("alpha", &["intel", "check", "again.csv", "--format", "jsonl"]).ended(0);
    assert_eq!(again.out.matches("\"kind\":\"indicator\"").count(), 2, "{}", again.out);
}

#[test]
fn misp_and_tables_come_out_as_stix_with_who_said_it() {
    let room = Room::unit(&["alpha", "bravo"]);
    imported(&room, "event.json", EVENT);
    imported(&room, "table.csv", TABLE);
    let run = exported(&room, "stix").ended(1);
    assert!(run.err.contains("odd: no object of STIX has a place for it"), "{}", run.err);
    let bundle: Value = serde_json::from_str(&run.out).expect("JSON");
    let objects = bundle["objects"].as_array().expect("objects");
    let of = |kind: &str| objects.iter().filter(|object| object["type"] == *kind).collect::<Vec<_>>();
    let [from_misp, from_table] = &*of("indicator") else { panic!("{objects:#?}") };
    assert_eq!(from_misp["id"], "indicator--5be331a1-fe7c-450c-bf36-693f0a016219");
    assert_eq!(from_table["valid_from"], "2026-10-01T00:00:00.000Z");
    let names: Vec<_> = of("identity").iter().map(|one| one["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Example", "alpha"]);
}

/// A conversion needs no home, and gives the same bytes whenever it is made.
#[test]
fn files_are_converted_without_a_home() {
    let room = Room::unit(&["alpha", "bravo"]);
    room.file("event.json", EVENT);
    room.file("table.csv", TABLE);
    let convert = |more: &[&str]| {
        room.run(
            "nobody",
            &[&["intel", "convert", "--at", "2026-11-22", "event.json", "table.csv"], more].concat(),
        )
    };
    let first = convert(&[]).ended(0);
    assert_eq!(convert(&[]).ended(0).out, first.out);
    assert!(first.err.contains("lost: event.json") && first.err.contains("1 lost"), "{}", first.err);
    convert(&["--strict"]).ended(1);
    convert(&["--to", "misp", "-o", "out.json", "no-such-file"]).ended(3);
    let out: Value =
        serde_json::from_slice(&fs::read(room.path("out.json")).expect("written")).expect("JSON");
    assert_eq!(out["response"].as_array().map(Vec::len), Some(2));
}
