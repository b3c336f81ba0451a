//! CSV, read by the crate that most programs read it with.

use super::scene;
use std::collections::HashMap;

#[test]
fn every_row_has_every_column() {
    let run = scene().hunt(&["--format", "csv"]).ended(0);
    let mut reader = csv::Reader::from_reader(run.out.as_slice());
    let rows: Vec<HashMap<String, String>> =
        reader.deserialize().map(|row| row.expect("a whole row")).collect();
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[0]["time"], "2026-10-27T13:12:05.123Z");
    assert_eq!((&*rows[0]["kind"], &*rows[0]["logsource"]), ("sigma", "windows process_creation sysmon"));
    assert_eq!((&*rows[0]["format"], &*rows[0]["offset"], &*rows[0]["events"]), ("jsonl", "0", "1"));
    assert_eq!(rows[0]["first_time"], rows[0]["time"]);
    assert_eq!((&*rows[3]["time"], &*rows[3]["matched"]), ("", "CommandLine: evil"));
    assert!(rows.iter().all(|row| row["indicator"].is_empty()));
}

/// Columns are added at the end only: whoever counts them goes on.
#[test]
fn the_first_columns_stay() {
    let run = scene().hunt(&["--format", "csv"]).ended(0);
    let head = "time,level,title,host,user,file,record,rule_id,tags,matched,";
    assert!(run.text().starts_with(head));
}
