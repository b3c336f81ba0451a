//! Objects that are made here: they say what they were made from, and nothing changes if they are made twice.

use exchange::{
    Moment, Options, Outcome, read,
    stix::{
        Bundle, Item, Reader, Standing,
        make::{self, About, Made, Terms},
    },
};
use statement::{
    Tlp,
    observable::{Indicator, Kind, Observable},
};

const VALUES: [(Kind, &str); 12] = [
    (Kind::Ipv4, "192.0.2.7"),
    (Kind::Ipv6, "2001:db8::7"),
    (Kind::Cidr, "192.0.2.0/24"),
    (Kind::Cidr, "2001:db8::/32"),
    (Kind::Domain, "evil.example.com"),
    (Kind::Url, "evil.example.com/a'b\\c?d=\"e\""),
    (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e"),
    (Kind::Sha1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (Kind::Sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (Kind::Email, "anna@example.org"),
    (Kind::FileName, "it's \\ \"quoted\" ü.exe"),
    (Kind::UserAgent, "mozilla/4.0 (compatible; it's \\me)"),
];

fn observables() -> Vec<Observable> {
    let read = |(kind, text): &(Kind, &str)| Observable::read_as(*kind, text).expect("it is one").observable;
    VALUES.iter().map(read).collect()
}

fn terms<'t>(source: &'t str, author: Option<&'t str>) -> Terms<'t> {
    Terms {
        created: Moment::read("2026-11-22T20:00:00Z").expect("a time"),
        source,
        author,
        tlp: Some(Tlp::Amber),
    }
}

fn all(source: &str) -> Vec<Made> {
    let author = make::identity("northland-elections", &terms(source, None));
    let terms = terms(source, Some(&author.id));
    let about = About { description: Some("in a lure"), labels: &["lure"], ..About::default() };
    let mut made = vec![author.clone()];
    for observable in observables() {
        made.push(make::indicator(&Indicator::new(observable.clone()), about, &terms));
        made.extend(make::observable(&observable, &terms));
    }
    let moment = terms.created;
    made.push(make::sighting(&made[1].id, 3, moment, moment, &terms));
    let ids: Vec<&str> = made.iter().map(|made| &*made.id).collect();
    made.push(make::report("A lure", None, &ids, &terms));
    made
}

fn bundle(objects: &[Made]) -> Vec<u8> {
    let mut bundle = Bundle::new(Vec::new());
    objects.iter().for_each(|made| bundle.add(made.json.as_bytes()).expect("memory"));
    bundle.end().expect("memory")
}

/// Each is as the specification wants it, and nothing is to be remarked: ids of observables follow from what they say.
#[test]
fn what_is_made_is_understood() {
    let mut count = 0;
    let mut look = |item: Item<'_>| match item {
        Item::Kept(kept) => {
            assert_eq!(
                (kept.standing, kept.remarks),
                (&Standing::Understood, &[][..]),
                "{}",
                kept.object.id().as_str()
            );
            count += 1;
        }
        Item::Refused(refused) => panic!("{}: {}", refused.text, refused.why),
    };
    let made = all("one");
    Reader::new().read(&*bundle(&made), &mut look).expect("memory can be read");
    assert_eq!(count, made.len());
}

/// The indicators look for what they were made from.
#[test]
fn patterns_are_read_as_what_they_were_made_from() {
    let mut found = Vec::new();
    let mut look = |outcome: Outcome<'_>| {
        if let Outcome::Taken(taken) = outcome {
            found.push(taken.indicator.observable);
        }
    };
    let indicators: Vec<Made> =
        all("one").into_iter().filter(|made| made.id.starts_with("indicator")).collect();
    read(&*bundle(&indicators), Options::default(), &mut look).expect("memory can be read");
    found.dedup();
    assert_eq!(found, observables());
}

#[test]
fn made_twice_is_made_once() {
    assert_eq!(all("one"), all("one"));
    let (one, other) = (all("one"), all("other"));
    for (one, other) in one.iter().zip(&other) {
        let kind = one.id.split("--").next().expect("a type");
        let is_of_source = ["indicator", "sighting", "report"].contains(&kind);
        assert_eq!(one.id != other.id, is_of_source, "{}", one.id);
    }
}
