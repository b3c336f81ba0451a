//! Completions, man pages, help, and `detente events`.

use crate::support::{
    program::run,
    repository,
    scene::{Scene, hit, lines, miss},
};
use std::{fs, path::PathBuf};

#[test]
fn completions_are_printed_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = run(["completions", shell]).ended(0);
        for word in
            ["detente", "fail-on", "summary", "logons", "case-sensitive", "pivot", "root-agent", "cosign"]
        {
            assert!(run.text().contains(word), "{shell}: {word}");
        }
    }
    run(["completions", "no-such-shell"]).ended(2);
}

#[test]
fn man_pages_are_written_for_each_command() {
    let scene = Scene::new();
    let folder = scene.path("man");
    run([PathBuf::from("man"), folder.clone()]).ended(0);
    for page in [
        "detente.1",
        "detente-hunt.1",
        "detente-events.1",
        "detente-summary.1",
        "detente-summary-logons.1",
        "detente-summary-hosts.1",
        "detente-summary-events.1",
        "detente-search.1",
        "detente-pivot.1",
        "detente-init.1",
        "detente-say.1",
        "detente-charter-check.1",
        "detente-keys-sheet.1",
        "detente-log-verify.1",
    ] {
        let text = fs::read_to_string(folder.join(page)).expect("a page");
        assert!(text.contains(".TH"), "{page}");
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    for arguments in
        [vec!["--version"], vec!["--help"], vec!["hunt", "--help"], vec!["rules", "check", "--help"]]
    {
        let run = run(&arguments).ended(0);
        assert!(!run.out.is_empty() && run.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn events_shows_each_record_as_the_hunt_sees_it() {
    let scene = Scene::new();
    let log = scene.log("a", lines(&[miss(), "{broken".to_owned(), hit()]));
    let run = run([PathBuf::from("events"), log.clone()]).ended(3);
    let events = run.lines();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["time"], "2026-10-27T13:12:05.123Z");
    assert_eq!(events[0]["mapping"], "windows");
    assert_eq!(events[0]["logsource"]["category"], serde_json::json!(["process_creation"]));
    assert_eq!(events[1]["source"]["file"], log.to_string_lossy().as_ref());
    assert_eq!(events[1]["source"]["record"], 3);
    assert_eq!(events[1]["fields"]["CommandLine"], "run evil now");
    assert!(run.err.contains("2"), "the broken line is told of: {}", run.err);
}

#[test]
fn events_shows_all_records_of_the_demo_and_ends_with_3_for_what_it_cannot_read() {
    let scene = Scene::new();
    let odd = scene.log("odd", [0xFF, 0, 0xFF, 0]);
    let run = run([PathBuf::from("events"), repository("testdata/demo/logs"), odd]).ended(3);
    let events = run.lines();
    assert_eq!(events.len(), 122, "as testdata/demo/README.md says");
    assert!(events.iter().all(|event| event["mapping"].is_string()));
    assert!(events.iter().all(|event| event["time"].is_string()));
}

#[test]
fn events_takes_a_mapping_of_the_user() {
    let scene = Scene::new();
    let log = scene.log("a", "{\"door\":\"vault\",\"person\":\"eve\"}\n");
    let mapping = scene.file(
        "mapping.yml",
        "source: badges\nproduct: acme\nrecognise:\n  - present: [door, person]\nuser: [person]\n",
    );
    let run = run([PathBuf::from("events"), "--mapping".into(), mapping, log]).ended(0);
    assert_eq!(run.lines()[0]["mapping"], "badges");
    assert_eq!(run.lines()[0]["logsource"]["product"], "acme");
}
