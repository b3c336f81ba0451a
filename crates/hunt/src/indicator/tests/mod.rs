//! The engine is held to the plain reading, by chance and over real recordings, and both to cases.

mod cases;
mod plain;

use super::{Collector, Indicators, Listed, Scout, packed};
use event::{Decoder, Event};
use plain::{Hit, Known};
use proptest::prelude::*;
use statement::observable::Kind;
use std::collections::BTreeSet;

/// The indicators, for the engine and for the plain reading. An exact one is marked.
fn indicators<'v>(values: impl IntoIterator<Item = (Kind, &'v str, bool)>) -> (Indicators, Known) {
    let (mut collector, mut known) = (Collector::default(), Known::default());
    let file = collector.file("list.txt".into());
    for (line, (kind, value, exact)) in (1..).zip(values) {
        collector.add(kind, value, exact, Listed { file, line, item: "" }).expect("room");
        *known.entry((kind, value.to_owned())).or_insert(false) |= !exact;
    }
    (collector.finish(), known)
}

/// What the engine finds in an event, field by field.
fn found(scout: &mut Scout, event: &Event<'_>) -> BTreeSet<(u32, Hit)> {
    let mut all = BTreeSet::new();
    scout.look(event, |occurrence| {
        for (field, range) in &occurrence.places {
            let text = event.fields[*field as usize].value.as_text().expect("a text");
            let hit = (occurrence.seen.kind, occurrence.seen.value.clone(), text[range.clone()].to_owned());
            all.insert((*field, hit));
        }
    });
    all
}

/// What the plain reading finds.
fn expected(known: &Known, event: &Event<'_>) -> BTreeSet<(u32, Hit)> {
    let texts = (0..).zip(event.fields.iter().map(|field| field.value.as_text()));
    texts
        .flat_map(|(field, text)| {
            plain::hits(known, text.unwrap_or_default()).into_iter().map(move |hit| (field, hit))
        })
        .collect()
}

