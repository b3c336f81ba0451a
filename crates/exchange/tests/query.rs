//! What is looked for in objects, and where it is found.

use exchange::{Met, Query, stix::Object};
use statement::observable::{Kind, Observable};

const INDICATOR: &str = r#"{"type":"indicator","spec_version":"2.1","id":"indicator--11111111-2222-4333-8444-555555555555",
    "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"Lure of Snowy Owl","aliases":["Polar Lure"],
    "pattern":"[url:value = 'http://evil.example.com/a' OR file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']","pattern_type":"stix",
    "valid_from":"2026-01-01T00:00:00Z","description":"Seen with T1566.001, and uses CVE-2014-4114.",
    "external_references":[{"source_name":"mitre-attack","external_id":"T1059.001"}]}"#;

fn met(words: &[&str]) -> Option<Met> {
    let object = Object::read(INDICATOR.as_bytes()).expect("an object");
    Query::new(words.iter()).expect("a query").meets(&object)
}

#[test]
fn words_are_met_where_they_stand() {
    let value = |text: &str| Some(Met::Value(text.to_owned()));
    let name = |text: &str| Some(Met::Name(text.to_owned()));
    for (words, place) in [
        (&["hxxp://evil[.]example[.]com/a"][..], value("evil.example.com/a")),
        (&["evil.example.com"], value("evil.example.com/a")),
        (&["example.com"], value("evil.example.com/a")),
        (&["xample.com"], None),
        (&["d41d8cd98f00b204e9800998ecf8427e"], value("d41d8cd98f00b204e9800998ecf8427e")),
        (&["d41d8cd98f00b204e9800998ecf84270"], None),
        (
            &["INDICATOR--11111111-2222-4333-8444-555555555555"],
            Some(Met::Id("indicator--11111111-2222-4333-8444-555555555555".into())),
        ),
        (&["t1059.001"], Some(Met::Reference("T1059.001".into()))),
        (&["T1059"], Some(Met::Text)),
        (&["snowy owl"], name("Lure of Snowy Owl")),
        (&["polar"], name("Polar Lure")),
        (&["T1566.001"], Some(Met::Text)),
        (&["cve-2014-4114"], Some(Met::Text)),
        (&["cve-2014-411"], None),
        (&["lure", "t1566.001"], name("Lure of Snowy Owl")),
        (&["lure", "absent"], None),
    ] {
        assert_eq!(met(words), place, "{words:?}");
    }
    assert!(Query::new([" ", ""]).is_none());
}

#[test]
fn values_of_lists_are_met_by_themselves_and_by_what_is_said_of_them() {
    let value = Observable::read("192.0.2.7").expect("an address").observable;
    let met = |word: &str| Query::new([word]).expect("a query").meets_value(&value, Some("Known C2"));
    assert_eq!(met("192[.]0[.]2[.]7"), Some(Met::Value("192.0.2.7".into())));
    assert_eq!(met("c2"), Some(Met::Text));
    assert_eq!(met("192.0.2.70"), None);
    let name = Observable::read_as(Kind::FileName, "update-7.exe").expect("a name").observable;
    let met = |word: &str| Query::new([word]).expect("a query").meets_value(&name, None).is_some();
    assert_eq!(["update-7.exe", "UPDATE", "update-8.exe"].map(met), [true, true, false]);
    let domain = Observable::read_as(Kind::Domain, "c2.evil.internal").expect("a name").observable;
    let met = |word: &str| Query::new([word]).expect("a query").meets_value(&domain, None).is_some();
    assert_eq!(["evil[.]internal", "c2[.]evil[.]internal", "vil[.]internal"].map(met), [true, true, false]);
}
