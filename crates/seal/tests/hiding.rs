//! The public part against somebody who has every possible row in a dictionary: it tells nothing.
#![allow(clippy::expect_used, reason = "a test may fail so")]

mod common;

use common::version;
use seal::{
    Digest, Format, Memory, Openings, OpeningsHeader, OpeningsWriter, PublicPart, Seed, TreeBuilder, prove,
    root_of, seal,
};

const HEADER: &str = "id,party,voted";

/// All rows that can be: few enough to try each.
fn dictionary() -> Vec<String> {
    let ids = (1..=20).map(|id| id.to_string());
    let parties = ["Blue", "Green", "Orange"];
    ids.flat_map(|id| parties.map(|party| format!("{id},{party}")))
        .flat_map(|row| ["yes", "no"].map(|voted| format!("{row},{voted}")))
        .collect()
}

fn table(rows: &[&str]) -> Vec<u8> {
    format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes()
}

fn sealed(rows: &[&str], seed: &Seed) -> (PublicPart, Vec<u8>) {
    let scratch = Memory::default();
    let version = version("t", &table(rows), Format::CSV, &["id"], &scratch);
    let header = OpeningsHeader {
        seed: seed.clone(),
        declaration: version.declaration.clone(),
        rows: version.table.rows(),
    };
    let mut writer = OpeningsWriter::new(Vec::new(), &header).expect("writes to memory");
    let public = seal(&version.declaration, &version.table, seed, 1, |row| writer.row(row)).expect("seals");
    (public, writer.finish().expect("writes to memory"))
}

/// What a guesser can compute without the seed: for each possible row, the digests that a careless scheme would have published, and
/// for one-row tables the root that they would give under seeds that somebody might have chosen.
fn guesses(seed: Option<&Seed>) -> Vec<(String, Vec<Digest>)> {
    let lazy = [
        [0; 32],
        [0xff; 32],
        *Digest::of(&[b"seed"]).as_bytes(),
        *Digest::of(&[HEADER.as_bytes()]).as_bytes(),
    ];
    let seeds: Vec<Seed> = lazy.into_iter().map(Seed::from_bytes).chain(seed.cloned()).collect();
    let guess = |row: String| {
        let scratch = Memory::default();
        let version = version("guess", &table(&[&row]), Format::CSV, &["id"], &scratch);
        let mut digests: Vec<Digest> = seeds
            .iter()
            .filter_map(|seed| root_of(&version.declaration, 1, version.table.unique(), seed, 1).ok())
            .collect();
        let mut canonical = Vec::new();
        row.split(',').for_each(|cell| seal::Cell::text(cell).push_to(&mut canonical));
        for content in [row.as_bytes(), &canonical] {
            for prefix in [&b""[..], b"\0", b"\0detente/seal/v1/row\n", &[0; 32]] {
                let leaf = Digest::of(&[prefix, content]);
                let mut tree = TreeBuilder::new();
                tree.push(leaf);
                digests.extend([leaf, tree.finish().0]);
            }
        }
        (row, digests)
    };
    dictionary().into_iter().map(guess).collect()
}

/// The rows of the dictionary of which `published` holds a digest.
fn learned(published: &str, guesses: &[(String, Vec<Digest>)]) -> Vec<String> {
    let hit = |digests: &[Digest]| digests.iter().any(|digest| published.contains(&digest.to_string()));
    guesses.iter().filter(|(_, digests)| hit(digests)).map(|(row, _)| row.clone()).collect()
}

#[test]
fn a_dictionary_of_all_rows_learns_nothing_from_the_public_part() {
    let seed = Seed::from_bytes(*Digest::of(&[b"drawn at random"]).as_bytes());
    let guesses_without = guesses(None);
    let guesses_with = guesses(Some(&seed));
    for row in dictionary() {
        let (public, _) = sealed(&[&row], &seed);
        assert_eq!(learned(&public.to_text(), &guesses_without), Vec::<String>::new(), "sealed: {row}");
        // The attack itself works: with the seed it finds exactly the sealed row, and it finds digests without a nonce.
        assert_eq!(learned(&public.to_text(), &guesses_with), std::slice::from_ref(&row));
        assert_eq!(learned(&Digest::of(&[row.as_bytes()]).to_string(), &guesses_without), [row]);
    }
}

/// Apart from the root, the public parts of all tables with these columns and this many rows are the same text.
#[test]
fn only_the_root_depends_on_the_rows() {
    let seed = Seed::from_bytes([9; 32]);
    let text = |rows: &[&str]| sealed(rows, &seed).0.to_text();
    let head = |text: &str| text.rsplit_once("root ").map(|(head, _)| head.to_owned());
    let (a, b) = (text(&["1,Blue,yes", "2,Blue,no"]), text(&["7,Orange,no", "8,Green,no"]));
    assert_eq!(head(&a), head(&b));
    assert_ne!(a, b);
    assert_ne!(a, sealed(&["1,Blue,yes", "2,Blue,no"], &Seed::from_bytes([10; 32])).0.to_text());
}

/// A proof shows its own row; of the others it shows digests that the dictionary cannot test.
#[test]
fn a_proof_tells_nothing_about_other_rows() {
    let seed = Seed::from_bytes(*Digest::of(&[b"drawn at random"]).as_bytes());
    let guesses = guesses(None);
    let (public, openings) = sealed(&["1,Blue,yes", "2,Green,no", "3,Orange,yes"], &seed);
    let keys = public.declaration().keys_for(&["2"]).expect("one value");
    let rows = Openings::open(openings.as_slice()).expect("opens");
    let proof = prove(&public, rows, &seed, &keys, 1).expect("fits").expect("is there").to_text();
    assert_eq!(learned(&proof, &guesses), Vec::<String>::new());
    for other in ["Blue", "Orange", "\"1\"", "\"3\"", "\"yes\""] {
        assert!(!proof.contains(other), "{other}");
    }
    assert!(!public.to_text().contains("Green") && !public.to_text().contains("Blue"));
}
