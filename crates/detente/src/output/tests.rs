//! Every kind of finding in every format.

#[path = "../../tests/hunt/support/schema.rs"]
mod schema;

use super::{Format, Manner, Portion, lines, timesketch};
use event::{Position, Time, Value};
use hunt::{About, Cause, Class, Correlated, Finding, Level, Origin, Part, Sighted};
use serde_json::{Value as Json, json};
use spill::{Memory, Sorter};
use std::sync::Arc;

const JSONL: Manner = Manner { format: Format::Jsonl, sorted: false };

fn about(title: &str, level: Level) -> Arc<About> {
    Arc::new(About { id: format!("id of {title}"), title: title.to_owned(), level, ..About::default() })
}

fn at(text: &str) -> Time {
    Time::parse(text).expect("a time")
}

/// Gives a finding of each kind to `each`.
fn findings(mut each: impl FnMut(&Finding<'_>)) {
    let (file, class) = (Arc::from("log.jsonl"), Class::default());
    let position = Position { record: 7, offset: 1_234 };
    let origin = Origin { file: &file, format: event::Format::JsonLines, position };
    let (first, last) = (at("2026-10-27T13:00:00Z"), at("2026-10-27T13:05:00.5Z"));
    let part = |time| Part {
        rule: about("Base", Level::Low),
        time,
        file: Arc::from("log.jsonl"),
        format: event::Format::JsonLines,
        position,
    };
    let events = [part(first), part(last)];
    let sighted = Sighted {
        cited: &[],
        value: "evil.example",
        kind: "domain",
        source: "list.csv:17",
        found: "EVIL[.]example",
        normalised: &["defanged", "case"],
    };
    let correlated = Correlated { kind: "event_count", value: 2.0, first, events: &events, count: 2 };
    let causes = [
        ("Rule", Level::High, Cause::Rule),
        ("Indicator", Level::Medium, Cause::Indicator(sighted)),
        ("Correlation", Level::Critical, Cause::Correlation(correlated)),
    ];
    for (place, (title, level, cause)) in causes.into_iter().enumerate() {
        each(&Finding {
            about: &about(title, level),
            place,
            cause,
            origin,
            class: &class,
            time: Some(last),
            host: Some(Value::Text("PC")),
            user: Some(Value::Text("eve")),
            matched: &[("QueryName", Value::Text("EVIL[.]example"))],
        });
    }
}

/// What a format makes of the three.
fn written(format: Format) -> String {
    let mut portion = Portion::new(Manner { format, sorted: false });
    findings(|finding| portion.add(finding));
    let bytes = match portion {
        Portion::Lines(lines) => lines.bytes().to_vec(),
        Portion::Groups(groups) => gathered(|out| groups.write(out, false).expect("memory")),
        Portion::Layer(layer) => gathered(|out| layer.write(out)),
        Portion::Report(report) => gathered(|out| report.write(out, false, "read").expect("memory")),
    };
    String::from_utf8(bytes).expect("text")
}

fn gathered(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}

fn json_lines(format: Format) -> Vec<Json> {
    written(format).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn json_lines_have_the_schema_and_what_each_kind_has() {
    let schema: Json =
        serde_json::from_str(include_str!("../../../../docs/finding.schema.json")).expect("JSON");
    let lines = json_lines(Format::Jsonl);
    for line in &lines {
        assert_eq!(schema::Schema::new(&schema).faults(line), [""; 0], "{line:#}");
    }
    assert_eq!(
        lines.iter().map(|line| line["kind"].as_str()).collect::<Vec<_>>(),
        ["sigma", "indicator", "correlation"].map(Some)
    );
    let indicator = json!({
        "value": "evil.example", "type": "domain", "source": "list.csv:17", "field": "QueryName",
        "found": "EVIL[.]example",
        "normalised": ["defanged", "case"],
    });
    assert_eq!(lines[1]["indicator"], indicator);
    let correlation = &lines[2]["correlation"];
    assert_eq!((&correlation["type"], &correlation["count"]), (&json!("event_count"), &json!(2)));
    assert_eq!(correlation["events"][0]["time"], "2026-10-27T13:00:00Z");
    assert_eq!(correlation["events"][1]["source"]["record"], 7);
}

#[test]
fn csv_has_columns_for_each_kind() {
    let bytes = [super::csv::HEADER, written(Format::Csv).as_bytes()].concat();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<std::collections::HashMap<String, String>> =
        reader.deserialize().map(|row| row.expect("a whole row")).collect();
    assert_eq!((&*rows[1]["indicator"], &*rows[1]["indicator_type"]), ("evil.example", "domain"));
    assert_eq!(rows[1]["indicator_source"], "list.csv:17");
    assert_eq!((&*rows[2]["first_time"], &*rows[2]["events"]), ("2026-10-27T13:00:00Z", "2"));
    assert_eq!(rows[2]["matched"], "QueryName: EVIL[.]example | 2 events since 2026-10-27T13:00:00Z");
}

#[test]
fn ocsf_names_what_found_it_and_the_events_of_a_correlation() {
    let events = json_lines(Format::Ocsf);
    let analytic = |at: usize| {
        (
            &events[at]["finding_info"]["analytic"]["type_id"],
            &events[at]["finding_info"]["analytic"]["category"],
        )
    };
    assert_eq!(analytic(0), (&json!(1), &json!("Sigma rule")));
    assert_eq!(analytic(1), (&json!(99), &json!("Indicator: domain")));
    assert_eq!(analytic(2), (&json!(1), &json!("Sigma correlation: event_count")));
    let observable = json!({"name": "evidences[0].data.indicator.value", "type_id": 1, "type": "Hostname", "value": "evil.example"});
    assert!(events[1]["observables"].as_array().expect("a list").contains(&observable));
    assert_eq!(
        (&events[2]["start_time"], &events[2]["end_time"]),
        (&json!(1_793_106_000_000_i64), &json!(1_793_106_300_500_i64))
    );
    assert_eq!(events[2]["finding_info"]["related_events_count"], 2);
    assert_eq!(events[2]["finding_info"]["related_events"][1]["uid"], "log.jsonl#7@1234");
}

#[test]
fn timesketch_has_attributes_for_each_kind() {
    let lines = json_lines(Format::Timesketch);
    assert_eq!(lines[1]["indicator"], "evil.example");
    assert_eq!((&lines[2]["timestamp_desc"], &lines[2]["events"]), (&json!("Time of Last Event"), &json!(2)));
    assert_eq!(lines[2]["first_datetime"], "2026-10-27T13:00:00.000000+00:00");
    assert_eq!(lines[2]["tag"], json!(["critical", "correlation"]));
}

#[test]
fn people_are_told_of_each_kind() {
    let pretty = written(Format::Pretty);
    assert!(pretty.starts_with("CRITICAL"), "{pretty}");
    assert!(pretty.contains("when   2026-10-27T13:00:00Z to 2026-10-27T13:05:00.500Z"), "{pretty}");
    let page = written(Format::Html);
    assert!(page.contains("<dt>rules</dt><dd>2</dd>") && page.contains("<dt>indicators</dt><dd>1</dd>"));
    assert!(page.contains("Indicator (indicator)"));
    let layer: Json = serde_json::from_str(&written(Format::Navigator)).expect("JSON");
    assert_eq!(layer["techniques"], json!([]));
}

/// Findings in made-up order through a sorter whose memory holds none of them.
#[test]
fn sorted_in_no_memory_as_in_much() {
    let times = [Some(5), None, Some(-3), Some(5), Some(i64::MAX), None, Some(0)];
    let sorted = |memory: usize| {
        let mut sorter = Sorter::new(Memory::default(), memory);
        // Two portions, so that order across them counts too.
        for part in times.chunks(4) {
            let mut portion = lines::Lines::new(
                |out, finding| out.extend(finding.time.map_or(0, Time::nanos).to_le_bytes()),
                true,
            );
            for time in part {
                findings_at(time.map(Time::from_nanos), |finding| portion.add(finding));
            }
            portion.sort_into(&mut sorter).expect("memory");
        }
        gathered(|out| lines::write_sorted(sorter.finish().expect("memory"), out).expect("memory"))
    };
    let expected: Vec<u8> = [-3, 0, 5, 5, i64::MAX, 0, 0].into_iter().flat_map(i64::to_le_bytes).collect();
    assert_eq!(sorted(0), expected);
    assert_eq!(sorted(1 << 20), expected);
}

#[test]
fn what_a_format_cannot_hold_is_counted() {
    let mut portion = lines::Lines::new(timesketch::write_finding, true);
    findings_at(None, |finding| portion.add(finding));
    findings_at(Some(Time::from_nanos(1)), |finding| portion.add(finding));
    assert_eq!(portion.left_out(), 1);
    let mut sorter = Sorter::new(Memory::default(), 0);
    portion.sort_into(&mut sorter).expect("memory");
    let mut sorted = sorter.finish().expect("memory");
    assert!(sorted.next_record().expect("memory").is_some());
    assert!(sorted.next_record().expect("memory").is_none());
}

/// A plain finding of some time.
fn findings_at(time: Option<Time>, mut each: impl FnMut(&Finding<'_>)) {
    findings(|finding| {
        if matches!(finding.cause, Cause::Rule) {
            each(&Finding { time, cause: Cause::Rule, ..*finding });
        }
    });
}

#[test]
fn portions_of_json_lines_are_whole_lines() {
    let mut portion = Portion::new(JSONL);
    findings(|finding| portion.add(finding));
    let Portion::Lines(lines) = portion else { panic!("lines") };
    assert_eq!(lines.bytes().split_inclusive(|byte| *byte == b'\n').count(), 3);
}
