//! Text that would move a cursor, turn the reading order round or run as a formula.

use crate::support::{
    FORMATS,
    program::{Run, run},
    scene::{Scene, hit, lines, process},
};
use std::path::PathBuf;

/// A record with the hostile texts, escaped as JSON escapes them.
const IN_JSON: &str =
    r"evil \u001b[2J\u001b]0;title\u0007\u009b31m\u202egpj.exe\u2066\u200f\u2028\r\nforged line\u007f\u0008";

/// The same in a YAML text with double quotes.
const IN_YAML: &str = r#""=cmd|'/C calc'!A0 \e[2J\u202e\u2066\x9b31m\r\nforged""#;

/// No control character but line ends, and none that changes direction or hides.
#[track_caller]
fn harmless(run: &Run) {
    for (name, text) in [("stdout", run.text()), ("stderr", &*run.err)] {
        let bad = text.chars().find(|c| {
            (c.is_control() && !matches!(c, '\n' | '\r'))
                || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        });
        assert_eq!(bad, None, "{name}: {text:?}");
        assert!(!text.lines().any(|line| line.starts_with("forged")), "{name} has a forged line: {text}");
    }
}

/// A rule and records whose every text is hostile.
pub fn hostile_scene() -> Scene {
    let scene = Scene::new();
    let rule = format!(
        "title: {IN_YAML}\nid: {IN_YAML}\nlevel: {IN_YAML}\nstatus: {IN_YAML}\ntags: [{IN_YAML}, attack.t1059.001, attack.execution]\n\
         logsource: {{product: windows}}\ndetection:\n  s: {{CommandLine|contains: evil}}\n  condition: s\n"
    );
    scene.file("rule.yml", rule);
    let hostile = process(IN_JSON)
        .replace("\"eve\"", &format!("\"{IN_JSON}\""))
        .replace("\"PC\"", "\"=1+1\\u001b[0m\"");
    scene.log(
        "a",
        lines(&[
            hostile,
            "{\"broken \u{1b}[2J\u{202e}".to_owned(),
            process("=evil()"),
            "\u{1b}[2J".to_owned(),
        ]),
    );
    scene
}

#[test]
fn threat_23_terminal_escapes() {
    let scene = hostile_scene();
    for format in FORMATS {
        let run = scene.hunt(&["--format", format]).ended(3);
        assert!(format == "navigator" || run.text().contains("evil"), "{format}: {}", run.err);
        harmless(&run);
    }
    harmless(&run([PathBuf::from("events"), scene.path("logs")]));
    harmless(&run([PathBuf::from("rules"), "check".into(), scene.path("rule.yml")]));
    harmless(&run([
        PathBuf::from("rules"),
        "check".into(),
        "--format".into(),
        "json".into(),
        scene.path("rule.yml"),
    ]));
}

#[test]
fn threat_23_hostile_names_of_files_and_fields() {
    let scene = Scene::new();
    let name = "\u{1b}[2J\u{202e}\nforged";
    scene.log(name, lines(&[hit().replace("\"EventID\"", r#""\u001b[2J\u202e":1,"EventID""#)]));
    scene.log(&format!("{name}2"), [0xFF, 0, 0xFF]);
    for format in FORMATS {
        harmless(&scene.hunt(&["--format", format]).ended(3));
    }
    harmless(&run([PathBuf::from("events"), scene.path("logs")]));
    harmless(&run([PathBuf::from("hunt"), "--rules".into(), scene.path(name), scene.path("logs")]));
    harmless(&run([PathBuf::from("hunt"), "--mapping".into(), scene.path(name), scene.path("logs")]));
    harmless(&run([PathBuf::from("hunt"), scene.path(name)]));
    harmless(&run(["hunt", "--source", name, "-"]));
}

#[test]
fn threat_23_csv_formulas() {
    let scene = hostile_scene();
    let run = scene.hunt(&["--format", "csv"]).ended(3);
    let cells: Vec<String> = run.text().split("\r\n").skip(1).flat_map(cells).collect();
    assert!(cells.len() > 10);
    for cell in &cells {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
    assert!(cells.iter().any(|cell| cell.starts_with("'=cmd|")), "{cells:?}");
    assert!(cells.iter().any(|cell| cell.starts_with("'=1+1")), "{cells:?}");
}

/// The cells of a row (RFC 4180), read by what a spreadsheet does.
fn cells(row: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

/// What is escaped is still all there for a program that reads the findings.
#[test]
fn threat_23_nothing_is_lost_by_escaping() {
    let scene = hostile_scene();
    let findings = scene.hunt(&[]).ended(3).lines();
    let meant: String = serde_json::from_str(&format!("\"{IN_JSON}\"")).expect("JSON");
    assert_eq!(findings[0]["matched"]["CommandLine"], meant.as_str());
    assert_eq!(findings[0]["user"], meant.as_str());
}
