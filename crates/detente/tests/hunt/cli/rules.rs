//! `detente rules check`: what it counts and how it ends.

use crate::support::{
    program::{Run, json_lines, run},
    repository,
    scene::{RULE, Scene},
};
use std::path::PathBuf;

const BROKEN: &str = "title: Broken\nlogsource: {product: windows}\ndetection:\n    selection:\n        A|contians: 1\n    condition: selection\n";
const WARNED: &str =
    "title: Warned\nlevel: severe\nlogsource: {product: windows}\ndetection: {s: {A: 1}, condition: s}\n";

fn check(scene: &Scene, more: &[&str]) -> Run {
    let mut arguments: Vec<PathBuf> = vec!["rules".into(), "check".into()];
    arguments.extend(more.iter().map(PathBuf::from));
    arguments.push(scene.path("rules"));
    run(arguments)
}

fn scene(files: &[(&str, &str)]) -> Scene {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("rules")).expect("a folder");
    files.iter().for_each(|(name, text)| drop(scene.file(&format!("rules/{name}"), text)));
    scene
}

#[test]
fn the_last_line_counts() {
    let scene = scene(&[("a.yml", RULE), ("b.yaml", BROKEN), ("c.yml", WARNED), ("notes.md", "no rule")]);
    let run = check(&scene, &[]).ended(0);
    assert_eq!(run.text().lines().last(), Some("2 rules loaded, 1 not loaded, 1 with warnings"));
    for told in
        ["b.yaml:5:11", "sigma/unknown-modifier", "contains", "c.yml:2", "sigma/unknown-level", "A|contians"]
    {
        assert!(run.text().contains(told), "{told} in {}", run.text());
    }
}

#[test]
fn strict_ends_with_1_for_errors_and_for_warnings() {
    check(&scene(&[("a.yml", RULE)]), &["--strict"]).ended(0);
    check(&scene(&[("a.yml", RULE), ("b.yml", WARNED)]), &["--strict"]).ended(1);
    check(&scene(&[("a.yml", RULE), ("b.yml", BROKEN)]), &["--strict"]).ended(1);
}

#[test]
fn wrong_usage_ends_with_2_and_unreadable_paths_with_3() {
    let scene = scene(&[("a.yml", RULE)]);
    check(&scene, &["--no-such-flag"]).ended(2);
    run(["rules", "check"]).ended(2);
    let run = check(&scene, &["/nonexistent/rules"]).ended(3);
    assert!(run.text().contains("file/unreadable"), "{}", run.text());
    assert!(run.text().contains("1 rules loaded"), "{}", run.text());
}

#[test]
fn as_json_every_diagnostic_is_an_object() {
    let scene = scene(&[("b.yml", BROKEN), ("c.yml", WARNED)]);
    let run = check(&scene, &["--format", "json"]).ended(0);
    let lines: Vec<_> =
        json_lines(&run.out).into_iter().filter(|line| line["kind"] == "diagnostic").collect();
    let codes: Vec<_> = lines.iter().map(|line| (line["code"].as_str(), line["line"].as_u64())).collect();
    assert_eq!(codes, [(Some("sigma/unknown-modifier"), Some(5)), (Some("sigma/unknown-level"), Some(2))]);
}

#[test]
fn the_built_in_rules_are_without_fault() {
    let run =
        run([PathBuf::from("rules"), "check".into(), "--strict".into(), repository("crates/armoury/rules")])
            .ended(0);
    assert!(run.text().contains("0 not loaded, 0 with warnings"), "{}", run.text());
}
