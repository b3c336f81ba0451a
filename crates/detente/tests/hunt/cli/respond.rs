//! `detente summary`, `search` and `pivot`: every case of testdata/summary, testdata/search and testdata/pivot.
//!
//! A case is a folder with `logs/`, what else the commands name, and `commands`: lines of a name, the exit code and the flags, parted
//! by blanks (`~` stands for a blank inside a flag). Each is run in the folder, with one thread and with several, and must print the file
//! `expected/<name>`.

use crate::support::{
    program::{Run, detente, run},
    repository,
};
use std::{fs, path::Path};

/// How many commands there are at least; a folder that moved would otherwise pass unseen.
const LEAST: usize = 20;

#[test]
fn every_case_prints_what_it_should() {
    let mut commands = 0;
    for kind in ["summary", "search", "pivot"] {
        for case in fs::read_dir(repository("testdata").join(kind)).expect("the folder is there") {
            let case = case.expect("the folder can be listed").path();
            if case.is_dir() {
                commands += check(kind, &case);
            }
        }
    }
    assert!(commands >= LEAST, "only {commands} commands");
}

fn check(kind: &str, case: &Path) -> usize {
    let commands = fs::read_to_string(case.join("commands")).expect("a case has commands");
    for command in commands.lines() {
        let mut words = command.split_whitespace();
        let (name, code) = words.next().zip(words.next()).expect("a name and an exit code");
        let flags: Vec<String> = words.map(|word| word.replace('~', " ")).collect();
        let place = format!("{}: {name}", case.display());
        let expected =
            fs::read(case.join("expected").join(name)).unwrap_or_else(|error| panic!("{place}: {error}"));
        for threads in ["1", "2", "5"] {
            let output = detente()
                .arg(kind)
                .args(&flags)
                .args(["-j", threads])
                .current_dir(case)
                .output()
                .expect("it starts");
            let run = Run::of(output);
            assert_eq!(run.text(), String::from_utf8_lossy(&expected), "{place} with {threads} threads");
            assert_eq!(run.code.map(|code| code.to_string()).as_deref(), Some(code), "{place}: {}", run.err);
            let hostile = |c: char| c.is_control() && c != '\n';
            assert!(!run.text().contains(hostile), "{place}: a control character gets through");
        }
    }
    commands.lines().count()
}

#[test]
fn summaries_and_searches_of_many_blocks_are_the_same_with_any_number_of_threads() {
    let scene = crate::support::scene::Scene::new();
    let mut lines = String::new();
    for number in 0..40_000 {
        lines.push_str(&format!(
            "{{\"EventID\":{},\"Channel\":\"Security\",\"Computer\":\"pc{}\",\"LogonType\":3,\"TargetUserName\":\"user{}\",\"IpAddress\":\"192.0.2.{}\",\"Status\":\"0xc000006d\",\"SubStatus\":\"0xc000006a\",\"EventTime\":\"2026-10-27T{:02}:{:02}:{:02}Z\"}}\n",
            if number % 7 == 0 { 4625 } else { 4624 },
            number % 5,
            number % 911,
            number % 250,
            (number / 3600) % 24,
            (number / 60) % 60,
            number % 60,
        ));
    }
    let log = scene.log("many", lines);
    let log = log.to_str().expect("a path in UTF-8");
    let commands: [&[&str]; 5] = [
        &["summary", "logons", "--format", "csv", log],
        &["summary", "hosts", "--format", "jsonl", log],
        &["summary", "events", log],
        &["search", "user90", log, "--limit", "300"],
        &["search", "TargetUserName:user9*", log, "--count"],
    ];
    for command in commands {
        let with = |threads: &str| run(command.iter().copied().chain(["-j", threads])).ended(0);
        let one = with("1");
        assert!(!one.out.is_empty(), "{command:?}");
        for threads in ["2", "7"] {
            assert!(one.out == with(threads).out, "{command:?} with {threads} threads");
        }
    }
    assert_eq!(run(["search", "user90", log, "--limit", "300"]).lines().len(), 300);
    // Of 911 accounts in turn, eleven: 90 of the first 827 forty-four times, 900 to 909 forty-three times.
    assert_eq!(run(["search", "user90", log]).lines().len(), 44 + 10 * 43);
}

#[test]
fn a_search_says_what_it_cannot_do() {
    for (flags, words) in [
        (&["search", "only-a-pattern"][..], "where to look"),
        (&["search", "-E", "(", "x"], "cannot look for this"),
        (&["search", "", "x"], "empty term"),
        (&["summary", "hosts", "--gap", "soon", "x"], "not a span of time"),
        (&["pivot", "--format", "csv", "x"], "flags of the hunt"),
    ] {
        let run = run(flags).ended(2);
        assert!(run.err.contains(words), "{flags:?}: {}", run.err);
    }
    run(["search", "x", "no/such/file"]).ended(3);
}
