//! What flags leave out and where findings go.

use crate::support::{
    program::json_lines,
    scene::{Scene, hit, lines, miss, process},
};
use std::fs;

/// Three rules of different levels that all meet the same record.
const LEVELS: &str = "
title: Low
level: low
logsource: {product: windows}
detection: {s: {CommandLine|contains: evil}, condition: s}
---
title: No level
logsource: {product: windows}
detection: {s: {CommandLine|contains: evil}, condition: s}
---
title: Critical
level: critical
logsource: {product: windows}
detection: {s: {CommandLine|contains: evil}, condition: s}
";

#[test]
fn level_leaves_out_rules_below_it() {
    let scene = Scene::new();
    scene.file("rule.yml", LEVELS);
    scene.log("a", lines(&[hit()]));
    let titles = |level: &str| {
        let found = scene.hunt(&["--level", level]).ended(0).found();
        found.into_iter().map(|found| found.title).collect::<Vec<_>>()
    };
    assert_eq!(titles("informational").len(), 3);
    assert_eq!(titles("low").len(), 3);
    assert_eq!(titles("medium"), ["No level", "Critical"]);
    assert_eq!(titles("HIGH"), ["Critical"]);
    assert_eq!(titles("critical"), ["Critical"]);
}

#[test]
fn since_and_until_bound_the_time_of_the_event() {
    let scene = Scene::new();
    let at = |time: &str| hit().replace("2026-10-27 13:12:05.123", time);
    let records = [
        "2026-10-26 23:59:59.999",
        "2026-10-27 00:00:00.000",
        "2026-10-27 12:00:00.000",
        "2026-10-28 00:00:00.000",
        "never",
    ];
    scene.log("a", lines(&records.map(at)));
    let records = |more: &[&str]| scene.hunt(more).ended(0).records();
    assert_eq!(records(&[]), [1, 2, 3, 4, 5]);
    assert_eq!(records(&["--since", "2026-10-27"]), [2, 3, 4]);
    assert_eq!(records(&["--until", "2026-10-27T12:00:00Z"]), [1, 2]);
    assert_eq!(records(&["--since", "2026-10-27", "--until", "2026-10-28"]), [2, 3]);
    assert_eq!(records(&["--since", "2026-10-27T14:00:00+02:00"]), [3, 4]);
    let run = scene.hunt(&["--since", "2026-10-27"]);
    assert!(run.err.contains("2 findings left out"), "{}", run.err);
}

#[test]
fn strict_refuses_rules_that_do_not_load_or_are_warned_of() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    scene.hunt(&["--strict"]).ended(0);
    let warned = scene.file(
        "warned.yml",
        "title: W\nlevel: odd\nlogsource: {product: windows}\ndetection: {s: {A: 1}, condition: s}\n",
    );
    let broken = scene.file(
        "broken.yml",
        "title: B\nlogsource: {product: windows}\ndetection: {s: {A: 1}, condition: other}\n",
    );
    for rules in [warned, broken] {
        let more = ["--rules", &*rules.to_string_lossy()];
        // Without `--strict` the other rules hunt, and it is said.
        let run = scene.hunt(&more).ended(0);
        assert_eq!(run.found().len(), 1);
        assert!(run.err.contains("rules check"), "{}", run.err);
        assert!(scene.hunt(&[&more[..], &["--strict"]].concat()).ended(2).out.is_empty());
    }
}

#[test]
fn output_goes_to_a_file_in_the_form_of_its_name() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    let write = |name: &str, more: &[&str]| {
        let path = scene.path(name);
        let run = scene.hunt(&[&["-o", &*path.to_string_lossy()], more].concat()).ended(0);
        assert!(run.out.is_empty());
        fs::read(path).expect("the findings")
    };
    assert_eq!(json_lines(&write("findings", &[])).len(), 1);
    assert_eq!(json_lines(&write("findings.jsonl", &[])).len(), 1);
    assert!(write("findings.CSV", &[]).starts_with(b"time,level,title,"));
    assert_eq!(json_lines(&write("jsonl.csv", &["--format", "jsonl"])).len(), 1);
    let pretty = String::from_utf8(write("findings.txt", &["--format", "pretty"])).expect("text");
    assert!(
        pretty.contains("HIGH") && pretty.contains("Evil") && pretty.contains("PC") && pretty.contains("eve"),
        "{pretty}"
    );
    assert!(!pretty.contains('\u{1b}'));
}

#[test]
fn into_a_pipe_findings_are_json_lines_and_the_rest_is_no_part_of_them() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit(), miss(), "{".to_owned()]));
    let run = scene.hunt(&[]).ended(3);
    assert_eq!(run.lines().len(), 1);
    for told in ["1 rules", "2  jsonl records of windows", "1  jsonl records not read", "1 findings: 1 high"]
    {
        assert!(run.err.contains(told), "{told} in {}", run.err);
    }
}

#[test]
fn csv_has_a_row_for_each_finding() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit(), process("evil, with a comma"), miss()]));
    let run = scene.hunt(&["--format", "csv"]).ended(0);
    let rows: Vec<&str> = run.text().split_terminator("\r\n").collect();
    assert_eq!(rows.len(), 3);
    assert!(
        rows[0].starts_with("time,level,title,host,user,file,record,rule_id,tags,matched,"),
        "{}",
        rows[0]
    );
    assert!(rows[1].starts_with("2026-10-27T13:12:05.123Z,high,Evil,PC,eve,"), "{}", rows[1]);
    assert!(rows[2].contains(",\"CommandLine: evil, with a comma\","), "{}", rows[2]);
}

#[test]
fn source_skips_recognition() {
    let scene = Scene::new();
    scene.log("a", "{\"CommandLine\":\"evil\",\"odd\":1}\n");
    scene.file(
        "rule.yml",
        "title: Any\nlogsource: {product: windows}\ndetection: {s: {CommandLine: evil}, condition: s}\n",
    );
    let recognised = scene.hunt(&[]).ended(0);
    assert!(recognised.found().is_empty());
    assert!(recognised.err.contains("no known log source"), "{}", recognised.err);
    assert_eq!(scene.hunt(&["--source", "windows"]).ended(0).found().len(), 1);
}

/// Any text can be read line by line, if the user says so; by itself that is the last resort.
#[test]
fn source_lines_reads_any_text_line_by_line() {
    let scene = Scene::new();
    scene.log("a", "{\"CommandLine\":\"evil\",\"odd\":1}\nnot JSON, evil\n");
    scene.file(
        "rule.yml",
        "title: Any\nlogsource: {category: application}\ndetection: {keywords: [evil], condition: keywords}\n",
    );
    assert_eq!(scene.hunt(&["--source", "lines"]).ended(0).found().len(), 2);
    assert!(scene.hunt(&[]).ended(3).found().is_empty());
}

#[test]
fn the_rule_folder_of_the_user_is_used_where_no_rules_are_named() {
    use crate::support::program::{Run, detente};
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    let hunt = || {
        Run::of(
            detente()
                .env("XDG_CONFIG_HOME", scene.folder())
                .arg("hunt")
                .arg(scene.path("logs"))
                .output()
                .expect("it starts"),
        )
    };
    let run = hunt();
    assert!(run.err.contains("built-in rules") && run.err.contains("SigmaHQ"), "{}", run.err);
    assert!(run.ended(0).found().iter().all(|found| found.title != "Evil"));
    fs::create_dir_all(scene.path("detente/rules")).expect("a folder");
    scene.file("detente/rules/own.yml", crate::support::scene::RULE);
    assert_eq!(hunt().ended(0).found().len(), 1);
}
