//! Rules and mappings that are made to stop a hunt. They are refused; the rule beside them hunts on.

use crate::support::{
    program::run,
    scene::{Scene, hit, lines},
};
use std::path::PathBuf;

/// Hunts with the hostile rule beside the good one, over records that would make a backtracking engine run for ever: then this test never ends.
#[track_caller]
fn costs_no_other_rule(hostile: &str) {
    let scene = Scene::new();
    let path = scene.file("hostile.yml", hostile);
    let trap = hit().replace("now", &format!("{}!", "a".repeat(50_000)));
    scene.log("a", lines(&[hit(), trap]));
    let run = scene.hunt(&["--rules", &path.to_string_lossy()]).ended(0);
    let evil = run.found().iter().filter(|found| found.title == "Evil").count();
    assert_eq!(evil, 2, "{}", run.err);
}

fn rule(detection: &str) -> String {
    format!("title: Hostile\nlogsource: {{product: windows}}\ndetection:\n{detection}\n")
}

#[test]
fn threat_23_regex_bombs() {
    let expressions = [
        "(a+)+$",
        "(a|a)*$",
        "(a|aa)+$",
        "(.*)*x",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(a{1000}){1000}",
        "((a{100}){100}){100}",
        r"\w{1000}\w{1000}",
        r"(\pL{500}){500}",
        "(?=a)b",
        r"(a)\1",
        "((((((((((a",
    ];
    for expression in expressions {
        costs_no_other_rule(&rule(&format!("    s: {{CommandLine|re: '{expression}'}}\n    condition: s")));
    }
    let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    costs_no_other_rule(&rule(&format!("    s: {{CommandLine|re: '{deep}'}}\n    condition: s")));
}

#[test]
fn threat_23_wildcard_bombs() {
    let stars = "*a".repeat(500);
    costs_no_other_rule(&rule(&format!("    s: {{CommandLine: '{stars}*b'}}\n    condition: s")));
    let marks = "?".repeat(5_000);
    costs_no_other_rule(&rule(&format!("    s: {{CommandLine: '*{marks}b'}}\n    condition: s")));
}

#[test]
fn threat_23_yaml_bombs() {
    let aliases: Vec<String> = (1..30)
        .map(|level| format!("l{level}: &l{level} [{}]\n", vec![format!("*l{}", level - 1); 10].join(",")))
        .collect();
    let laughs = format!(
        "l0: &l0 [lol]\n{}{}",
        aliases.concat(),
        rule("    s: {CommandLine: *l29}\n    condition: s")
    );
    let deep = rule(&format!("    s: {}{}\n    condition: s", "[".repeat(100_000), "]".repeat(100_000)));
    let maps = rule(&format!("    s: {}1{}\n    condition: s", "{a: ".repeat(50_000), "}".repeat(50_000)));
    let list = rule(&format!("    s: {{A: [{}1]}}\n    condition: s", "1,".repeat(500_000)));
    let selves = rule("    s: &s {CommandLine: *s}\n    condition: s");
    for hostile in [
        laughs,
        deep,
        maps,
        list,
        selves,
        "- ".repeat(100_000),
        "? ".repeat(50_000),
        "\t\0\u{1}".to_owned(),
        "&a ".repeat(100_000),
    ] {
        costs_no_other_rule(&hostile);
    }
}

#[test]
fn threat_23_condition_bombs() {
    let conditions = [
        format!("{}s{}", "(".repeat(20_000), ")".repeat(20_000)),
        format!("{}s", "not ".repeat(20_000)),
        format!("s{}", " and s".repeat(100_000)),
        format!("s{}", " or 1 of *".repeat(5_000)),
    ];
    for condition in conditions {
        costs_no_other_rule(&rule(&format!("    s: {{CommandLine: x}}\n    condition: '{condition}'")));
    }
    let selections: String =
        (0..200).map(|number| format!("    s{number}: {{CommandLine: x{number}}}\n")).collect();
    costs_no_other_rule(&rule(&format!("{selections}    condition: 100 of s*")));
    let dashes = " -a /b".repeat(40);
    costs_no_other_rule(&rule(&format!(
        "    s: {{CommandLine|windash|contains: '{dashes}'}}\n    condition: s"
    )));
}

#[test]
fn threat_23_hostile_mappings() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    let deep = format!("source: x\nfields: {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let values: Vec<String> = (0..100).map(|value| format!("v{value}")).collect();
    let expanding = format!("source: windows\nplaceholders:\n  Many: [{}]\n", values.join(","));
    for hostile in [deep, "source: x\nunknown: 1\n".to_owned(), "\0\0\0".to_owned(), "[]".to_owned()] {
        let mapping = scene.file("mapping.yml", hostile);
        scene.hunt(&["--mapping", &mapping.to_string_lossy()]).ended(2);
    }
    let mapping = scene.file("mapping.yml", expanding);
    let many = scene
        .file("many.yml", rule("    s: {CommandLine|expand: '%Many%%Many%%Many%%Many%'}\n    condition: s"));
    let run =
        scene.hunt(&["--mapping", &mapping.to_string_lossy(), "--rules", &many.to_string_lossy()]).ended(0);
    assert_eq!(run.found().len(), 1, "{}", run.err);
}

/// A rule folder may hold a device, a pipe, a folder that contains itself, or what is no text.
#[cfg(unix)]
#[test]
fn threat_23_odd_files_among_rules() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("rules")).expect("a folder");
    scene.file("rules/good.yml", crate::support::scene::RULE);
    scene.file("rules/bytes.yml", [0xFF, 0xFE, 0, 1]);
    scene.file("rules/huge.yml", vec![b'#'; 20 << 20]);
    std::os::unix::fs::symlink(scene.path("rules"), scene.path("rules/again")).expect("a link");
    std::os::unix::fs::symlink("/dev/zero", scene.path("rules/zero.yml")).expect("a link");
    let run = run([PathBuf::from("rules"), "check".into(), scene.path("rules")]);
    assert!(matches!(run.code, Some(0 | 3)), "{}", run.err);
    assert!(run.text().contains("1 rules loaded"), "{}", run.text());
}
