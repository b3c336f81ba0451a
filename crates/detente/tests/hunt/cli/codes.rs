//! Exit codes: 0 it ran, 1 found at or above `--fail-on`, 2 usage, 3 some input could not be read.

use crate::support::{
    program::{detente, run},
    scene::{Scene, hit, lines, miss},
};
use std::process::Stdio;

#[test]
fn a_hunt_ends_with_0_whether_it_finds_or_not() {
    let scene = Scene::new();
    scene.log("a", lines(&[miss()]));
    assert!(scene.hunt(&[]).ended(0).found().is_empty());
    scene.log("b", lines(&[hit()]));
    assert_eq!(scene.hunt(&[]).ended(0).found().len(), 1);
}

#[test]
fn fail_on_asks_for_a_level() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    for (level, code) in [("informational", 1), ("high", 1), ("critical", 0)] {
        scene.hunt(&["--fail-on", level]).ended(code);
    }
    // What is left out was not found.
    scene.hunt(&["--fail-on", "high", "--since", "2027-01-01"]).ended(0);
}

#[test]
fn wrong_usage_ends_with_2() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    scene.file("broken.yml", "title: [");
    let wrong: [&[&str]; 10] = [
        &["--no-such-flag"],
        &["--level", "severe"],
        &["--fail-on", "often"],
        &["--since", "yesterday"],
        &["--threads", "0"],
        &["--format", "xml"],
        &["--source", "no-such-source"],
        &["--rules", "/nonexistent/rules"],
        &["--mapping", "/nonexistent/mapping.yml"],
        &["-o", "/nonexistent/folder/findings.jsonl"],
    ];
    for more in wrong {
        let run = scene.hunt(more).ended(2);
        assert!(run.out.is_empty(), "{more:?}: {}", run.text());
        assert!(!run.err.is_empty(), "{more:?} is not explained");
    }
    let broken = scene.path("broken.yml");
    scene.hunt(&["--mapping", &broken.to_string_lossy()]).ended(2);
    run(["hunt"]).ended(2);
    run([] as [&str; 0]).ended(2);
}

#[test]
fn rules_that_are_all_broken_end_with_2() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    scene.file("rule.yml", "title: nothing else\n");
    let run = scene.hunt(&[]).ended(2);
    assert!(run.err.contains("rules check"), "{}", run.err);
}

#[test]
fn unreadable_input_ends_with_3_and_costs_nothing_else() {
    let scene = Scene::new();
    scene.log("a", lines(&[hit()]));
    scene.log("b.bin", [0x7F, b'E', b'L', b'F', 0, 1, 2, 3, 0xFF, 0xFE, 0, 0]);
    scene.log("c", lines(&[hit(), hit()]));
    let run = scene.hunt(&[]).ended(3);
    assert_eq!(run.found().len(), 3);
    assert!(run.err.contains("b.bin"), "{}", run.err);
    // A path that is not there is an input that cannot be read.
    let run = scene.hunt(&["/nonexistent/log"]).ended(3);
    assert_eq!(run.found().len(), 3);
    assert!(run.err.contains("/nonexistent/log"), "{}", run.err);
    // Having found what was asked for goes before.
    scene.hunt(&["--fail-on", "low"]).ended(1);
}

#[test]
fn a_pattern_that_nothing_fits_ends_with_3() {
    let scene = Scene::new();
    let pattern = scene.path("logs/*.nothing").to_string_lossy().into_owned();
    let run = scene.hunt(&[&pattern]).ended(3);
    assert!(run.err.contains("nothing"), "{}", run.err);
}

/// `detente hunt ... | head` is no failure and says nothing of a pipe.
#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let scene = Scene::new();
    scene.log("a", lines(&vec![hit(); 50_000]));
    for command in ["hunt", "events"] {
        let mut arguments =
            if command == "hunt" { scene.arguments(&["--format", "jsonl"]) } else { vec![command.into()] };
        arguments.push(scene.path("logs"));
        let mut child = detente()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{command}: {err}");
        assert!(!err.to_lowercase().contains("pipe") && !err.contains("panicked"), "{command}: {err}");
    }
}
