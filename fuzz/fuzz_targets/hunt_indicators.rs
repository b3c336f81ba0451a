//! Any text against a small set of indicators of all kinds: nothing panics, and an indicator finds alone what it finds among the
//! others, which is looked for in other ways. That the engine finds what the plain reading finds is a test of the crate.
#![no_main]

use event::{Event, Field, Format, Paths, Position, Value};
use hunt::{Cause, Collector, Hunter, Input, Listed, Mappings, Ruleset};
use statement::observable::Kind;
use std::sync::LazyLock;

const VALUES: [(Kind, &str); 14] = [
    (Kind::Ipv4, "1.2.3.4"),
    (Kind::Ipv6, "2001:db8::1"),
    (Kind::Cidr, "1.2.0.0/16"),
    (Kind::Cidr, "2001:db8::/32"),
    (Kind::Domain, "a.b"),
    (Kind::Domain, "xn--bcher-kva.b"),
    (Kind::Url, "a.b/c"),
    (Kind::Url, "1.2.3.4/c"),
    (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e"),
    (Kind::Email, "c@a.b"),
    (Kind::FileName, "a.b"),
    (Kind::FileName, "a a.b"),
    (Kind::FileName, "a"),
    (Kind::UserAgent, "a.b"),
];

/// All together, and each alone.
static SETS: LazyLock<(Ruleset, Vec<Ruleset>)> =
    LazyLock::new(|| (set(&VALUES), VALUES.iter().map(|value| set(std::slice::from_ref(value))).collect()));

fn set(values: &[(Kind, &str)]) -> Ruleset {
    let mut collector = Collector::default();
    let file = collector.file("list".into());
    for (kind, value) in values {
        collector.add(*kind, value, false, Listed { file, line: 1, item: "" }).expect("room");
    }
    Ruleset::new(Vec::new(), Mappings::builtin()).with_indicators(collector.finish())
}

/// What is found in a text: kinds, values and the texts that are them.
fn found(ruleset: &Ruleset, text: &str) -> Vec<(String, String, Vec<String>)> {
    let mut paths = Paths::default();
    let path = paths.path("f").expect("a short name");
    let event = Event { position: Position::default(), fields: &[Field { path, value: Value::Text(text) }] };
    let (file, mut all) = ("fuzz".into(), Vec::new());
    let input = Input { file: &file, format: Format::JsonLines };
    Hunter::new(ruleset, None, None).hunt(input, &paths, &event, |finding| {
        let Cause::Indicator(sighted) = finding.cause else { return };
        let texts = finding.matched.iter().map(|(_, value)| value.to_string()).collect();
        all.push((sighted.kind.to_owned(), sighted.value.to_owned(), texts));
    });
    all
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let (together, alone) = &*SETS;
    let mut expected: Vec<_> = alone.iter().flat_map(|set| found(set, text)).collect();
    let mut found = found(together, text);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
});
