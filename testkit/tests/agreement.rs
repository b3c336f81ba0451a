//! Three verifiers that share no code agree on files that chance has made out of the good ones of `vectors/`: what one accepts and another
//! refuses would be two histories of one log.

use std::{
    fs,
    path::{Path, PathBuf},
};
use testkit::{agreement::Agreement, chance::Chance, verifiers::Verifier};

/// How many files are made of each good one.
const EACH: usize = 24;

/// Kinds of one file that say only whether it can be read: without a signature in the way, small changes are often good.
const READ: [(&str, &str); 5] = [
    ("note", "text"),
    ("checkpoint", "text"),
    ("proof", "path"),
    ("statement", "text"),
    ("evidence", "evidence"),
];

/// What stands in such files, to be put anywhere.
const WORDS: [&str; 40] = [
    "\n",
    "\n\n",
    " ",
    "  ",
    "\r",
    "\t",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "=",
    "==",
    "+",
    "-",
    "0",
    "1",
    "9",
    "9223372036854775807",
    "9223372036854775808",
    "A",
    "B",
    "/",
    "_",
    "\u{2014} ",
    "unit",
    "members beta",
    "TLP:RED",
    "PAP:RED",
    "refs ",
    "until 2026-12-22T20:00:00Z\n",
    "operator anna\n",
    "own x\n",
    "2024-02-29",
    "0000-01-01",
    "9999-12-31",
    "none",
    "all",
    "extra QQ==\n",
];

fn vectors(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors").join(set)
}

/// Kinds and files of the good lines. Charters' texts are left out: the verifier in Go reads less TOML than there is.
fn good(set: &str) -> Vec<(String, Vec<Vec<u8>>)> {
    let index = fs::read_to_string(vectors(set).join("index.tsv")).expect("an index");
    let columns = index.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let good = columns.filter(|columns| columns[2] == "good" && columns[0] != "charter");
    let read = |name: &str| fs::read(vectors(set).join(name)).expect("a file");
    good.map(|columns| (columns[0].to_owned(), columns[1].split(' ').map(read).collect())).collect()
}

/// One change: bytes go, come, become others; lines go, come twice, come from elsewhere.
fn change(bytes: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let lines =
        |bytes: &[u8]| bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (mut own, others) = (lines(bytes), lines(other));
    let word = WORDS[chance.below(WORDS.len())].as_bytes();
    let (at, line) = (chance.below(bytes.len() + 1), chance.below(own.len()));
    match chance.below(8) {
        0 => [&bytes[..at], word, &bytes[at..]].concat(),
        1 => [&bytes[..at], &bytes[(at + 1 + chance.below(4)).min(bytes.len())..]].concat(),
        2 => [&bytes[..at], word, &bytes[(at + word.len()).min(bytes.len())..]].concat(),
        3 => {
            let mut bytes = bytes.to_vec();
            bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << chance.below(8));
            bytes
        }
        4 => {
            own.remove(line);
            own.concat()
        }
        5 => {
            own.insert(chance.below(own.len() + 1), own[line].clone());
            own.concat()
        }
        6 => {
            own.insert(line, others[chance.below(others.len())].clone());
            own.concat()
        }
        _ => {
            // The line of the same name in another file.
            let name = own[line].split(|byte| *byte == b' ').next().unwrap_or_default().to_vec();
            let there = others.iter().find(|other| other.starts_with(&name));
            own[line] = there.unwrap_or(&own[0]).clone();
            own.concat()
        }
    }
}

#[test]
fn verifiers_agree_on_what_chance_makes() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("agreement");
    let others =
        Verifier::all(&folder.join("verifiers"), |why| eprintln!("skipped: {why}")).expect("they build");
    let mut chance = Chance::new(5);
    let mut agreement = Agreement::new(&folder.join("files")).expect("a folder");
    for set in ["log", "statement"] {
        let good = good(set);
        for (kind, files) in &good {
            let alike: Vec<_> = good.iter().filter(|(other, _)| other == kind).collect();
            for _ in 0..EACH {
                let mut files = files.clone();
                // Mostly the last file, which is what is judged; else what it is judged by.
                let place = if chance.below(4) == 0 { chance.below(files.len()) } else { files.len() - 1 };
                for _ in 0..=chance.below(2) {
                    let other = &alike[chance.below(alike.len())].1;
                    files[place] = change(&files[place], &other[place.min(other.len() - 1)], &mut chance);
                    files[place].is_empty().then(|| files[place].push(b'\n'));
                }
                agreement.case(kind, &files).expect("room");
                let read = READ.iter().find(|(of, _)| of == kind).map(|(_, kind)| kind);
                read.into_iter()
                    .for_each(|kind| agreement.case(kind, &files[files.len() - 1..]).expect("room"));
            }
        }
    }
    let differences = agreement.differences(&others).expect("they run");
    println!("{agreement}");
    assert_eq!(differences, Vec::<String>::new());
}
