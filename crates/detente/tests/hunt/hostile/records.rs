//! Records that are too deep, too long, twofold, or no text.

use crate::support::{
    program::{Run, run},
    scene::{Scene, hit, lines},
};
use std::path::PathBuf;

/// Hunts through hit, the hostile record, hit; both hits must be found.
#[track_caller]
fn between(hostile: impl AsRef<[u8]>) -> Run {
    let log = [hit().as_bytes(), b"\n", hostile.as_ref(), b"\n", hit().as_bytes(), b"\n"].concat();
    let run = Scene::hunt_alone(log).ended_as_read();
    let records = run.records();
    assert_eq!((records.first(), records.last()), (Some(&1), Some(&3)), "{}", run.err);
    run
}

/// As [`between`], and the record in the middle is counted as bad.
#[track_caller]
fn costs_one_record(hostile: impl AsRef<[u8]>) {
    let run = between(hostile);
    assert_eq!(run.records(), [1, 3]);
    assert!(run.err.contains("not read:"), "{}", run.err);
    assert!(run.err.contains("record 2"), "{}", run.err);
}

#[test]
fn threat_23_deep_json() {
    for depth in [100, 10_000, 1_000_000] {
        costs_one_record(format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth)));
        costs_one_record(format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)));
    }
    costs_one_record("[".repeat(10_000));
    // Longer than what is looked at to tell JSON lines from other JSON: then each bracket may open a list of records.
    let log = [&hit(), "\n", &*"[".repeat(1_000_000), "\n", &hit(), "\n"].concat();
    assert_eq!(Scene::hunt_alone(log).ended_as_read().found().len(), 2);
}

#[test]
fn threat_23_a_line_of_twenty_megabytes() {
    costs_one_record(format!("{{\"a\":\"{}\"}}", "x".repeat(20 << 20)));
    costs_one_record(vec![b'x'; 20 << 20]);
    // As long as a record may be.
    let run = between(hit().replace("run", &"x".repeat(8 << 20)));
    assert_eq!(run.records(), [1, 2, 3]);
}

#[test]
fn threat_23_more_fields_than_a_record_may_have() {
    let many: Vec<String> = (0..200_000).map(|number| format!("\"f{number}\":{number}")).collect();
    costs_one_record(format!("{{{}}}", many.join(",")));
    costs_one_record(format!("{{\"a\":[{}1]}}", "1,".repeat(200_000)));
}

/// Records with names that no other record has fill no memory and cost no record behind them.
#[test]
fn threat_23_field_names_without_end() {
    let named = |number: usize| format!("{{\"name{number}\":{{\"x{number}\":1}}}}");
    let mut records: Vec<String> = (0..60_000).map(named).collect();
    records.push(hit());
    let run = Scene::hunt_alone(lines(&records)).ended(0);
    assert_eq!(run.records(), [60_001], "{}", run.err);
}

#[test]
fn threat_23_bytes_that_are_no_text() {
    costs_one_record([0xFF, 0xFE, 0xFD, 0x80, 0x81]);
    // A recorder that cuts a character in two shall not hide the record around it.
    let mut cut = hit().into_bytes();
    let at = cut.len() - 3;
    cut.splice(at..at, [0xC3]);
    let run = between(cut);
    assert!(run.records() == [1, 2, 3] || run.err.contains("not read:"), "{}", run.err);
    for odd in [
        &b"\0"[..],
        b"{\"a\":\"\0\"}",
        b"\x1b[2J",
        b"{\"a\":\"\\ud800\"}",
        b"{\"a\":1e999999}",
        b"{\"a\":NaN}",
        b"{}{}",
        b"{\"a\":1,}",
    ] {
        between(odd);
    }
}

/// Two readers of one record may see either value; a hunt looks at both, so that neither hides the other.
#[test]
fn threat_23_duplicate_keys() {
    let twice = hit().replace("\"CommandLine\"", "\"CommandLine\":\"harmless\",\"CommandLine\"");
    assert_eq!(between(&twice).records(), [1, 2, 3]);
    let other_order = hit().replace("\"run evil now\"", "\"run evil now\",\"CommandLine\":\"harmless\"");
    assert_eq!(between(&other_order).records(), [1, 2, 3]);
    let escaped = hit().replace("CommandLine", "Comm\\u0061ndLine").replace("evil", "\\u0065vil");
    assert_eq!(between(&escaped).records(), [1, 2, 3]);
}

/// Entities that stand for one another, each ten times.
fn laughs() -> String {
    let entities =
        (1..20).map(|number| format!("<!ENTITY l{number} \"{}\">", format!("&l{};", number - 1).repeat(10)));
    format!(
        "<!DOCTYPE Event [<!ENTITY l0 \"lol\">{}<!ENTITY file SYSTEM \"file:///etc/passwd\">]>",
        entities.collect::<String>()
    )
}

fn event(command: &str) -> String {
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/>\
         <EventID>1</EventID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>PC</Computer></System>\
         <EventData><Data Name='CommandLine'>{command}</Data></EventData></Event>\n"
    )
}

#[test]
fn threat_23_xml_entities() {
    let forms = [
        format!("{}{}{}", event("evil 1"), event("&l19;&file;"), event("evil 3")),
        format!(
            "{}<Events>{}{}{}</Events>",
            laughs(),
            event("evil 1"),
            event("&l19; &file;"),
            event("evil 3")
        ),
        format!("{}{}{}", event("evil 1"), event(&"<a>".repeat(100_000)), event("evil 3")),
    ];
    for form in forms {
        let scene = Scene::new();
        let log = scene.log("log.xml", form);
        let run_hunt = scene.hunt(&[]);
        assert!(matches!(run_hunt.code, Some(0 | 3)), "{}", run_hunt.err);
        let found = run_hunt.found();
        assert_eq!(found.len(), 2, "{}", run_hunt.err);
        let events = run([PathBuf::from("events"), log]);
        assert!(
            !events.text().contains("lollol") && !events.text().contains("root:"),
            "an entity was expanded"
        );
    }
}
