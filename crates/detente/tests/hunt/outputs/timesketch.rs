//! JSON lines for Timesketch: what its importer asks for (docs/guides/user/import-from-json-csv.md of google/timesketch).

use super::scene;
use event::Time;

#[test]
fn every_line_has_what_the_importer_asks_for() {
    let run = scene().hunt(&["--format", "timesketch"]).ended(0);
    let lines = run.lines();
    assert_eq!(lines.len(), 6);
    for line in &lines {
        let text = |key: &str| line[key].as_str().unwrap_or_else(|| panic!("{key} in {line}"));
        assert!(!text("message").is_empty() && !text("timestamp_desc").is_empty());
        assert!(text("datetime").ends_with("+00:00"), "{line}");
        let time = Time::parse(text("datetime")).expect("ISO 8601");
        assert_eq!(line["timestamp"].as_i64(), Some(time.nanos() / 1_000), "microseconds since 1970");
        assert!(line["tag"].is_array());
    }
    assert_eq!(lines[0]["datetime"], "2026-10-27T13:12:05.123000+00:00");
    assert_eq!(lines[0]["message"], "Everything: CommandLine: run evil now");
}

/// What has no time has no place in a timeline; it is not lost in silence.
#[test]
fn findings_without_a_time_are_counted_aloud() {
    for more in [&["--format", "timesketch"][..], &["--format", "timesketch", "--sort"]] {
        let run = scene().hunt(more).ended(0);
        assert!(
            run.err.contains("1 findings left out: Timesketch has no place for what has no time"),
            "{}",
            run.err
        );
    }
}
