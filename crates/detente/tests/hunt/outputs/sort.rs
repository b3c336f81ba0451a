//! `--sort`: the order of a plain sort, whatever the format.

use super::timeless;
use crate::support::{
    ORDERED,
    scene::{Scene, lines, process},
};
use serde_json::Value;

/// Three files whose times overlap, with equal times and times that cannot be read.
fn scene() -> Scene {
    let scene = Scene::new();
    for file in 0..3_u64 {
        let records: Vec<String> = (0..400_u64)
            .map(|number| match (number * 7 + file) % 50 {
                0 => timeless(&format!("evil {file} {number}")),
                _ => {
                    let second = (number * 7_919 + file * 13) % 60;
                    let time = format!("2026-10-27 13:{:02}:{second:02}.{:03}", number * 31 % 60, number % 2);
                    process(&format!("evil {file} {number}")).replace("2026-10-27 13:12:05.123", &time)
                }
            })
            .collect();
        scene.log(&format!("{file}.jsonl"), lines(&records));
    }
    scene
}

#[test]
fn as_a_plain_sort_with_the_timeless_last() {
    let scene = scene();
    let mut expected = scene.hunt(&[]).ended(0).lines();
    // A stable sort: equal times stay in the order of the input. Times of equal length compare as texts.
    let key = |finding: &Value| match finding["time"].as_str() {
        Some(time) if time.contains('.') => (0, time.to_owned()),
        Some(time) => (0, time.replace('Z', ".000Z")),
        None => (1, String::new()),
    };
    expected.sort_by_key(key);
    let sorted = scene.hunt(&["--sort"]).ended(0).lines();
    assert_eq!(sorted.len(), 1_200);
    assert!(sorted == expected);
    assert!(sorted.last().expect("findings")["time"].is_null());
}

#[test]
fn every_format_holds_the_same_findings_either_way() {
    let scene = scene();
    for format in ORDERED.into_iter().filter(|format| *format != "html") {
        let hunt = |more: &[&str]| scene.hunt(&[&["--format", format], more].concat()).ended(0).out;
        let (plain, sorted) = (hunt(&[]), hunt(&["--sort"]));
        let lines = |bytes: &[u8]| {
            let mut lines: Vec<_> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
            lines.sort();
            lines
        };
        assert!(plain != sorted, "{format}");
        assert!(lines(&plain) == lines(&sorted), "{format}");
    }
    let csv = scene.hunt(&["--format", "csv", "--sort"]).ended(0);
    assert!(csv.text().starts_with("time,level"), "the head stays on top");
}

#[test]
fn what_has_no_order_is_not_sorted() {
    for format in ["pretty", "navigator"] {
        let run = scene().hunt(&["--sort", "--format", format]).ended(2);
        assert!(run.err.contains("--sort is for findings that are written one by one"), "{}", run.err);
    }
}
