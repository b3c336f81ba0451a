//! What rules mean for events. Each folder of testdata/hunt is a case: the rules of `rule.yml` hunt through `events.jsonl`
//! (or `events.` with another ending, for another format), with the mapping file `mapping.yml` where there is one, and `expected.txt` says for each rule which records it must meet.

use crate::support::{program::run, repository};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// By the rule's title, the numbers of records.
type Hits = BTreeMap<String, Vec<u64>>;

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(repository("testdata/hunt")).expect("the cases");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

/// Lines of the form `title: 1 4 5`.
fn expected(case: &Path) -> Hits {
    let text = fs::read_to_string(case.join("expected.txt")).expect("what is expected");
    let line = |line: &str| {
        let (title, records) = line.rsplit_once(':').expect("a title and a colon");
        let records = records.split_whitespace().map(|record| record.parse().expect("a number"));
        (title.to_owned(), records.collect())
    };
    text.lines().map(line).collect()
}

fn found(case: &Path, expected: &Hits) -> Hits {
    let mut arguments =
        vec!["hunt".into(), "--format".into(), "jsonl".into(), "--rules".into(), case.join("rule.yml")];
    if case.join("mapping.yml").exists() {
        arguments.extend(["--mapping".into(), case.join("mapping.yml")]);
    }
    arguments.push(events(case));
    let mut hits: Hits = expected.keys().map(|title| (title.clone(), Vec::new())).collect();
    for found in run(arguments).ended_as_read().found() {
        hits.entry(found.title).or_default().push(found.record);
    }
    hits
}

/// The file of events; what it is, its content tells.
fn events(case: &Path) -> PathBuf {
    let mut files = fs::read_dir(case).expect("the case").map(|entry| entry.expect("an entry").path());
    files.find(|path| path.file_stem().is_some_and(|stem| stem == "events")).expect("a file of events")
}

/// A line for each rule that meets other records than it must.
fn differences(case: &Path) -> Vec<String> {
    let expected = expected(case);
    let found = found(case, &expected);
    let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let titles = found.keys().filter(|title| found.get(*title) != expected.get(*title));
    let difference = |title: &String| {
        format!("{name}: {title}: found {:?}, expected {:?}", found.get(title), expected.get(title))
    };
    titles.map(difference).collect()
}

#[test]
fn every_case_meets_the_records_that_it_must() {
    let cases = cases();
    assert!(cases.len() > 25, "{} cases", cases.len());
    let wrong: Vec<String> = cases.iter().flat_map(|case| differences(case)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A case that nothing meets, or everything, could not fail.
#[test]
fn every_case_has_hits_and_near_misses() {
    for case in cases() {
        let expected = expected(&case);
        let events = fs::read_to_string(events(&case)).expect("events").lines().count();
        assert!(expected.values().any(|hits| !hits.is_empty()), "{}: no hit", case.display());
        assert!(expected.values().any(|hits| hits.len() < events), "{}: no miss", case.display());
    }
}

/// The names of the modifiers that docs/RULES.md explains.
fn modifiers() -> Vec<String> {
    let manual = fs::read_to_string(repository("docs/RULES.md")).expect("the manual");
    let table = manual
        .split("| modifier |")
        .nth(1)
        .and_then(|rest| rest.split("\n\n").next())
        .expect("the table of modifiers");
    let first_cells = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
    let names = first_cells.flat_map(|cell| cell.split('`')).map(str::to_owned);
    names.filter(|name| name.bytes().any(|byte| byte.is_ascii_lowercase()) && !name.contains(' ')).collect()
}

#[test]
fn every_modifier_has_a_case() {
    let rules = cases()
        .iter()
        .map(|case| fs::read_to_string(case.join("rule.yml")).expect("rules"))
        .collect::<String>();
    let modifiers = modifiers();
    assert!(modifiers.len() > 25, "{modifiers:?}");
    let used = |name: &String| [":", "|", "'"].iter().any(|end| rules.contains(&format!("|{name}{end}")));
    let missing: Vec<&String> = modifiers.iter().filter(|name| !used(name)).collect();
    assert!(missing.is_empty(), "no case in testdata/hunt uses {missing:?}");
}
