//! SigmaHQ's own regression cases: each names a rule, a recording, and how often the rule must fire at least.
//!
//! What fires more often is held to testdata/hunt/more_hits.tsv, which says why each record is right.

use crate::support::{
    files,
    program::{Found, run},
    real_data, repository,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// One recording of a case.
struct Case {
    /// The case's folder, by which it is called.
    name: String,
    rule: String,
    recording: PathBuf,
    least: usize,
}

/// All recordings, with the given ending instead of `.evtx`.
fn cases(data: &Path, ending: &str) -> Vec<Case> {
    let infos = files(&data.join("regression_data"), "info.yml");
    infos.iter().flat_map(|info| case(data, info, ending)).collect()
}

/// The lines of an `info.yml` that are not commented out, each a key and its value.
fn case(data: &Path, info: &Path, ending: &str) -> Vec<Case> {
    let text = fs::read_to_string(info).expect("text");
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let pairs: Vec<(&str, &str)> =
        lines.filter_map(|line| line.trim_start_matches("- ").split_once(": ")).collect();
    let values = |key: &str| {
        pairs.iter().filter(|(is, _)| *is == key).map(|(_, value)| value.trim()).collect::<Vec<_>>()
    };
    // The first id is that of the case itself.
    let rule = values("id").get(1).expect("a rule's id").to_string();
    let counts = values("match_count");
    let least = counts.first().map_or(1, |count| count.parse().expect("a number"));
    let name = info.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
    let recordings = values("path").into_iter().filter_map(|path| path.strip_suffix(".evtx"));
    let recordings = recordings.map(|path| data.join(format!("{path}{ending}")));
    recordings.map(|recording| Case { name: name.clone(), rule: rule.clone(), recording, least }).collect()
}

/// What all rules find in the recordings, by recording.
fn hunt(data: &Path, cases: &[Case]) -> BTreeMap<String, Vec<Found>> {
    let folders = ["rules", "rules-emerging-threats", "rules-threat-hunting"].map(|folder| data.join(folder));
    let mut arguments = vec!["hunt".into(), "--format".into(), "jsonl".into()];
    arguments.extend(folders.into_iter().flat_map(|folder| ["--rules".into(), folder]));
    arguments.extend(cases.iter().map(|case| case.recording.clone()));
    let mut by_recording: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for found in run(arguments).ended(0).found() {
        by_recording.entry(found.file.clone()).or_default().push(found);
    }
    by_recording
}

/// Prints how many cases hold, fails for each one that does not, and gives a line for each one with more hits.
#[track_caller]
fn more_hits(ending: &str, data: &Path) -> BTreeSet<String> {
    let cases = cases(data, ending);
    let found = hunt(data, &cases);
    let (mut missed, mut more) = (Vec::new(), BTreeSet::new());
    for case in &cases {
        let all = found.get(&*case.recording.to_string_lossy()).map_or(&[][..], Vec::as_slice);
        let hits: Vec<&Found> = all.iter().filter(|hit| hit.id == case.rule).collect();
        if hits.len() < case.least {
            missed.push(format!("{}: {} of {} hits", case.name, hits.len(), case.least));
        }
        if hits.len() > case.least {
            let records: Vec<String> = hits.iter().map(|hit| hit.record.to_string()).collect();
            more.insert(format!("{}\t{}\t{}", case.name, hits.len(), records.join(" ")));
        }
    }
    println!("{ending}: {}/{} cases", cases.len() - missed.len(), cases.len());
    assert!(cases.len() > 100, "{} cases", cases.len());
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    more
}

/// Case, hits and records of each line of the list: the records by number, or as the elements of the JSON file.
fn explained(by_number: bool) -> BTreeSet<String> {
    let list = fs::read_to_string(repository("testdata/hunt/more_hits.tsv")).expect("the list");
    let line = |line: &str| match line.split('\t').collect::<Vec<_>>()[..] {
        [_, case, hits, numbers, elements, why] if why.ends_with('.') => {
            format!("{case}\t{hits}\t{}", if by_number { numbers } else { elements })
        }
        _ => panic!("not six cells with a sentence at the end: {line}"),
    };
    list.lines().skip(1).map(line).collect()
}

#[test]
fn every_case_fires_its_rule() {
    let explained = explained(true);
    assert!(explained.len() >= 4);
    let Some(data) = real_data("sigma") else { return };
    assert_eq!(more_hits(".evtx", &data), explained);
}

/// Beside each recording lies the same as JSON, in the shape of `evtx_dump`. It must make no difference.
#[test]
fn the_same_records_as_json_fire_the_same() {
    let Some(data) = real_data("sigma") else { return };
    assert_eq!(more_hits(".json", &data), explained(false));
}
