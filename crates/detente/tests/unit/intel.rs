//! Intelligence on its way: out of files into statements, to others, and back into files.

use crate::support::{Room, run::Run, until};
use serde_json::{Value, json};
use statement::Stamp;
use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

const TWO: [&str; 2] = ["alpha", "bravo"];

const RED: &str = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";

/// A unit of two who witness for one another.
fn unit() -> Room {
    Room::unit(&TWO)
}

fn id(kind: &str, number: usize) -> String {
    format!("{kind}--{number:08x}-2222-4333-8444-555555555555")
}

fn campaign(number: usize, more: &Value) -> Value {
    let mut object = json!({
        "type": "campaign", "spec_version": "2.1", "id": id("campaign", number), "name": format!("Campaign {number}"),
        "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z",
    });
    let members = object.as_object_mut().expect("an object");
    members.extend(more.as_object().expect("members").clone());
    object
}

fn indicator(number: usize, pattern: &str) -> Value {
    let mut object = campaign(
        number,
        &json!({"pattern": pattern, "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z"}),
    );
    object["type"] = "indicator".into();
    object["id"] = id("indicator", number).into();
    object
}

fn bundle(objects: &[Value]) -> String {
    json!({"type": "bundle", "id": id("bundle", 1), "objects": objects}).to_string()
}

/// What alpha has said comes on record and to bravo.
fn on_record(room: &Room) {
    room.witness("alpha", &["bravo"]);
    room.say("alpha", &["--kind", "quote"]);
    room.witness("alpha", &["bravo"]);
    let stick = room.fresh("stick");
    room.run("alpha", &["log", "export", &stick]).ended(0);
    room.run("bravo", &["log", "import", &stick]).ended(0);
}

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The ids of the statements that an import says.
fn said(run: &Run) -> Vec<String> {
    let lines = lines(run);
    let said = lines.iter().filter(|line| line["kind"] == "statement");
    said.map(|line| line["id"].as_str().expect("an id").to_owned()).collect()
}