/// Calls `each` with an event that has the texts as its fields.
fn with_event(texts: &[String], mut each: impl FnMut(&Event<'_>)) {
    let fields: Vec<String> = (0..)
        .zip(texts)
        .map(|(place, text): (usize, _)| format!("\"f{place}\":{}", serde_json::json!(text)))
        .collect();
    let line = format!("{{{}}}\n", fields.join(","));
    let mut block = event::Blocks::new(line.as_bytes(), event::Format::JsonLines)
        .next()
        .expect("memory")
        .expect("a block");
    Decoder::default().decode(&mut block, |_, event| each(&event.expect("JSON")));
}

/// Indicators of every kind, so made that pieces of one are pieces of others.
const LISTED: [(Kind, &str, bool); 30] = [
    (Kind::Ipv4, "1.2.3.4", false),
    (Kind::Ipv4, "5.6.7.8", false),
    (Kind::Ipv6, "2001:db8::1", false),
    (Kind::Ipv6, "::102:304", false),
    (Kind::Ipv6, "db8::1", false),
    (Kind::Cidr, "1.2.3.0/24", false),
    (Kind::Cidr, "1.2.0.0/16", false),
    (Kind::Cidr, "2001:db8::/32", false),
    (Kind::Domain, "evil.example", false),
    (Kind::Domain, "www.evil.example", false),
    (Kind::Domain, "exact.example", true),
    (Kind::Domain, "xn--bcher-kva.example", false),
    (Kind::Domain, "evil.msi", false),
    (Kind::Domain, "example.1e2", false),
    (Kind::Url, "evil.example/", false),
    (Kind::Url, "evil.example/a", false),
    (Kind::Url, "evil.example/a?b=c", true),
    (Kind::Url, "1.2.3.4:8080/a", false),
    (Kind::Url, "[2001:db8::1]/a", false),
    (Kind::Url, "xn--bcher-kva.example/%C3%A4", false),
    (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e", false),
    (Kind::Sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709", false),
    (Kind::Sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", false),
    (Kind::Email, "anna@evil.example", false),
    (Kind::Email, "a.b+c@xn--bcher-kva.example", false),
    (Kind::FileName, "evil.exe", false),
    (Kind::FileName, "evil tool.exe", false),
    (Kind::FileName, "evil", false),
    (Kind::FileName, "bücher.exe", false),
    (Kind::UserAgent, "evil/1.2.3.4 (x)", false),
];

/// What texts are made of.
const PIECES: [&str; 94] = [
    "1.2.3.4",
    "1.2.3.45",
    "5.6.7.8",
    "2001:db8::1",
    "2001:DB8:0:0:0:0:0:1",
    "::ffff:1.2.3.4",
    "::FFFF:102:304",
    "::1.2.3.4",
    "evil.example",
    "EVIL.Example",
    "www.evil.example",
    "notevil.example",
    "exact.example",
    "bücher.example",
    "BÜCHER.example",
    "xn--bcher-kva.example",
    "XN--BCHER-KVA.example",
    "bücher。example",
    "evil.exe",
    "EVIL.MSI",
    "evil tool.exe",
    "evil",
    "bücher.exe",
    "d41d8cd98f00b204e9800998ecf8427e",
    "D41D8CD98F00B204E9800998ECF8427E",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "anna",
    "Anna@",
    "a.b+c@",
    "Evil/1.2.3.4 (X)",
    "http://",
    "https://",
    "://",
    "/a",
    "/A",
    "/a/b",
    "/ä",
    "/%c3%a4",
    "/%61",
    "?b=c",
    "&d=e",
    ":8080",
    ":80",
    "#f",
    "user:word@",
    "version",
    "Version=",
    "v",
    "Chrome/",
    "cifs/",
    " ",
    " ",
    " ",
    ".",
    "..",
    "...",
    ",",
    ";",
    ":",
    "::",
    "/",
    "//",
    "\\",
    "\\\\",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "=",
    "@",
    "%",
    "%2F",
    "%3D",
    "\\u0022",
    "u0022",
    "-",
    "_",
    "~",
    "$",
    "+",
    "a",
    "f",
    "0",
    "9",
    "ä",
    "。",
    "\u{A0}",
    "\u{301}",
    "地",
];

fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 0..9)
        .prop_map(|pieces| pieces.concat());
    proptest::collection::vec(text, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]

    #[test]
    fn engine_and_plain_reading_find_the_same(texts in texts(), skip in 0..LISTED.len() + 1) {
        // Without some of the kinds other ways through the engine are taken.
        let some = LISTED.into_iter().enumerate().filter(|(place, _)| skip == LISTED.len() || *place % (skip + 1) == 0);
        let (set, known) = indicators(some.map(|(_, listed)| listed));
        let mut scout = Scout::new(std::sync::Arc::new(set));
        with_event(&texts, |event| assert_eq!(found(&mut scout, event), expected(&known, event), "{texts:?}"));
    }
}

/// Every third value that stands in real recordings as an indicator, and then the same recordings.
#[test]
fn engine_and_plain_reading_find_the_same_in_real_telemetry() {
    let data = std::env::var("DETENTE_DATA").unwrap_or_else(|_| "../../../shared/data".to_owned());
    let folder = std::path::Path::new(&data).join("evtx/attack-samples");
    if !folder.is_dir() {
        println!("skipped: there is no folder {} (set DETENTE_DATA)", folder.display());
        return;
    }
    let mut files = Vec::new();
    collect(&folder, &mut files);
    let mut values = BTreeSet::new();
    for_each_event(&files, |event| {
        for text in event.fields.iter().filter_map(|field| field.value.as_text()) {
            plain::each(text, |kind, value, whole, _| {
                values.insert((kind, value.to_owned(), whole));
                false
            });
        }
    });
    let listed: Vec<_> = values.iter().filter(|(kind, ..)| *kind != Kind::Cidr).step_by(3).collect();
    let (set, known) = indicators(listed.iter().map(|(kind, value, whole)| (*kind, value.as_str(), *whole)));
    let mut scout = Scout::new(std::sync::Arc::new(set));
    let mut hits = 0;
    for_each_event(&files, |event| {
        let (found, expected) = (found(&mut scout, event), expected(&known, event));
        let differences: Vec<_> = found.symmetric_difference(&expected).collect();
        assert!(differences.is_empty(), "{differences:?} in {event:?}");
        hits += found.len();
    });
    assert!(hits > 1000, "{hits} hits");
}

fn for_each_event(files: &[std::path::PathBuf], mut each: impl FnMut(&Event<'_>)) {
    for path in files {
        let file = std::fs::File::open(path).expect("a file");
        let mut blocks = event::Blocks::new(file, event::Format::Evtx);
        let mut decoder = Decoder::default();
        while let Some(mut block) = blocks.next().expect("readable") {
            decoder.decode(&mut block, |_, event| event.iter().for_each(&mut each));
        }
    }
}

/// Every ninth recording: the plain way asks the vocabulary about everything.
fn collect(folder: &std::path::Path, into: &mut Vec<std::path::PathBuf>) {
    let mut all: Vec<_> = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "evtx") {
                all.push(path);
            }
        }
    }
    all.sort();
    into.extend(all.into_iter().step_by(9));
}

#[test]
fn a_value_that_is_not_canonical_is_taken_and_not_found() {
    let (set, _) = indicators([(Kind::Domain, "Evil.Example", false)]);
    assert_eq!(set.len(), 1);
    let mut scout = Scout::new(std::sync::Arc::new(set));
    with_event(&["evil.example".to_owned()], |event| assert!(found(&mut scout, event).is_empty()));
    assert!(packed::pack(Kind::Ipv4, "x", &mut Vec::new()).is_none());
}
