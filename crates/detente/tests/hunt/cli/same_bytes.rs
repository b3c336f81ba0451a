//! Same input, same bytes out, with any number of threads.

use crate::support::{
    FORMATS, ORDERED,
    pack::{gz, zip},
    program::run,
    scene::{Scene, hit, lines, miss, process},
};
use std::path::PathBuf;

fn each_format_with_each_number_of_threads(scene: &Scene, findings: usize) {
    let sorted = ORDERED.map(|format| vec!["--format", format, "--sort"]);
    for format in FORMATS.map(|format| vec!["--format", format]).into_iter().chain(sorted) {
        let hunt = |threads: &str| scene.hunt(&[format.as_slice(), &["--threads", threads]].concat());
        let one = hunt("1");
        if format.contains(&"jsonl") {
            assert_eq!(one.lines().len(), findings);
        }
        for threads in ["2", "7"] {
            let other = hunt(threads);
            assert!(one.out == other.out, "{format:?} differs with {threads} threads");
            assert_eq!(one.code, other.code);
            assert_eq!(told(&one.err), told(&other.err), "with {threads} threads");
        }
    }
}

/// What is said, but for the line with the rate.
fn told(err: &str) -> Vec<&str> {
    err.lines().filter(|line| !line.contains(" a second")).collect()
}

#[test]
fn over_many_files() {
    let scene = Scene::new();
    for number in 0..60 {
        let bytes = lines(&[hit(), miss(), "{broken".to_owned(), process(&format!("evil {number}"))]);
        scene.log(&format!("{number:02}"), if number % 3 == 0 { gz(&bytes) } else { bytes });
    }
    scene.log("60.zip", zip(&[("a", &lines(&[hit()])), ("b", &lines(&[hit(), hit()]))]));
    scene.log("61.odd", [0xFF, 0, 0xFF, 0]);
    each_format_with_each_number_of_threads(&scene, 123);
}

/// More than any reader takes at once, with long and short and broken lines.
#[test]
fn over_one_large_file() {
    let scene = Scene::new();
    let mut bytes = Vec::new();
    let mut number = 0;
    let mut findings = 0;
    while bytes.len() < 9 << 20 {
        number += 1;
        let record = match number % 50 {
            0 => process(&format!("evil {number}")),
            7 => "{\"broken".to_owned(),
            13 => process(&"long ".repeat(number % 2_000)),
            _ => process(&format!("good {number}")),
        };
        findings += usize::from(number % 50 == 0);
        bytes.extend_from_slice(&lines(&[record]));
    }
    scene.log("large.jsonl", bytes);
    each_format_with_each_number_of_threads(&scene, findings);
}

/// The order of rules does not hang on the order of folders' entries or of hash tables.
#[test]
fn from_run_to_run() {
    let demo = crate::support::repository("testdata/demo/logs");
    let hunt = |format: &str| {
        run([PathBuf::from("hunt"), "--format".into(), format.into(), demo.clone()]).ended(0).out
    };
    for format in FORMATS {
        assert!(hunt(format) == hunt(format), "{format}");
    }
}
