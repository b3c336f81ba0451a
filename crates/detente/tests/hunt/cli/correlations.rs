//! Correlations as the program tells them: the built-in ones with their near misses, and what flags do to them.

use crate::support::{program::run, repository, scene::Scene, schema::Schema};
use std::{fs, path::PathBuf};

/// A log-on of the Security log: 4624 or 4625, so many seconds after noon.
fn logon(event: u32, seconds: u32, user: &str, address: &str) -> String {
    format!(
        r#"{{"Channel":"Security","EventID":{event},"TimeCreated":"2026-10-27T12:{:02}:{:02}Z","Computer":"DC01","TargetUserName":"{user}","IpAddress":"{address}","LogonType":3}}"#,
        seconds / 60,
        seconds % 60,
    )
}

/// What the built-in rules find in these records: titles.
fn titles(records: &[String]) -> Vec<String> {
    let scene = Scene::new();
    let log = scene.file("security.jsonl", records.join("\n"));
    let rules = repository("crates/armoury/rules/windows/security");
    let run = run([PathBuf::from("hunt"), "--format".into(), "jsonl".into(), "--rules".into(), rules, log])
        .ended(0);
    run.lines().iter().map(|finding| finding["rule"]["title"].as_str().expect("a title").to_owned()).collect()
}

fn tries(users: u32, apart: u32, address: &str) -> Vec<String> {
    (0..users).map(|user| logon(4625, user * apart, &format!("user{user}"), address)).collect()
}

#[test]
fn one_address_and_many_accounts() {
    const FOUND: &str = "One Password Tried on Many Accounts From One Address";
    assert_eq!(titles(&tries(10, 60, "203.0.113.66")), [FOUND]);
    let reversed: Vec<String> = tries(10, 60, "203.0.113.66").into_iter().rev().collect();
    assert_eq!(titles(&reversed), [FOUND], "the order of the records does not matter");
    assert!(titles(&tries(9, 60, "203.0.113.66")).is_empty(), "nine accounts");
    assert!(titles(&tries(10, 67, "203.0.113.66")).is_empty(), "ten accounts within more than ten minutes");
    assert!(titles(&tries(10, 60, "-")).is_empty(), "no address");
    let same = (0..30).map(|second| logon(4625, second, "user", "203.0.113.66"));
    assert!(titles(&same.collect::<Vec<_>>()).is_empty(), "one account");
    let spread = (0..10).map(|user| logon(4625, user, &format!("user{user}"), &format!("203.0.113.{user}")));
    assert!(titles(&spread.collect::<Vec<_>>()).is_empty(), "ten addresses");
}

#[test]
fn a_success_after_failures() {
    const FOUND: &str = "Log-on After Many Failures for the Same Account";
    let failures =
        |count| (0..count).map(|second| logon(4625, second, "clerk7", "203.0.113.66")).collect::<Vec<_>>();
    let with = |mut records: Vec<String>, last: String| {
        records.push(last);
        titles(&records)
    };
    assert_eq!(with(failures(10), logon(4624, 1800, "CLERK7", "203.0.113.66")), [FOUND]);
    assert!(with(failures(9), logon(4624, 1800, "clerk7", "203.0.113.66")).is_empty(), "nine failures");
    assert!(with(failures(10), logon(4624, 1800, "clerk8", "203.0.113.66")).is_empty(), "another account");
    assert!(with(failures(10), logon(4624, 1800, "clerk7", "203.0.113.67")).is_empty(), "another address");
    let before = vec![logon(4624, 0, "clerk7", "203.0.113.66")];
    let after = (60..80).map(|second| logon(4625, second, "clerk7", "203.0.113.66"));
    assert!(
        titles(&before.into_iter().chain(after).collect::<Vec<_>>()).is_empty(),
        "the success came first"
    );
}

const RULES: &str = "
title: Three
level: medium
correlation: {type: event_count, rules: [evil], group-by: [Computer], timespan: 1m, condition: {gte: 3}}
---
title: Evil
name: evil
level: low
logsource: {product: windows, category: process_creation}
detection: {selection: {CommandLine|contains: evil}, condition: selection}
";

fn process(seconds: u32) -> String {
    format!(
        r#"{{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"UtcTime":"2026-10-27 13:12:{seconds:02}.5","Computer":"PC","User":"eve","CommandLine":"evil"}}"#
    )
}

/// A folder with two logs, whose records belong together, and rules.
fn scene(rules: &str) -> Scene {
    let scene = Scene::new();
    scene.file("rule.yml", rules);
    scene.log("a.jsonl", process(30));
    scene.log("b.jsonl", [process(20), process(10)].join("\n"));
    scene
}

#[test]
fn a_finding_names_the_events_of_all_files_and_has_the_form_of_the_schema() {
    let run = scene(RULES).hunt(&["--format", "jsonl"]).ended(0);
    let lines = run.lines();
    let [finding] = lines.as_slice() else { panic!("{lines:?}") };
    let schema = fs::read(repository("docs/finding.schema.json")).expect("the schema");
    let schema = serde_json::from_slice(&schema).expect("JSON");
    assert_eq!(Schema::new(&schema).faults(finding), Vec::<String>::new());
    assert_eq!(finding["kind"], "correlation");
    assert_eq!(finding["time"], "2026-10-27T13:12:30.500Z");
    assert_eq!(finding["host"], "PC");
    assert_eq!(finding["user"], "eve");
    assert_eq!(finding["matched"]["Computer"], "PC");
    assert_eq!(finding["correlation"]["count"], 3);
    assert_eq!(finding["correlation"]["first"], "2026-10-27T13:12:10.500Z");
    let records: Vec<_> = finding["correlation"]["events"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|event| event["source"]["record"].as_u64().expect("a number"))
        .collect();
    assert_eq!(records, [2, 1, 1]);
    assert!(run.err.contains("1 rules that only serve them are not reported"), "{}", run.err);
}

#[test]
fn flags_narrow_what_is_correlated() {
    let count = |rules: &str, flags: &[&str]| {
        let all = [&["--format", "jsonl"][..], flags].concat();
        scene(rules).hunt(&all).ended(0).lines().len()
    };
    assert_eq!(count(RULES, &["--level", "medium"]), 1, "what it needs stays");
    assert_eq!(count(RULES, &["--level", "high"]), 0);
    assert_eq!(count(RULES, &["--since", "2026-10-27T13:12:15Z"]), 0, "two events are left");
    let generating = RULES.replace("gte: 3}", "gte: 3}, generate: true");
    assert_eq!(count(&generating, &[]), 4);
    assert_eq!(count(&generating, &["--level", "medium"]), 1);
}

#[test]
fn what_is_lost_is_told() {
    let scene = scene(RULES);
    scene.log("c.jsonl", process(5).replace(r#""UtcTime""#, r#""When""#));
    scene.log("d.jsonl", process(6).replace(r#""Computer""#, r#""Where""#));
    let run = scene.hunt(&["--format", "pretty"]).ended(0);
    assert!(run.err.contains(r#"1 events of "Evil" have no time that can be read"#), "{}", run.err);
    assert!(run.err.contains(r#"1 events of "Three" lack a field of group-by"#), "{}", run.err);
    assert!(
        run.text().contains("event_count: 3 of 3 events since 2026-10-27T13:12:10.500Z"),
        "{}",
        run.text()
    );
}
