//! Indicators, by the program: all that were planted in telemetry of many formats are found, and nothing else.
//!
//! The same at its full size, ten million in two million records, is `bench/src/bin/intel.rs`.

use crate::support::program::run;
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};
use testkit::indicators::{Listing, Planted, Scene};

/// What the findings of indicators say, as far as it was planted.
fn found(lines: &[Value]) -> BTreeSet<(String, u64, String, String)> {
    let text =
        |line: &Value, pointer: &str| line.pointer(pointer).and_then(Value::as_str).expect("text").to_owned();
    let name = |path: String| Path::new(&path).file_name().expect("a name").to_string_lossy().into_owned();
    let ours = lines.iter().filter(|line| line["kind"] == "indicator");
    ours.map(|line| {
        let record = line["source"]["record"].as_u64().expect("a number");
        (
            name(text(line, "/source/file")),
            record,
            text(line, "/indicator/type"),
            text(line, "/indicator/value"),
        )
    })
    .collect()
}

#[test]
fn what_was_planted_is_found_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let listing = Listing { count: 10_000, seed: 7 };
    let list = folder.path().join("list.csv");
    listing
        .write(&mut fs::File::create(&list).map(std::io::BufWriter::new).expect("a file"))
        .expect("written");
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).expect("a folder");
    let planted = Scene { listing, records: 20_000, planted: 2_000 }.write(&logs).expect("written");
    assert_eq!(planted.len(), 2_000);
    let run = run([
        "hunt".as_ref(),
        "--intel".as_ref(),
        list.as_os_str(),
        "--format".as_ref(),
        "jsonl".as_ref(),
        logs.as_os_str(),
    ])
    .ended(0);
    assert!(run.err.contains("10,000 indicators from 1 files\n"), "{}", run.err);
    assert!(run.err.contains("by kind: 2,000 indicator"), "{}", run.err);
    let found = found(&run.lines());
    let tuple =
        |Planted { file, record, kind, value }: Planted| (file.to_owned(), record, kind.to_owned(), value);
    let expected: BTreeSet<_> = planted.into_iter().map(tuple).collect();
    let lost: Vec<_> = expected.difference(&found).take(9).collect();
    let wrong: Vec<_> = found.difference(&expected).take(9).collect();
    assert!(lost.is_empty() && wrong.is_empty(), "lost {lost:#?}, wrong {wrong:#?}");
}

#[test]
fn a_finding_names_the_indicator_and_what_it_took() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("list.txt");
    fs::write(&list, "# bad\n198.51.100.7\nevil[.]example.com\nnot an indicator\n").expect("written");
    let other = folder.path().join("other.txt");
    fs::write(&other, "evil.example.com\n").expect("written");
    let log = folder.path().join("a.jsonl");
    fs::write(&log, "{\"q\":\"WWW.Evil.Example.com.\",\"m\":[\"to WWW.Evil.Example.com.\",\"::ffff:198.51.100.7\"],\"n\":198}\n").expect("written");
    let arguments = [
        "hunt".as_ref(),
        "--intel".as_ref(),
        list.as_os_str(),
        "--intel".as_ref(),
        other.as_os_str(),
        log.as_os_str(),
    ];
    let run = run(arguments).ended(0);
    assert!(
        run.err.contains(
            "3 indicators from 2 files; 1 entries not taken: `detente intel check FILE` shows them"
        ),
        "{}",
        run.err
    );
    let lines = run.lines();
    let [name, address] = lines.as_slice() else { panic!("{lines:#?}") };
    let (list, other) = (list.display(), other.display());
    assert_eq!(
        name["indicator"],
        serde_json::json!({
            "value": "evil.example.com", "type": "domain", "source": format!("{list}:3, {other}:1"), "field": "q",
            "found": "WWW.Evil.Example.com", "normalised": ["case"],
        })
    );
    assert_eq!(
        name["matched"],
        serde_json::json!({"q": "WWW.Evil.Example.com", "m": "WWW.Evil.Example.com"})
    );
    assert_eq!(name["rule"]["title"], "indicator: domain evil.example.com");
    assert_eq!(address["indicator"]["found"], "::ffff:198.51.100.7");
    assert_eq!(address["indicator"]["normalised"], serde_json::json!(["mapped"]));
}

#[test]
fn a_list_that_gives_nothing_ends_the_hunt_before_it_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("list.txt");
    fs::write(&list, "not an indicator\n").expect("written");
    let log = folder.path().join("a.jsonl");
    fs::write(&log, "{}\n").expect("written");
    let run_with =
        |list: &Path| run(["hunt".as_ref(), "--intel".as_ref(), list.as_os_str(), log.as_os_str()]).ended(2);
    assert!(run_with(&list).err.contains("no indicator was taken"));
    assert!(run_with(&folder.path().join("none.txt")).err.contains("cannot read the indicators"));
}
