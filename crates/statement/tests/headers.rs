//! Headers of every kind, and what happens to each when anything in it changes.

use statement::{Entry, Header};

const COMMON: &str = "detente/statement/v1
unit CKZnDmO_ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI
charter CKZnDmO_ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI
member northland-elections
kind ";
const TO_ALL: &str = "made 2026-11-22T20:00:00Z\nmarking TLP:AMBER\naudience unit\n";
const UNTIL: &str = "made 2026-11-22T20:00:00Z\nuntil 2026-12-22T20:00:00Z\nmarking TLP:AMBER+STRICT PAP:GREEN\naudience unit\n";
const BODY: &str =
    "body CKZnDmO/ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI= 120 application/stix+json;version=2.1\n";
const REF: &str = "refs CKZnDmO_ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI\n";

/// A good header of each kind.
fn good() -> Vec<String> {
    let hash = "CKZnDmO_ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI";
    [
        format!("intel\n{UNTIL}{BODY}{REF}"),
        format!("sighting\n{TO_ALL}{REF}seen 17 2026-11-01 2026-11-20\n"),
        format!("sighting\n{TO_ALL}{REF}false-alarm 3 2026-11-20 2026-11-20\n"),
        format!("claim\n{TO_ALL}{BODY}"),
        format!("retraction\n{TO_ALL}{REF}"),
        format!("retraction\n{TO_ALL}{REF}reason the address was a resolver\n"),
        format!("proposal\n{UNTIL}action block\nvalue cidr 198.51.100.0/24\nvalue domain evil.example\n"),
        format!("vote\n{TO_ALL}{REF}vote yes\n"),
        format!("objection\n{UNTIL}{REF}reason it is our portal\n"),
        format!("protect\n{TO_ALL}value cidr 203.0.113.0/24\n"),
        format!("count\n{TO_ALL}{REF}epoch 2026-11-22\n"),
        format!("match\n{TO_ALL}list abc\n"),
        format!("seal\n{TO_ALL}root {hash}\nrows 1000000\nname voter roll of the third of November\n"),
        format!("seed\n{TO_ALL}commit {hash}\n"),
        format!("seed\n{TO_ALL}reveal AAECAw==\n"),
        format!("receipt\n{TO_ALL}holds alpha 3\nholds beta 0\n"),
        format!("quote\n{TO_ALL}checkpoint AAECAw==\n"),
        format!("decision\n{TO_ALL}outcome {hash}\n"),
        format!("evidence\n{TO_ALL}against beta\nevidence AAECAw==\n"),
        format!("key\n{TO_ALL}sheet AAECAw==\n"),
        format!("charter\n{TO_ALL}hash {hash}\n"),
        format!("stop\n{TO_ALL}"),
        format!("stop\n{TO_ALL}operator anna\n"),
        format!("vote\n{TO_ALL}{REF}operator anna-2\nvote no\n"),
        format!("song\n{TO_ALL}verse one two\nverse three\n"),
        format!(
            "intel\nmade 2026-11-22T20:00:00Z\nmarking TLP:RED\naudience members alpha beta\n{BODY}sealed CKZnDmO/ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI= 432\n"
        ),
    ]
    .map(|rest| format!("{COMMON}{rest}"))
    .to_vec()
}

