//! docs/THREATS.md names a test for every attack, and each of them exists.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// How many rows the table of attacks has.
const ATTACKS: usize = 31;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page() -> String {
    fs::read_to_string(root().join("docs/THREATS.md")).expect("the page")
}

/// The rows of the table, by their numbers.
fn rows(page: &str) -> Vec<(usize, &str)> {
    let row = |line| {
        let number = str::strip_prefix(line, "| ")?.split(' ').next()?.parse().ok()?;
        Some((number, line))
    };
    page.lines().filter_map(row).collect()
}

/// The names of tests in a text: what stands between backquotes and has only small letters, digits and low lines.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |word: &&str| {
        word.contains('_')
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    text.split('`').skip(1).step_by(2).filter(is_name)
}

/// The names of all functions that are tests, below a folder.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            tests_in(&fs::read_to_string(&path).expect("a source"), found);
        }
    }
}

/// A test is a function below a line that says so; other attributes may stand between.
fn tests_in(source: &str, found: &mut BTreeSet<String>) {
    let mut is_test = false;
    for line in source.lines().map(str::trim_start) {
        is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        if let Some((name, _)) = name.and_then(|rest| rest.split_once('(')).filter(|_| is_test) {
            found.insert(name.to_owned());
            is_test = false;
        }
    }
}

#[test]
fn every_attack_has_a_row_and_a_test_or_the_words_not_yet() {
    let page = page();
    let rows = rows(&page);
    let numbers: Vec<usize> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=ATTACKS).collect::<Vec<_>>());
    for (number, row) in rows {
        assert!(named(row).next().is_some() || row.contains("not yet"), "attack {number} has neither");
    }
}

#[test]
fn every_test_that_is_named_exists() {
    let mut there = BTreeSet::new();
    for folder in ["crates", "testkit"] {
        tests_below(&root().join(folder), &mut there);
    }
    let page = page();
    let missing: Vec<&str> =
        rows(&page).iter().flat_map(|(_, row)| named(row)).filter(|name| !there.contains(*name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
