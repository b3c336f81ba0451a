//! The test vectors in vectors/seal, which another implementation of docs/spec/seal.md wrote.
#![allow(clippy::expect_used, reason = "a test may fail so")]

use std::path::PathBuf;

use seal::{
    ColumnType, Declaration, Digest, Entry, EntryKind, Format, Layout, Memory, Openings, OpeningsHeader,
    OpeningsWriter, Options, Proof, PublicPart, RowSource, Seed, Table, files_declaration, files_table,
    load_as, prove, read_header, root_of, seal,
};

fn vector(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors/seal").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(name: &str) -> String {
    String::from_utf8(vector(name)).expect("the vector is text")
}

/// Seals `table`, and holds the public part, the openings and one proof against the files of the case.
fn check(case: &str, declaration: &Declaration, table: &Table<'_>, seed: [u8; 32], key: &[&str]) {
    let seed = Seed::from_bytes(seed);
    let header = OpeningsHeader { seed: seed.clone(), declaration: declaration.clone(), rows: table.rows() };
    let mut writer = OpeningsWriter::new(Vec::new(), &header).expect("writes to memory");
    let public = seal(declaration, table, &seed, 2, |row| writer.row(row)).expect("seals");
    let openings = writer.finish().expect("writes to memory");
    assert_eq!(public.to_text(), text(&format!("{case}.seal")));
    assert_eq!(openings, vector(&format!("{case}.openings")), "{case}.openings");

    let expected = text(&format!("{case}.proof"));
    let keys = declaration.keys_for(key).expect("a key of the right width");
    let opened = Openings::open(openings.as_slice()).expect("opens");
    let proof = prove(&public, opened, &seed, &keys, 2).expect("the openings fit").expect("the row is there");
    assert_eq!(proof.to_text(), expected);
    let read = Proof::parse(&expected).expect("parses");
    let published = PublicPart::parse(&text(&format!("{case}.seal"))).expect("parses");
    read.verify(&published).expect("holds");
}

#[test]
fn a_table_of_csv() {
    let csv = vector("roll.csv");
    let header = read_header("roll.csv", csv.as_slice(), Format::CSV).expect("a header");
    let declaration = Declaration::table(&header, &["id", "county"])
        .and_then(|declaration| declaration.with_type("year", ColumnType::Integer))
        .expect("declares");
    let scratch = Memory::default();
    let layout = Layout::by_name("roll.csv", &declaration, &header).expect("its own columns");
    let options = Options::new(&scratch);
    let table =
        load_as("roll.csv", csv.as_slice(), Format::CSV, &layout, &declaration, &options).expect("reads");
    check("roll", &declaration, &table, std::array::from_fn(|at| at as u8), &["2", "Adams"]);
}

#[test]
fn json_lines() {
    let lines = vector("log.jsonl");
    let header = read_header("log.jsonl", lines.as_slice(), Format::JsonLines).expect("a header");
    let declaration = Declaration::table(&header, &["n"]).expect("declares");
    let scratch = Memory::default();
    let layout = Layout::by_name("log.jsonl", &declaration, &header).expect("its own columns");
    let table = load_as(
        "log.jsonl",
        lines.as_slice(),
        Format::JsonLines,
        &layout,
        &declaration,
        &Options::new(&scratch),
    );
    check("log", &declaration, &table.expect("reads"), [0xa5; 32], &["10"]);
}

#[test]
fn a_folder() {
    let file = |path: &[u8], contents: &[u8]| Entry {
        path: path.to_vec(),
        kind: EntryKind::File { size: contents.len() as u64, contents: Digest::of(&[contents]) },
    };
    let entries = [
        file(b"firmware/boot.bin", b"abc"),
        Entry { path: b"firmware".to_vec(), kind: EntryKind::Folder },
        file(b"caf\xe9", b""),
        Entry { path: b"latest".to_vec(), kind: EntryKind::Link { target: b"firmware/boot.bin".to_vec() } },
    ];
    let scratch = Memory::default();
    check(
        "files",
        &files_declaration(),
        &files_table("d", &entries, &scratch),
        [1; 32],
        &["firmware/boot.bin"],
    );
}

/// Every byte of a published file counts: none can be altered and still hold.
#[test]
fn no_byte_of_seal_proof_or_openings_can_change() {
    let public = PublicPart::parse(&text("roll.seal")).expect("parses");
    let proof = Proof::parse(&text("roll.proof")).expect("parses");
    let flips = |bytes: &[u8]| {
        let bytes = bytes.to_vec();
        (0..bytes.len())
            .flat_map(move |at| [0x01, 0x20, 0x80].map(|bit| (at, bit)))
            .map({
                let bytes = bytes.clone();
                move |(at, bit)| {
                    let mut flipped = bytes.clone();
                    flipped[at] ^= bit;
                    flipped
                }
            })
            .collect::<Vec<_>>()
    };
    for flipped in flips(&vector("roll.seal")) {
        let read = String::from_utf8(flipped).ok().and_then(|text| PublicPart::parse(&text).ok());
        assert!(read.is_none_or(|altered| proof.verify(&altered).is_err()));
    }
    for flipped in flips(&vector("roll.proof")) {
        let read = String::from_utf8(flipped).ok().and_then(|text| Proof::parse(&text).ok());
        assert!(read.is_none_or(|altered| altered.verify(&public).is_err()));
    }
    for flipped in flips(&vector("roll.openings")) {
        let Ok(openings) = Openings::open(flipped.as_slice()) else { continue };
        let header = openings.header().clone();
        let root = root_of(&header.declaration, header.rows, openings, &header.seed, 1);
        assert!(root.is_err() || root.is_ok_and(|root| root != public.root()));
    }
}

#[test]
fn openings_that_are_cut_short_or_go_on_are_refused() {
    let whole = vector("roll.openings");
    let read = |bytes: &[u8]| {
        let mut openings = Openings::open(bytes)?;
        while !openings.next_batch()?.is_empty() {}
        Ok::<_, seal::SealError>(())
    };
    read(&whole).expect("is whole");
    for length in 0..whole.len() {
        assert!(read(&whole[..length]).is_err(), "cut at {length}");
    }
    assert!(read(&[&whole[..], b"\0"].concat()).is_err());
}
