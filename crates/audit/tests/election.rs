//! A made-up election (testdata/audit/election), whose sizes and draws were computed by other means, and the ways to
//! tamper with it. Each must fail and name what differs.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail so")]

mod common;

use std::collections::BTreeMap;
use std::path::PathBuf;

use audit::{
    Commitment, Commitments, ContestTable, CountyOrder, Digest, Manifests, OnRecord, OrderOfCommitment,
    RecordTime, Subject, Submitted,
};
use common::{hints, lines, manifest_files, parse, read, root, rows, verify, without_line};

const SEED: &str = "13579246801357924680";

fn folder() -> PathBuf {
    root().join("testdata/audit/election")
}

fn files() -> BTreeMap<String, Vec<u8>> {
    manifest_files(&folder().join("manifests"))
}

/// The unexplained cards and the hints.
fn tampered(manifests: &Manifests, order: &str, seed: &str) -> (Vec<String>, String) {
    verify(manifests, order.as_bytes(), seed, &read(&folder().join("report.csv")), |verification| {
        let open = lines(verification).into_iter().filter(|line| line.ends_with(" -")).collect();
        (open, hints(verification))
    })
}

const ORDER: &str = "Alder\nCedar\nZinnia\nBirch Creek\n";

#[test]
fn every_card_of_the_report_has_its_draw() {
    let manifests = parse(&files()).expect("manifests");
    assert_eq!(manifests.cards(), 37_130);
    let expected: Vec<String> = rows(&folder().join("expected.csv"))
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {} {}",
                row["county_name"], row["imprinted_id"], row["domain"], row["draw"], row["card"]
            )
        })
        .collect();
    let order = read(&folder().join("order.txt"));
    verify(&manifests, &order, SEED, &read(&folder().join("report.csv")), |verification| {
        assert_eq!(lines(verification), expected);
        assert!(verification.hints.is_empty());
    });
}

#[test]
fn sizes_are_the_ones_of_the_table() {
    let table =
        ContestTable::parse("contest.csv", &read(&folder().join("contest.csv")), None).expect("a table");
    let sizes: Vec<_> =
        table.rows().iter().map(|row| (row.name.as_str(), row.sizing.sample_size())).collect();
    assert_eq!(
        sizes,
        [
            ("Library Question", Some(303)),
            ("Clerk, all counties", Some(30)),
            ("=Sheriff \"of\" Alder", Some(92)),
            (" Cedar - Coroner", None),
            ("Zinnia Ballot Issue 7", Some(18)),
        ]
    );
    assert!(table.rows()[0].is_statewide() && table.rows()[2].is_target() && !table.rows()[1].is_target());
}

#[test]
fn another_seed_names_the_seed() {
    let manifests = parse(&files()).expect("manifests");
    let (open, hints) = tampered(&manifests, ORDER, "13579246801357924681");
    assert!(open.len() >= 4, "{open:?}");
    assert!(hints.contains("the seed is probably not the one"), "{hints}");
}

#[test]
fn a_swapped_order_names_the_county_that_moved() {
    let manifests = parse(&files()).expect("manifests");
    let (open, hints) = tampered(&manifests, "Alder\nBirch Creek\nCedar\nZinnia\n", SEED);
    assert_eq!(open, ["Birch Creek 1-VBM-0001-25 -", "Zinnia 201-29-39 -"]);
    // With two open cards, 2,500 draws and 37,130 cards chance could fit an order too: nothing is claimed about it.
    assert!(
        hints.contains("Birch Creek, Zinnia: some cards") && hints.contains("the order of counties"),
        "{hints}"
    );
}

#[test]
fn a_dropped_batch_with_a_card_of_the_report_is_named() {
    let mut files = files();
    let cedar = files.get_mut("CedarBallotManifest.csv").expect("Cedar");
    *cedar = without_line(cedar, 19);
    let manifests = parse(&files).expect("manifests");
    verify(&manifests, ORDER.as_bytes(), SEED, &read(&folder().join("report.csv")), |verification| {
        let reasons: Vec<String> =
            verification.unexplained().map(|card| format!("{:?}", card.verdict)).collect();
        assert!(
            reasons
                .iter()
                .any(|reason| reason.contains("103-18") && reason.contains("CedarBallotManifest.csv")),
            "{reasons:?}"
        );
    });
}

