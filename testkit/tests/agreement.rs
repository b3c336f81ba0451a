//! Three verifiers that share no code agree on files that chance has made out of the good ones of `vectors/`: what one accepts and another
//! refuses would be two histories of one log.

use note::Note;
use std::{
    fs,
    path::{Path, PathBuf},
};
use testkit::{agreement::Agreement, chance::Chance, resign::Keys, verifiers::Verifier};

/// How many files are made of each good one.
const EACH: usize = 24;

/// Kinds of one file that say only whether it can be read: without a signature in the way, small changes are often good.
const READ: [(&str, &str); 5] = [
    ("note", "text"),
    ("checkpoint", "text"),
    ("proof", "path"),
    ("entry", "text"),
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

/// What a verdict is on.
type Files = Vec<Vec<u8>>;

/// A kind and its files.
type Case = (String, Files);

fn vectors(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors").join(set)
}

/// Kinds and files of the good lines.
fn good(set: &str) -> Vec<Case> {
    let index = fs::read_to_string(vectors(set).join("index.tsv")).expect("an index");
    let columns = index.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let good = columns.filter(|columns| columns[2] == "good");
    let read = |name: &str| fs::read(vectors(set).join(name)).expect("a file");
    good.map(|columns| (columns[0].to_owned(), columns[1].split(' ').map(read).collect())).collect()
}

/// One change: bytes go, come, become others; lines go, come twice, come from elsewhere.
fn change(bytes: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let lines =
        |bytes: &[u8]| bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (mut own, others) = (lines(bytes), lines(other));
    let word = WORDS[chance.below(WORDS.len())].as_bytes();
    if own.is_empty() || others.is_empty() {
        return word.to_vec();
    }
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

/// What is made of one good case: mostly its last file is changed, which is what is judged; else what it is judged by. The text of a
/// note is changed and signed anew as often as its bytes are changed, or signatures would be all that is ever refused.
fn changed(files: &[Vec<u8>], alike: &[&Files], chance: &mut Chance, keys: &mut Keys) -> Files {
    let mut files = files.to_vec();
    let place = if chance.below(4) == 0 { chance.below(files.len()) } else { files.len() - 1 };
    for _ in 0..=chance.below(2) {
        let other = alike[chance.below(alike.len())];
        let other = &other[place.min(other.len() - 1)];
        let file = &mut files[place];
        let anew = match (Note::parse(file), chance.below(2)) {
            (Ok(note), 0) => signed_anew(&note, other, chance, keys),
            _ => None,
        };
        *file = anew.unwrap_or_else(|| change(file, other, chance));
    }
    files
}

fn signed_anew(note: &Note, other: &[u8], chance: &mut Chance, keys: &mut Keys) -> Option<Vec<u8>> {
    let text = String::from_utf8(change(note.text().as_bytes(), other, chance)).ok()?;
    Some(keys.resign(&text, note)?.to_string().into_bytes())
}

#[test]
fn verifiers_agree_on_what_chance_makes() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("agreement");
    let others =
        Verifier::all(&folder.join("verifiers"), |why| eprintln!("skipped: {why}")).expect("they build");
    let (mut chance, mut keys) = (Chance::new(5), Keys::default());
    let mut agreement = Agreement::new(&folder.join("files")).expect("a folder");
    for (kind, files, alike) in ["log", "statement"].map(good).iter().flat_map(|good| each(good)) {
        for _ in 0..EACH {
            let files = changed(files, &alike, &mut chance, &mut keys);
            agreement.case(kind, &files).expect("room");
            let read = READ.iter().find(|(of, _)| *of == kind).map(|(_, kind)| kind);
            read.into_iter().for_each(|kind| agreement.case(kind, &files[files.len() - 1..]).expect("room"));
        }
    }
    let differences = agreement.differences(&others).expect("they run");
    println!("{agreement}");
    assert_eq!(differences, Vec::<String>::new());
}

/// Each case with the files of all cases of its kind.
fn each(good: &[Case]) -> impl Iterator<Item = (&str, &Files, Vec<&Files>)> {
    let alike = |kind: &str| good.iter().filter(|(other, _)| other == kind).map(|(_, files)| files).collect();
    good.iter().map(move |(kind, files)| (kind.as_str(), files, alike(kind)))
}
