//! The published vectors of both samplers and of the super-simple method; see `vectors/audit/README.md`.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail so")]

mod common;

use audit::{
    ColoradoSampler, DilutedMargin, Discrepancies, Gamma, Replacement, RiskLimit, Seed, Terms,
    consistent_sample,
};
use common::{root, rows};

#[test]
fn colorado_sampler() {
    for row in rows(&root().join("vectors/audit/colorado.csv")) {
        let seed = Seed::parse(&row["seed"]).expect("a seed");
        let sampler = ColoradoSampler::new(&seed, row["cards"].parse().expect("cards")).expect("a sampler");
        let drawn: Vec<String> = sampler.take(3).map(|draw| draw.card.to_string()).collect();
        assert_eq!(drawn.join(" "), row["draws"], "{row:?}");
    }
}

#[test]
fn consistent_sampler() {
    let vectors = rows(&root().join("vectors/audit/consistent.csv"));
    let mut cases: Vec<&str> = vectors.iter().map(|row| row["case"].as_str()).collect();
    cases.dedup();
    assert_eq!(cases.len(), 10);
    for case in cases {
        let expected: Vec<_> = vectors.iter().filter(|row| row["case"] == case).collect();
        let ids = expected[0]["ids"].split(' ').map(str::to_owned);
        let seed = Seed::parse(&expected[0]["seed"]).expect("a seed");
        let replacement =
            if expected[0]["replacement"] == "yes" { Replacement::With } else { Replacement::Without };
        let drawn = consistent_sample(ids, &seed, expected.len(), replacement).expect("a sample");
        assert_eq!(drawn.len(), expected.len(), "{case}");
        for (ticket, row) in drawn.iter().zip(expected) {
            let ours = (ticket.number.shortened(9), ticket.id.clone(), ticket.generation.to_string());
            assert_eq!(ours, (row["ticket"].clone(), row["id"].clone(), row["generation"].clone()), "{case}");
        }
    }
}

#[test]
fn super_simple_risks() {
    let (limit, gamma) = (RiskLimit::parse("0.1").expect("a limit"), Gamma::parse("1.03905").expect("gamma"));
    for row in rows(&root().join("vectors/audit/supersimple.csv")) {
        let terms = Terms::new(DilutedMargin::parse(&row["diluted_margin"]).expect("a margin"), limit, gamma);
        let count = |name: &str| row[name].parse().expect("a count");
        let found = Discrepancies {
            two_over: count("two_over"),
            one_over: count("one_over"),
            ..Discrepancies::default()
        };
        let risk = terms.risk(row["draws"].parse().expect("draws"), &found).value();
        assert_eq!(format!("{risk:.5}"), row["risk"], "{row:?}");
    }
}