#[test]
fn a_doubled_batch_is_refused_with_both_lines() {
    let mut files = files();
    files.get_mut("CedarBallotManifest.csv").expect("Cedar").extend_from_slice(b"Cedar,103,07,25,Box 9\r\n");
    let error = parse(&files).expect_err("refused");
    assert_eq!(
        error,
        "CedarBallotManifest.csv, line 46: batch 103-7 of Cedar is here twice, on lines 8 and 46"
    );
}

#[test]
fn a_county_with_two_manifests_is_refused() {
    let mut files = files();
    let cedar = files["CedarBallotManifest.csv"].clone();
    files.insert("CedarCopyBallotManifest.csv".into(), cedar);
    assert!(
        parse(&files).expect_err("refused").contains("has a manifest in CedarBallotManifest.csv already")
    );
}

#[test]
fn a_county_without_a_manifest_is_named() {
    let mut files = files();
    files.remove("ZinniaBallotManifest.csv");
    let manifests = parse(&files).expect("manifests");
    let order = CountyOrder::parse("order.txt", ORDER.as_bytes()).expect("an order");
    let errors = order.population(&manifests).expect_err("refused");
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["order.txt, line 3: there is no manifest of Zinnia"]
    );
}

/// With commitments nothing depends on which cards the report happens to name: each change is refused by name.
#[test]
fn commitments_name_every_change() {
    let files = files();
    let list = commitments(&files, ORDER);
    assert_eq!(list.check(&given(&files, ORDER, SEED), &[]), Ok(OrderOfCommitment::Proven));
    let mut dropped = files.clone();
    *dropped.get_mut("ZinniaBallotManifest.csv").expect("Zinnia") =
        without_line(&files["ZinniaBallotManifest.csv"], 80);
    let mut missing = files.clone();
    missing.remove("AlderBallotManifest.csv");
    for (given, words) in [
        (given(&dropped, ORDER, SEED), "the manifest ZinniaBallotManifest.csv is not what was committed"),
        (
            given(&missing, ORDER, SEED),
            "the manifest AlderBallotManifest.csv was committed, and is not among",
        ),
        (given(&files, "Cedar\nAlder\nZinnia\nBirch Creek\n", SEED), "the order is not what was committed"),
        (given(&files, ORDER, "13579246801357924681"), "the seed is not what was committed"),
    ] {
        let wrong = list.check(&given, &[]).expect_err(words).join("\n");
        assert!(wrong.contains(words), "{wrong}");
    }
}

fn commitments(files: &BTreeMap<String, Vec<u8>>, order: &str) -> Commitments {
    let time = |text| OnRecord::Witnessed(RecordTime::parse(text).expect("a time"));
    let all = given(files, order, SEED).into_iter().map(|given| {
        let late = given.subject == Subject::Seed;
        let on_record = if late { time("2026-11-10T18:00:00Z") } else { time("2026-11-09T12:00:00Z") };
        Commitment { subject: given.subject, name: given.name, digest: given.digest, on_record }
    });
    Commitments::new(all.collect()).expect("a list")
}

fn given(files: &BTreeMap<String, Vec<u8>>, order: &str, seed: &str) -> Vec<Submitted> {
    let order = CountyOrder::parse("order.txt", order.as_bytes()).expect("an order").canonical();
    let text =
        |subject, text: &str| Submitted { subject, name: String::new(), digest: Digest::of(text.as_bytes()) };
    let cvr =
        Submitted { subject: Subject::Cvr, name: "cvr.csv".into(), digest: Digest::of(b"cast vote records") };
    let manifests = files.iter().map(|(name, bytes)| Submitted {
        subject: Subject::Manifest,
        name: name.clone(),
        digest: Digest::of(bytes),
    });
    [text(Subject::Seed, seed), text(Subject::Order, &order), cvr].into_iter().chain(manifests).collect()
}
