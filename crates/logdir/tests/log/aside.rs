//! Threat 31: a journal that was set aside, and is written into tiles while the log goes on.

use crate::support::{check, create, entries, journal, key, sign};
use log::Hash;
use logdir::{Error, LogDir, Tiles};
use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};
use tempfile::TempDir;

const FIRST: u64 = 300;
const SECOND: u64 = 20;

/// More than the journal takes before it is set aside, in entries of [`LARGE`] bytes.
const MANY: u64 = 700;
const LARGE: usize = 60_000;

/// Tells the test that is started by another to append until it is killed.
const APPEND_IN: &str = "DETENTE_TEST_APPEND_IN";

fn aside(folder: &Path) -> PathBuf {
    folder.join("journal.settling")
}

/// A log of which so much is in each of the two journals, and nothing in tiles but what `settled` says.
fn scene(settled: bool) -> (TempDir, Vec<u8>, Vec<u8>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    log.append(entries(0, FIRST), sign).expect("appended");
    let first = fs::read(journal(folder.path())).expect("there");
    if settled {
        log.settle().expect("settled");
    }
    log.append(entries(FIRST, FIRST + SECOND), sign).expect("appended");
    let both = fs::read(journal(folder.path())).expect("there");
    let second = if settled { both } else { both[first.len()..].to_vec() };
    (folder, first, second)
}

#[test]
fn threat_31_both_journals_are_taken_in_their_order_whatever_was_settled() {
    for settled in [false, true] {
        let (folder, first, second) = scene(settled);
        fs::write(aside(folder.path()), &first).expect("written");
        fs::write(journal(folder.path()), &second).expect("written");
        drop(LogDir::open(folder.path(), key().verifier()).expect("opened"));
        check(folder.path(), FIRST + SECOND);
        assert!(!aside(folder.path()).exists());
        assert_eq!(fs::metadata(journal(folder.path())).expect("there").len(), 0);
    }
}

#[test]
fn threat_31_a_crash_before_the_new_journal_is_made_loses_nothing() {
    let (folder, first, _) = scene(false);
    fs::write(aside(folder.path()), &first).expect("written");
    fs::remove_file(journal(folder.path())).expect("removed");
    let mut log = LogDir::open(folder.path(), key().verifier()).expect("opened");
    check(folder.path(), FIRST);
    log.append(entries(FIRST, FIRST + 1), sign).expect("appended");
    drop(log);
    drop(LogDir::open(folder.path(), key().verifier()).expect("opened"));
    check(folder.path(), FIRST + 1);
}

#[test]
fn threat_31_of_two_journals_only_the_newer_may_be_torn() {
    let (folder, first, second) = scene(false);
    fs::write(aside(folder.path()), &first).expect("written");
    fs::write(journal(folder.path()), &second[..second.len() - 1]).expect("written");
    drop(LogDir::open(folder.path(), key().verifier()).expect("opened"));
    check(folder.path(), FIRST);

    let (folder, first, second) = scene(false);
    let torn = &first[..first.len() - 1];
    fs::write(aside(folder.path()), torn).expect("written");
    fs::write(journal(folder.path()), &second).expect("written");
    let error = LogDir::open(folder.path(), key().verifier()).expect_err("damaged");
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
    assert_eq!(fs::read(aside(folder.path())).expect("there"), torn);
    assert_eq!(fs::read(journal(folder.path())).expect("there"), second);
}

#[test]
fn a_log_goes_on_while_its_journal_is_settled() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    for batch in 0..30 {
        log.append(large(batch * 100, 100), sign).expect("appended");
        check_entries(log.tiles(), (batch + 1) * 100);
    }
    log.settle().expect("settled");
    assert!(!aside(folder.path()).exists());
    check_entries(Tiles::new(folder.path(), 3000), 3000);
    assert_eq!(Tiles::new(folder.path(), 3000).root().expect("a root"), log.head().checkpoint().root);
}

#[test]
fn threat_29_what_cannot_be_settled_stays_in_the_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    log.append(large(0, MANY), sign).expect("appended");
    // No tile can be written where a file stands in the place of their folder.
    let tiles = folder.path().join("tile");
    fs::remove_dir_all(&tiles).expect("removed");
    fs::write(&tiles, b"").expect("written");
    log.append(large(MANY, MANY), sign).expect("the thread has only begun");
    for _ in 0..2 {
        log.append(large(2 * MANY, 1), sign).expect_err("neither journal has room");
        assert_eq!(log.head().checkpoint().size, 2 * MANY);
    }
    fs::remove_file(&tiles).expect("mended");
    log.append(large(2 * MANY, 1), sign).expect("appended");
    log.settle().expect("settled");
    check_entries(Tiles::new(folder.path(), 2 * MANY + 1), 2 * MANY + 1);
}

#[test]
fn threat_31_killed_at_any_time_while_it_settles() {
    if let Some(folder) = env::var_os(APPEND_IN) {
        return append_for_ever(Path::new(&folder));
    }
    let runs = env::var("DETENTE_CRASH_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(10);
    for run in 0..runs {
        let folder = tempfile::tempdir().expect("a folder");
        drop(create(folder.path()));
        let (mut child, said) = appending(folder.path());
        thread::sleep(Duration::from_millis(100 + run * 37 % 400));
        child.kill().expect("killed");
        child.wait().expect("gone");
        let acknowledged = BufReader::new(said).lines().map_while(Result::ok);
        let acknowledged = acknowledged.filter_map(|line| line.strip_prefix("size ")?.parse().ok()).last();
        let log = LogDir::open(folder.path(), key().verifier()).expect("opened");
        let size = log.head().checkpoint().size;
        assert!(size >= acknowledged.unwrap_or(0), "{size} of {acknowledged:?}");
        check_entries(Tiles::new(folder.path(), size), size);
    }
}

/// This test in a process of its own.
fn appending(folder: &Path) -> (Child, ChildStdout) {
    let test = "aside::threat_31_killed_at_any_time_while_it_settles";
    let mut child = Command::new(env::current_exe().expect("this program"))
        .args(["--exact", test, "--nocapture"])
        .env(APPEND_IN, folder)
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let said = child.stdout.take().expect("piped");
    (child, said)
}

fn append_for_ever(folder: &Path) {
    let mut log = LogDir::open(folder, key().verifier()).expect("opened");
    loop {
        let size = log.head().checkpoint().size;
        log.append(large(size, 100), sign).expect("appended");
        println!("size {}", log.head().checkpoint().size);
    }
}

fn large(from: u64, count: u64) -> Vec<Vec<u8>> {
    (from..from + count).map(large_entry).collect()
}

fn large_entry(number: u64) -> Vec<u8> {
    let mut entry = format!("entry {number} ").into_bytes();
    entry.resize(LARGE, b'x');
    entry
}

/// The tiles have these entries, in a tree that they make.
fn check_entries(mut tiles: Tiles, size: u64) {
    assert_eq!(tiles.size(), size);
    for index in (0..size).step_by(if size > 1000 { 61 } else { 7 }).chain(size.checked_sub(1)) {
        let entry = tiles.entry(index).expect("an entry");
        assert_eq!(entry, large_entry(index));
        let proof = tiles.prove_inclusion(index).expect("a proof");
        let root = tiles.root().expect("a root");
        assert_eq!(log::verify_inclusion(&Hash::leaf(&entry), index, size, &proof, &root), Ok(()));
    }
}
