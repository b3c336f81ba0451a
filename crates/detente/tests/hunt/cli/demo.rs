//! The recorded intrusion of testdata/demo: what is found, and the form in which it is told.

use crate::support::{program::run, repository, schema::Schema};
use std::{collections::BTreeSet, fs, path::PathBuf};

fn hunt() -> crate::support::program::Run {
    run([PathBuf::from("hunt"), "--format".into(), "jsonl".into(), repository("testdata/demo/logs")]).ended(0)
}

#[test]
fn the_findings_are_those_that_are_promised() {
    let promised = fs::read_to_string(repository("testdata/demo/expected.tsv")).expect("the list");
    let promised: BTreeSet<String> = promised.lines().skip(1).map(str::to_owned).collect();
    let logs = format!("{}/", repository("testdata/demo/logs").display());
    let run = hunt();
    let found = run.found();
    let told: BTreeSet<String> = found
        .iter()
        .map(|found| format!("{}\t{}\t{}", found.title, found.file.trim_start_matches(&logs), found.record))
        .collect();
    assert_eq!(told, promised);
    assert_eq!(found.len(), promised.len(), "nothing is found twice");
}

#[test]
fn every_finding_has_the_form_of_the_schema() {
    let schema = fs::read(repository("docs/finding.schema.json")).expect("the schema");
    let schema = serde_json::from_slice(&schema).expect("JSON");
    let findings = hunt().lines();
    assert!(findings.len() > 40);
    for finding in &findings {
        assert_eq!(Schema::new(&schema).faults(finding), Vec::<String>::new(), "{finding}");
    }
    // A schema that allowed everything would prove nothing.
    for (pointer, instead) in
        [("/kind", "1"), ("/rule/level", "\"severe\""), ("/source/record", "-1"), ("/time", "\"noon\"")]
    {
        let mut wrong = findings[0].clone();
        *wrong.pointer_mut(pointer).expect("a member") = serde_json::from_str(instead).expect("JSON");
        assert!(!Schema::new(&schema).faults(&wrong).is_empty(), "{pointer}");
    }
    let mut wrong = findings[0].clone();
    wrong.as_object_mut().expect("an object").insert("more".into(), 1.into());
    assert!(!Schema::new(&schema).faults(&wrong).is_empty(), "a further member");
}
