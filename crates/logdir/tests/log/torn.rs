//! Threat 31: what a loss of power leaves of the journal. A record that was not written to its end goes; what was acknowledged stays, or it is
//! said that it is damaged.

use crate::support::{check, create, entries, journal, key, sign};
use logdir::{Error, LogDir};
use std::{fs, path::Path};
use tempfile::TempDir;

/// How many entries the two batches have.
const FIRST: u64 = 3;
const SECOND: u64 = 200;

/// A sector of a disk.
const SECTOR: usize = 512;

/// The checkpoint of an empty log, the journal of two batches that were not settled, and where the second begins.
struct Scene {
    checkpoint: Vec<u8>,
    journal: Vec<u8>,
    second: usize,
}

impl Scene {
    fn new() -> Self {
        let folder = quick_folder();
        let mut log = create(folder.path());
        log.append(entries(0, FIRST), sign).expect("appended");
        let second = bytes(folder.path()).len();
        log.append(entries(FIRST, FIRST + SECOND), sign).expect("appended");
        let checkpoint = fs::read(folder.path().join("checkpoint")).expect("there");
        Scene { checkpoint, journal: bytes(folder.path()), second }
    }

    /// A folder with this journal.
    fn with(&self, bytes: &[u8]) -> TempDir {
        let folder = quick_folder();
        fs::write(folder.path().join("checkpoint"), &self.checkpoint).expect("written");
        fs::write(journal(folder.path()), bytes).expect("written");
        folder
    }

    /// Opening it finds so many entries, and the log goes on from there.
    fn opens(&self, bytes: &[u8], size: u64, what: &str) {
        let folder = self.with(bytes);
        let mut log =
            LogDir::open(folder.path(), key().verifier()).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(log.head().checkpoint().size, size, "{what}");
        log.append(entries(size, size + 1), sign).expect("appended");
        drop(log);
        drop(LogDir::open(folder.path(), key().verifier()).expect("opened"));
        check(folder.path(), size + 1);
    }

    /// Opening it is refused, and changes nothing.
    fn is_damaged(&self, bytes: &[u8], what: &str) {
        let folder = self.with(bytes);
        let error = LogDir::open(folder.path(), key().verifier()).expect_err(what);
        assert!(matches!(error, Error::Damaged { .. } | Error::NotAHead(_)), "{what}: {error}");
        assert_eq!(fs::read(journal(folder.path())).expect("there"), bytes, "{what}");
        assert_eq!(fs::read(folder.path().join("checkpoint")).expect("there"), self.checkpoint, "{what}");
    }
}

/// In memory, where there is such a folder: hundreds of logs are opened.
fn quick_folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder")
}

fn bytes(folder: &Path) -> Vec<u8> {
    fs::read(journal(folder)).expect("there")
}

#[test]
fn threat_31_a_write_that_is_torn_at_any_byte_is_nothing() {
    let scene = Scene::new();
    for end in 0..scene.journal.len() {
        let size = if end < scene.second { 0 } else { FIRST };
        let torn = &scene.journal[..end];
        // All of the first record; of the second, which is alike, its edges.
        let is_edge = end < scene.second + 60 || end > scene.journal.len() - 220 || end % 97 == 0;
        if is_edge {
            scene.opens(torn, size, &format!("{end} bytes"));
        }
    }
    scene.opens(&scene.journal, FIRST + SECOND, "all of it");
}

#[test]
fn threat_31_a_write_of_which_any_sectors_are_missing_is_nothing() {
    let scene = Scene::new();
    let starts: Vec<usize> = std::iter::once(scene.second)
        .chain((0..scene.journal.len()).step_by(SECTOR).filter(|start| *start > scene.second))
        .collect();
    assert!(starts.len() > 3, "{starts:?}");
    for missing in 1_u32..1 << starts.len() {
        let mut torn = scene.journal.clone();
        for (at, start) in starts.iter().enumerate().filter(|(at, _)| missing >> at & 1 == 1) {
            let end = starts.get(at + 1).copied().unwrap_or(torn.len());
            torn[*start..end].fill(0);
        }
        scene.opens(&torn, FIRST, &format!("without the sectors {missing:b}"));
    }
}

#[test]
fn threat_31_a_changed_bit_of_what_was_acknowledged_is_said() {
    let scene = Scene::new();
    for at in 0..scene.journal.len() {
        let mut flipped = scene.journal.clone();
        flipped[at] ^= 1 << (at % 8);
        scene.is_damaged(&flipped, &format!("byte {at}"));
    }
}

#[test]
fn threat_31_damage_before_the_end_is_no_torn_write() {
    let scene = Scene::new();
    let (first, second) = scene.journal.split_at(scene.second);
    // A sector that the disk lost, with a record behind it that says that it was there.
    for lost in [0..SECTOR.min(scene.second), 0..60, 40..scene.second] {
        let mut damaged = scene.journal.clone();
        damaged[lost].fill(0);
        scene.is_damaged(&damaged, "a lost sector");
    }
    scene.is_damaged(&[second, first].concat(), "another order");
    scene.is_damaged(&[first, first].concat(), "the same twice");
    scene.is_damaged(second, "the first one is missing");
    scene.is_damaged(&[&scene.journal[..], &[b'x'; 100]].concat(), "something behind it");
    scene.is_damaged(&[&first[..first.len() - 1], second].concat(), "a byte is missing");
    scene.is_damaged(&[first, b"x", second].concat(), "a byte too many");
}

#[test]
fn threat_31_a_journal_that_was_settled_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    log.append(entries(0, 300), sign).expect("appended");
    log.append(entries(300, 301), sign).expect("appended");
    let settled = bytes(folder.path());
    log.settle().expect("settled");
    log.append(entries(301, 302), sign).expect("appended");
    let behind = bytes(folder.path());
    drop(log);
    // As if we had crashed before it was emptied, and as if it could not be emptied and the log went on.
    fs::write(journal(folder.path()), [settled, behind].concat()).expect("written");
    drop(LogDir::open(folder.path(), key().verifier()).expect("opened"));
    check(folder.path(), 302);
    assert!(bytes(folder.path()).is_empty());
}

#[test]
fn threat_29_a_full_disk_refuses_and_changes_nothing() {
    if !Path::new("/dev/full").exists() {
        return println!("skipped: there is no /dev/full");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    std::os::unix::fs::symlink("/dev/full", journal(folder.path())).expect("linked");
    for _ in 0..2 {
        assert!(matches!(log.append(entries(0, 3), sign), Err(Error::Io { .. })));
        assert_eq!((log.head().checkpoint().size, log.edge().size(), log.tiles().size()), (0, 0, 0));
    }
    drop(log);
    fs::remove_file(journal(folder.path())).expect("removed");
    let mut log = LogDir::open(folder.path(), key().verifier()).expect("opened");
    log.append(entries(0, 2), sign).expect("appended");
    log.settle().expect("settled");
    check(folder.path(), 2);
}