#[test]
fn headers_of_every_kind_are_read_and_written_alike() {
    for text in good() {
        let header = Header::parse(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
        assert_eq!(header.to_string(), text);
    }
    for kind in statement::Kind::known() {
        assert!(good().iter().any(|text| text.contains(&format!("kind {kind}\n"))), "no example of {kind}");
    }
}

/// Each line left out, doubled and swapped with the next; spaces, newlines and bytes more.
#[test]
fn a_header_has_one_spelling() {
    for text in good() {
        let lines: Vec<&str> = text.lines().collect();
        let joined = |lines: &[&str]| lines.join("\n") + "\n";
        for at in 0..lines.len() {
            let mut swapped = lines.clone();
            if at + 1 < lines.len() {
                swapped.swap(at, at + 1);
                let other = joined(&swapped);
                assert!(
                    other == text || Header::parse(&other).is_err() || lines[at].starts_with("verse"),
                    "{other}"
                );
            }
            for line in [
                format!(" {}", lines[at]),
                format!("{} ", lines[at]),
                lines[at].replacen(' ', "  ", 1),
                format!("{}\r", lines[at]),
            ] {
                let mut spaced = lines.clone();
                spaced[at] = &line;
                let other = joined(&spaced);
                assert!(other == text || Header::parse(&other).is_err(), "{other:?}");
            }
            let mut doubled = lines.clone();
            doubled.insert(at, lines[at]);
            let other = joined(&doubled);
            assert!(
                Header::parse(&other).is_err()
                    || matches!(lines[at].split(' ').next(), Some("verse" | "epoch" | "list" | "outcome")),
                "{other}"
            );
        }
        for other in [
            format!("{text}\n"),
            text.trim_end().to_owned(),
            format!("\u{feff}{text}"),
            text.replace('\n', "\r\n"),
        ] {
            assert!(Header::parse(&other).is_err(), "{other:?}");
        }
    }
}

#[test]
fn what_contradicts_itself_is_refused() {
    let cases = [
        format!("intel\n{TO_ALL}"),
        format!("vote\n{TO_ALL}{REF}"),
        format!("vote\n{TO_ALL}vote yes\n"),
        format!("vote\n{TO_ALL}{REF}vote maybe\n"),
        format!("vote\n{TO_ALL}{BODY}{REF}vote yes\n"),
        format!("proposal\n{TO_ALL}action block\nvalue domain evil.example\n"),
        format!("proposal\n{UNTIL}action block\n"),
        format!("proposal\n{UNTIL}action block\nvalue domain b.example\nvalue domain a.example\n"),
        format!("proposal\n{UNTIL}action block\nvalue domain a.example\nvalue domain a.example\n"),
        format!("sighting\n{TO_ALL}seen 1 2026-11-01 2026-11-20\n"),
        format!("sighting\n{TO_ALL}{REF}seen 0 2026-11-01 2026-11-20\n"),
        format!("sighting\n{TO_ALL}{REF}false-alarm 0 2026-11-01 2026-11-20\n"),
        format!("sighting\n{TO_ALL}{REF}seen 1 2026-11-01 2026-11-20\nfalse-alarm 1 2026-11-01 2026-11-20\n"),
        format!("sighting\n{TO_ALL}{REF}false-alarm 1 2026-11-01 2026-11-20\nseen 1 2026-11-01 2026-11-20\n"),
        format!("sighting\n{TO_ALL}{REF}seen 1 2026-11-21 2026-11-20\n"),
        format!("retraction\n{TO_ALL}refs {0} {0}\n", "CKZnDmO_ygCCDRHIVGGd4drUpeLFN6jC6mtd5gwtcVI"),
        format!(
            "intel\nmade 2026-11-22T20:00:00Z\nuntil 2026-11-22T20:00:00Z\nmarking TLP:AMBER\naudience unit\n{BODY}"
        ),
        format!("intel\nmade 2026-11-22T20:00:00Z\nmarking TLP:AMBER\naudience members alpha\n{BODY}"),
        format!("intel\nmade 2026-11-22T20:00:00Z\nmarking TLP:AMBER\naudience members beta alpha\n{BODY}"),
        format!("intel\nmade 2026-11-22T20:00:00Z\nmarking TLP:WHITE\naudience unit\n{BODY}"),
        format!("receipt\n{TO_ALL}holds beta 3\nholds alpha 0\n"),
        format!("stop\n{TO_ALL}operator Anna\n"),
        format!("stop\n{TO_ALL}operator anna berg\n"),
        format!("song\n{TO_ALL}verse one\noperator anna\n"),
    ];
    for rest in cases {
        assert!(Header::parse(&format!("{COMMON}{rest}")).is_err(), "{rest}");
    }
}

#[test]
fn an_entry_has_exactly_the_authors_signature() {
    let header = Header::parse(&good()[0]).expect("good");
    let key = |name: &str, seed| {
        note::SigningKey::from_seed(name.parse().expect("a name"), note::Algorithm::Ed25519, &[seed; 32])
            .expect("a key")
    };
    let name = header.common.signer();
    let author = key(name.as_str(), 1);
    let entry = Entry::sign(&header, &author).expect("signed");
    assert_eq!(entry.verify(author.verifier()), Ok(()));
    assert!(entry.verify(key(name.as_str(), 2).verifier()).is_err());
    assert!(Entry::sign(&header, &key("example.com/someone", 1)).is_err());
    let bytes = entry.note().to_string();
    assert_eq!(Entry::parse(bytes.as_bytes()), Ok(entry.clone()));
    let twice = key("example.com/someone", 3).sign(entry.note().clone()).to_string();
    for other in [twice, format!("{bytes}\n"), bytes.replacen("TLP", "tlp", 1)] {
        assert!(Entry::parse(other.as_bytes()).is_err(), "{other}");
    }
}
