//! EVTX that is cut, or damaged in a bit. Made from real recordings where they are there.

use crate::support::{
    files,
    program::run,
    real_data,
    scene::{Scene, hit, lines},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Bytes before the first chunk.
const FILE_HEADER: usize = 4096;

/// Bytes of a chunk, and of the header in it.
const CHUNK: usize = 65_536;
const CHUNK_HEADER: usize = 512;

/// Recordings of one chunk and of several.
fn recordings(data: &Path) -> Vec<Vec<u8>> {
    let all = files(data, ".evtx").into_iter().map(|path| fs::read(path).expect("a recording"));
    let (mut one, mut several) = (Vec::new(), Vec::new());
    for bytes in all {
        match (bytes.len() - FILE_HEADER) / CHUNK {
            1 if one.len() < 3 => one.push(bytes),
            2..=6 if several.len() < 3 => several.push(bytes),
            _ => {}
        }
    }
    one.extend(several);
    one
}

/// How many records `detente events` shows of each file of a folder.
fn shown(folder: PathBuf) -> BTreeMap<String, usize> {
    let run = run([PathBuf::from("events"), folder]);
    assert!(matches!(run.code, Some(0 | 3)), "{}", run.err);
    let mut counts = BTreeMap::new();
    for event in run.lines() {
        let file = event["source"]["file"].as_str().expect("a file").rsplit('/').next().expect("a name");
        *counts.entry(file.to_owned()).or_default() += 1;
    }
    counts
}

/// The whole recording beside its damaged forms; a log of another kind beside them all must be read.
fn scene(whole: &[u8], damaged: impl IntoIterator<Item = (String, Vec<u8>)>) -> BTreeMap<String, usize> {
    let scene = Scene::new();
    scene.log("whole", whole);
    scene.log("zz.json", lines(&[hit()]));
    damaged.into_iter().for_each(|(name, bytes)| drop(scene.log(&name, bytes)));
    let hunt = scene.hunt(&[]);
    assert!(matches!(hunt.code, Some(0 | 3)), "{}", hunt.err);
    assert!(hunt.found().iter().any(|found| found.file.ends_with("zz.json")), "{}", hunt.err);
    let counts = shown(scene.path("logs"));
    assert_eq!(counts.get("zz.json"), Some(&1));
    counts
}

fn of(counts: &BTreeMap<String, usize>, name: &str) -> usize {
    counts.get(name).copied().unwrap_or(0)
}

#[test]
fn threat_23_truncated_evtx() {
    let Some(data) = real_data("evtx") else { return };
    for whole in recordings(&data) {
        let cuts = [
            1,
            7,
            8,
            100,
            FILE_HEADER - 1,
            FILE_HEADER,
            FILE_HEADER + 8,
            FILE_HEADER + 300,
            FILE_HEADER + CHUNK_HEADER,
        ]
        .into_iter()
        .chain((1..12).map(|part| whole.len() * part / 12));
        let cut = cuts.map(|at| (format!("cut {at:08}"), whole[..at].to_vec()));
        let counts = scene(&whole, cut);
        let all = of(&counts, "whole");
        assert!(all > 0);
        let by_cut: Vec<usize> =
            counts.iter().filter(|(name, _)| name.starts_with("cut")).map(|(_, count)| *count).collect();
        assert!(by_cut.is_sorted(), "what is left longer shows no less: {by_cut:?} of {all}");
        assert!(by_cut.iter().all(|count| *count <= all));
        // A chunk that is whole is read whole.
        let chunks = (whole.len() - FILE_HEADER) / CHUNK;
        let of_longest = of(&counts, &format!("cut {:08}", whole.len() * 11 / 12));
        assert!(chunks == 1 || of_longest > 0, "nothing of {chunks} chunks was read");
    }
}

#[test]
fn threat_23_bit_flipped_evtx() {
    let Some(data) = real_data("evtx") else { return };
    for whole in recordings(&data) {
        let file_header = (0..128).step_by(5);
        let chunk_header = (FILE_HEADER..FILE_HEADER + CHUNK_HEADER).step_by(17);
        let records = (FILE_HEADER + CHUNK_HEADER..FILE_HEADER + CHUNK_HEADER + 6_000).step_by(83);
        let flip = |at: usize| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            (format!("flip {at}"), bytes)
        };
        let counts = scene(&whole, file_header.clone().chain(chunk_header).chain(records).map(flip));
        let all = of(&counts, "whole");
        assert!(all > 0);
        // The file's header only says what the chunks say themselves; its first bytes say that it is one.
        for at in file_header.filter(|at| *at >= 8) {
            assert_eq!(of(&counts, &format!("flip {at}")), all, "flip {at}");
        }
        for (name, count) in &counts {
            assert!(*count <= all, "{name}: {count} of {all}");
        }
    }
}

fn number_at(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

/// Where the records of the first chunk start. A record begins with two stars and two zeros, then its length; the chunk's header
/// says at byte 48 where its free space starts (libevtx, "Windows XML Event Log (EVTX) format", sections 3 and 4).
fn first_records(whole: &[u8]) -> Vec<usize> {
    let end = FILE_HEADER + number_at(whole, FILE_HEADER + 48);
    let next = |at: &usize| Some(at + number_at(whole, at + 4)).filter(|at| *at < end);
    let starts: Vec<usize> = std::iter::successors(Some(FILE_HEADER + CHUNK_HEADER), next).collect();
    assert!(starts.iter().all(|at| whole[*at..].starts_with(b"**\0\0")), "{starts:?}");
    starts
}

/// Damage to the last record of the first chunk costs no other.
#[test]
fn threat_23_a_bad_record_costs_one_record() {
    let Some(data) = real_data("evtx") else { return };
    for whole in recordings(&data) {
        let starts = first_records(&whole);
        let last = *starts.last().expect("a record");
        let length = number_at(&whole, last + 4);
        let damaged = [
            ("magic", last, 0xFF),
            ("length", last + 5, 0xFF),
            ("number", last + 9, 1),
            ("tail", last + length - 3, 0xFF),
        ];
        let damaged = damaged.map(|(name, at, mask)| {
            let mut bytes = whole.clone();
            bytes[at] ^= mask;
            (name.to_owned(), bytes)
        });
        let counts = scene(&whole, damaged.clone());
        let all = of(&counts, "whole");
        for (name, _) in damaged {
            let count = of(&counts, &name);
            assert!(count >= all - 1, "{name}: {count} of {all}");
        }
    }
}

#[test]
fn threat_23_evtx_of_nothing_but_magic() {
    let chunk = [b"ElfChnk\0".as_slice(), &[0xFF; CHUNK - 8]].concat();
    let header = [b"ElfFile\0".as_slice(), &[0xFF; FILE_HEADER - 8]].concat();
    let forged = [
        b"ElfFile\0".to_vec(),
        header.clone(),
        [header.clone(), chunk.clone()].concat(),
        [header.clone(), chunk.clone(), chunk].concat(),
        [header, vec![0; CHUNK]].concat(),
    ];
    let forged = forged.into_iter().enumerate().map(|(number, bytes)| (format!("forged {number}"), bytes));
    let counts = scene(b"{}\n", forged);
    assert!(counts.keys().all(|name| !name.starts_with("forged")), "{counts:?}");
}
