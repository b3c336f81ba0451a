//! Three verifiers that share no code agree on every file of `vectors/log` and `vectors/statement`: this project's, one in Go, one in
//! Python.

use std::{
    fs,
    path::{Path, PathBuf},
};
use testkit::{
    vectors::{Set, judge},
    verifiers::Verifier,
};

const SETS: [&str; 2] = ["log", "statement"];

fn vectors(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors").join(set)
}

/// Every line on which `verdicts` differ from the index of a set.
fn differences(set: &str, verdicts: &[String]) -> Vec<String> {
    let text = fs::read_to_string(vectors(set).join("index.tsv")).expect("an index");
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.len() > 100, "the index is cut short");
    assert_eq!(verdicts.len(), lines.len(), "one verdict for each line");
    let pairs = lines.into_iter().zip(verdicts);
    pairs
        .filter(|(line, verdict)| line.split('\t').nth(2) != Some(verdict.as_str()))
        .map(|(line, _)| line.to_owned())
        .collect()
}

#[test]
fn the_generator_makes_the_files_that_are_there() {
    for (name, set) in Set::all() {
        let folder = vectors(name);
        for (name, bytes) in set.files() {
            assert!(fs::read(folder.join(name)).is_ok_and(|there| there == *bytes), "{name} is another");
        }
        let there = fs::read_dir(&folder).expect("a folder").count();
        assert_eq!(there, set.files().len() + 1, "there are the files of the set and README.md");
    }
}

#[test]
fn our_verifier_agrees() {
    for set in SETS {
        let verdicts = judge::verdicts(&vectors(set).join("index.tsv")).expect("files");
        let verdicts: Vec<_> = verdicts.into_iter().map(str::to_owned).collect();
        assert_eq!(differences(set, &verdicts), Vec::<String>::new());
    }
}

#[test]
fn the_verifiers_of_others_agree() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifiers");
    let others = Verifier::all(&folder, |why| eprintln!("skipped: {why}")).expect("they build");
    for (other, set) in others.iter().flat_map(|other| SETS.map(|set| (other, set))) {
        let verdicts = other.verdicts(&vectors(set).join("index.tsv")).expect("it runs");
        assert_eq!(differences(set, &verdicts), Vec::<String>::new(), "{}", other.name);
    }
}