fn exported(room: &Room, member: &str, more: &[&str]) -> Vec<Value> {
    let run = room.run(member, &[&["intel", "export"], more].concat()).ended(0);
    let whole: Value = serde_json::from_str(&run.out).expect("a bundle");
    whole["objects"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_bundle_is_said_as_it_is_and_comes_back_at_others() {
    let room = unit();
    let objects =
        [campaign(1, &json!({"x_own": 1})), json!({"type": "x-own", "id": id("x-own", 2), "a": [1.50]})];
    let text = bundle(&objects);
    room.file("in.json", &text);
    let run = room.run("alpha", &["intel", "import", "in.json"]).ended(0);
    let told = lines(&run);
    assert_eq!(told[0]["standing"], "taken");
    assert_eq!(told[0]["remarks"], json!(["it has properties of its author's own: x_own"]));
    assert_eq!(
        (&told[1]["standing"], &told[1]["why"]),
        (&"opaque".into(), &"its type is not one of STIX 2.1".into())
    );
    assert_eq!(
        (told[2]["taken"].as_u64(), told[2]["opaque"].as_u64(), told[2]["refused"].as_u64()),
        (Some(1), Some(1), Some(0))
    );
    let [statement] = &*said(&run) else { panic!("one statement: {told:?}") };
    room.run("alpha", &["log", "show", statement, "--body", "body"]).ended(0);
    assert_eq!(fs::read_to_string(room.path("body")).expect("a body"), text);

    assert_eq!(exported(&room, "alpha", &[]), Vec::<Value>::new());
    on_record(&room);
    for member in TWO {
        assert_eq!(exported(&room, member, &[]), objects);
    }
    room.run("bravo", &["intel", "export", "-o", "out.json"]).ended(0);
    assert!(fs::read_to_string(room.path("out.json")).expect("written").contains("\"a\":[1.5]"));
}

#[test]
fn what_was_said_before_is_not_said_again() {
    let room = unit();
    room.file("in.json", bundle(&[campaign(1, &json!({}))]));
    let first = said(&room.run("alpha", &["intel", "import", "in.json"]).ended(0));
    let again = room.run("alpha", &["intel", "import", "in.json"]).ended(0);
    assert_eq!(said(&again), Vec::<String>::new());
    assert!(lines(&again).iter().any(|line| line["kind"] == "said-before" && line["id"] == *first[0]));
    assert_eq!(said(&room.run("alpha", &["intel", "import", "--again", "in.json"]).ended(0)).len(), 1);
    room.file("sealed.json", bundle(&[campaign(2, &json!({}))]));
    let sealed = ["intel", "import", "sealed.json", "--to", "alpha", "bravo"];
    assert_eq!(said(&room.run("alpha", &sealed).ended(0)).len(), 1);
    assert_eq!(said(&room.run("alpha", &sealed).ended(0)).len(), 0);
}

#[test]
fn a_large_bundle_is_said_in_parts_and_comes_back_whole() {
    let room = unit();
    let filling = "x".repeat(1000);
    let objects: Vec<Value> =
        (0..6000).map(|number| campaign(number, &json!({"description": filling}))).collect();
    room.file("in.json", bundle(&objects));
    let run = room.run("alpha", &["intel", "import", "in.json"]).ended(0);
    assert_eq!(said(&run).len(), 2);
    on_record(&room);
    assert!(exported(&room, "bravo", &[]) == objects);
    assert_eq!(
        exported(&room, "bravo", &[&said(&run)[1]]).len() + exported(&room, "bravo", &[&said(&run)[0]]).len(),
        6000
    );
}

#[test]
fn a_marking_is_never_widened() {
    let room = unit();
    let parts = json!({"granular_markings": [{"marking_ref": RED, "selectors": ["name"]}]});
    for (name, object) in
        [("whole", campaign(1, &json!({"object_marking_refs": [RED]}))), ("part", campaign(2, &parts))]
    {
        room.file(name, bundle(&[campaign(3, &json!({})), object]));
        room.run("alpha", &["intel", "import", name]).ended(2).said("TLP:RED").said("Nothing was said");
        room.run("alpha", &["intel", "import", name, "--marking", "TLP:AMBER+STRICT"]).ended(2);
        assert_eq!(exported(&room, "alpha", &["--all"]), Vec::<Value>::new());
    }
    for name in ["whole", "part"] {
        let run =
            room.run("alpha", &["intel", "import", name, "--marking", "TLP:RED", "--to", "bravo"]).ended(0);
        assert_eq!(said(&run).len(), 1);
    }
}

#[test]
fn only_what_is_kept_is_said_and_the_rest_is_told() {
    let room = unit();
    let text = bundle(&[campaign(1, &json!({})), json!({"type": "campaign", "id": "campaign--1"}), json!(7)]);
    let doubled = text.replace("]}", ",{\"type\":\"mutex\",\"type\":\"mutex\"}]}");
    room.file("in.json", doubled);
    room.run("alpha", &["intel", "import", "--strict", "in.json"]).ended(1);
    room.run("alpha", &["intel", "import", "--dry-run", "--format", "text", "in.json"])
        .ended(0)
        .said("in.json:/objects/1: refused: ")
        .said("1 taken, 0 kept as opaque, 3 refused")
        .said("the name \"type\" stands twice in one object");
    assert_eq!(exported(&room, "alpha", &["--all"]), Vec::<Value>::new());
    room.run("alpha", &["intel", "import", "in.json"]).ended(0);
    assert_eq!(exported(&room, "alpha", &["--all"]), [campaign(1, &json!({}))]);
    room.file("none.json", bundle(&[json!(7)]));
    room.run("alpha", &["intel", "import", "none.json"]).ended(2).said("nothing in these files");
    room.run("alpha", &["intel", "import", "absent.json"]).ended(3);
}

#[test]
fn retracted_and_expired_intelligence_is_not_exported_unless_somebody_wants_all() {
    let room = unit();
    let import = |name: &str, number: usize, more: &[&str]| {
        room.file(name, bundle(&[campaign(number, &json!({}))]));
        said(&room.run("alpha", &[&["intel", "import", name], more].concat()).ended(0))
    };
    import("stays", 1, &[]);
    let taken_back = import("retracted", 2, &[]);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let soon = Stamp::from_seconds(now as i64 + 3).expect("a time");
    import("over", 3, &["--until", &soon.to_string()]);
    room.say("alpha", &["--kind", "retraction", "--refs", &taken_back[0]]);
    on_record(&room);
    until("its time is over", || exported(&room, "bravo", &[]).len() == 1);
    assert_eq!(exported(&room, "bravo", &[]), [campaign(1, &json!({}))]);
    assert_eq!(exported(&room, "bravo", &["--all"]).len(), 3);
    assert_eq!(exported(&room, "bravo", &[&taken_back[0]]), [campaign(2, &json!({}))]);
    let found = lines(&room.run("bravo", &["intel", "search", "campaign"]).ended(0));
    let status: Vec<&str> = found.iter().map(|row| row["status"].as_str().expect("a text")).collect();
    assert_eq!(status, ["on record", "retracted", "expired"]);
}

#[test]
fn lists_are_said_as_they_are_and_exported_as_indicators() {
    let room = unit();
    room.file("list.txt", "hxxp://evil[.]example[.]com/a # lure\n192.0.2.7\n192.0.2.7\n");
    room.file("table.csv", "value,type,comment\nevil.example.org,domain,C2\n");
    let run = room
        .run("alpha", &["intel", "import", "list.txt", "table.csv", "--until", "2030-01-01T00:00:00Z"])
        .ended(0);
    let types: Vec<Value> = lines(&run)
        .iter()
        .filter(|line| line["kind"] == "statement")
        .map(|line| line["media_type"].clone())
        .collect();
    assert_eq!(types, ["text/plain", "text/csv"]);
    on_record(&room);
    let objects = exported(&room, "bravo", &[]);
    let kinds: Vec<&str> = objects.iter().map(|object| object["type"].as_str().expect("a type")).collect();
    assert_eq!(kinds, ["identity", "indicator", "indicator", "indicator"]);
    assert_eq!(
        objects[1]["pattern"],
        "[url:value = 'http://evil.example.com/a' OR url:value = 'https://evil.example.com/a']"
    );
    assert_eq!(
        (&objects[1]["description"], &objects[1]["valid_until"]),
        (&json!("lure"), &json!("2030-01-01T00:00:00.000Z"))
    );
    assert_eq!(objects, exported(&room, "alpha", &[]));
}

#[test]
fn intelligence_is_shown_and_found() {
    let room = unit();
    let mut named = indicator(1, "[domain-name:value = 'evil.example.com']");
    named["external_references"] = json!([{"source_name": "mitre-attack", "external_id": "T1059.001"}]);
    let hostile =
        campaign(2, &json!({"name": "\u{1b}[2Jhello\u{202e}", "modified": "2026-01-02T00:00:00.000Z"}));
    room.file("in.json", bundle(&[named, hostile, campaign(2, &json!({}))]));
    let statement = said(&room.run("alpha", &["intel", "import", "in.json"]).ended(0)).remove(0);
    on_record(&room);
    let shown = room.run("bravo", &["intel", "show", &statement, "--format", "text"]).ended(0);
    assert!(
        shown.out.contains("[domain-name:value = 'evil.example.com']")
            && shown.out.contains("from 2026-01-01"),
        "{}",
        shown.out
    );
    assert!(!shown.out.contains(['\u{1b}', '\u{202e}']), "{}", shown.out);
    assert_eq!(lines(&room.run("bravo", &["intel", "show", &statement]).ended(0)).len(), 3);
    let found = |words: &[&str]| lines(&room.run("bravo", &[&["intel", "search"], words].concat()).ended(0));
    for words in
        [&["evil[.]example[.]com"][..], &["EVIL.example.com"], &["t1059.001"], &["example.com", "T1059.001"]]
    {
        let found = found(words);
        assert_eq!((found.len(), found[0]["id"].as_str()), (1, Some(&*id("indicator", 1))), "{words:?}");
    }
    let status: Vec<Value> = found(&["campaign--00000002-2222-4333-8444-555555555555"])
        .iter()
        .map(|row| row["status"].clone())
        .collect();
    assert_eq!(status, ["on record", "superseded"]);
    room.run("bravo", &["intel", "search", "nothing-of-the-kind"]).ended(1);
    room.run("bravo", &["intel", "show", &statement.replace(&statement[..4], "AAAA")]).ended(2);
}
