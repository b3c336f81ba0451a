//! The index is held to the hunt: an indicator that the hunt finds in an event's observable is met backwards, and no other.

use event::{Event, Field, Format, Paths, Position, Value};
use hunt::{Cause, Collector, Hunter, Input, Listed, Mappings, Ruleset};
use seen::{Day, Index, Limits, Wanted};
use statement::observable::{Indicator, Kind, Observable};
use std::collections::BTreeSet;

/// What events hold. No part of one is a value of another kind: the hunt would find that in it too.
fn observables() -> Vec<(Kind, String)> {
    let mut all = Vec::new();
    let names = [
        "evil.example",
        "www.evil.example",
        "a.www.evil.example",
        "notevil.example",
        "evil-x.example",
        "x--y.example",
    ];
    let hosts = ["10.0.0.1", "10.0.128.7", "10.1.0.1", "[2001:db8::1]", "[2001:db8:0:8000::1]"];
    let rests = ["/", "/a", "/a/", "/a/b", "/ab", "/a?b=c", "/a?b=c&d=e", "/a?b=cd", "/a/b?c", "/A"];
    for host in names.into_iter().chain(hosts) {
        for port in ["", ":8080", ":81"] {
            all.extend(rests.iter().map(|rest| (Kind::Url, format!("{host}{port}{rest}"))));
        }
    }
    all.extend(names.iter().map(|name| (Kind::Domain, (*name).to_owned())));
    all.extend(names.iter().map(|name| (Kind::Email, format!("anna@{name}"))));
    all.extend(["10.0.0.1", "10.0.128.7", "10.1.0.1"].map(|address| (Kind::Ipv4, address.to_owned())));
    all.extend(["2001:db8::1", "2001:db8:0:8000::1"].map(|address| (Kind::Ipv6, address.to_owned())));
    all.extend([32, 40, 64].map(|digits| match digits {
        32 => (Kind::Md5, "ab".repeat(16)),
        40 => (Kind::Sha1, "ab".repeat(20)),
        _ => (Kind::Sha256, "ab".repeat(32)),
    }));
    all.push((Kind::FileName, "evil tool".to_owned()));
    all.push((Kind::UserAgent, "evil agent (x)".to_owned()));
    // More of a path than the hunt tries as prefixes.
    all.push((Kind::Url, format!("evil.example/{}", "d/".repeat(40))));
    all
}

/// What is looked for: all of that, below and exactly, and networks.
fn indicators() -> Vec<Indicator> {
    let networks = [
        "10.0.0.0/16",
        "10.0.0.0/17",
        "10.0.0.0/15",
        "10.0.0.0/8",
        "10.0.128.7/31",
        "2001:db8::/32",
        "2001:db8::/49",
        "2001:db8::/64",
    ];
    let mut values = observables();
    values.extend(networks.map(|network| (Kind::Cidr, network.to_owned())));
    values.push((Kind::Url, format!("evil.example/{}", "d/".repeat(20))));
    values.push((Kind::Url, format!("evil.example/{}", "d/".repeat(35))));
    let read = |(kind, value): (Kind, String)| Observable::read_as(kind, &value).expect("a value").observable;
    let both = |observable: Observable| {
        [Indicator { observable: observable.clone(), exact: false }, Indicator::exactly(observable)]
    };
    values.into_iter().map(read).flat_map(both).collect()
}

/// As an event would write it.
fn written(kind: Kind, value: &str) -> String {
    if kind == Kind::Url { format!("https://{value}") } else { value.to_owned() }
}

/// The values of indicators that the hunt finds in a text, some of which are exact.
fn hunted(ruleset: &Ruleset, text: &str) -> BTreeSet<(String, String)> {
    let mut paths = Paths::default();
    let path = paths.path("field").expect("a short name");
    let event = Event { position: Position::default(), fields: &[Field { path, value: Value::Text(text) }] };
    let (file, mut found) = ("test".into(), BTreeSet::new());
    let input = Input { file: &file, format: Format::JsonLines };
    Hunter::new(ruleset, None, None).hunt(input, &paths, &event, |finding| {
        if let Cause::Indicator(sighted) = finding.cause {
            found.insert((sighted.kind.to_owned(), sighted.value.to_owned()));
        }
    });
    found
}

fn ruleset(indicators: &[Indicator]) -> Ruleset {
    let mut collector = Collector::default();
    let file = collector.file("list".into());
    for Indicator { observable, exact } in indicators {
        let place = Listed { file, line: 1, item: "" };
        collector.add(observable.kind(), observable.value(), *exact, place).expect("room");
    }
    Ruleset::new(Vec::new(), Mappings::builtin()).with_indicators(collector.finish())
}

#[test]
fn what_the_hunt_finds_is_met_backwards_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let today = Day::from_number(20_000);
    let index = Index::open(folder.path(), Limits::default(), today).expect("opened");
    let mut notes = index.notes();
    for (kind, value) in observables() {
        notes.note(kind, &value, today.seconds(), Some("PC1")).expect("noted");
    }
    drop(notes);
    for exact in [false, true] {
        let indicators: Vec<Indicator> =
            indicators().into_iter().filter(|indicator| indicator.exact == exact).collect();
        let (ruleset, mut wanted) = (ruleset(&indicators), Wanted::default());
        for indicator in &indicators {
            wanted.add(indicator);
        }
        let mut met = BTreeSet::new();
        index.meet_all(&wanted, usize::MAX, |number, found| {
            let indicator = &indicators[number as usize].observable;
            met.insert((found.value.clone(), indicator.kind().to_string(), indicator.value().to_owned()));
        });
        let mut expected = BTreeSet::new();
        for (kind, value) in observables() {
            let found = hunted(&ruleset, &written(kind, &value));
            expected.extend(found.into_iter().map(|(kind, indicator)| (value.clone(), kind, indicator)));
        }
        let (missing, more): (Vec<_>, Vec<_>) =
            (expected.difference(&met).collect(), met.difference(&expected).collect());
        assert!(
            missing.is_empty() && more.is_empty(),
            "exact: {exact}\nmissing: {missing:#?}\nmore: {more:#?}"
        );
        assert!(met.len() > 200);
    }
}
