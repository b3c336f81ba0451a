//! A log that grows in a folder: what is appended is there, in the form that C2SP tlog-tiles describes, whatever was interrupted.

use crate::support::{check, create, entries, journal, key, other_key, sign};
use log::Checkpoint;
use logdir::{Error, LogDir};
use note::Note;
use std::fs;

#[test]
fn batches_of_all_sizes_grow_one_tree() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    let mut size = 0;
    for step in [1, 1, 2, 250, 2, 1, 255, 256, 257, 1000, 1, 66_000, 3] {
        log.append(entries(size, size + step), sign).expect("appended");
        size += step;
        if step % 2 == 0 {
            log.settle().expect("settled");
            check(folder.path(), size);
        }
    }
    log.settle().expect("settled");
    check(folder.path(), size);
    drop(log);
    let mut log = LogDir::open(folder.path(), key().verifier()).expect("opened");
    log.append(entries(size, size + 300), sign).expect("appended");
    log.settle().expect("settled");
    check(folder.path(), size + 300);
    assert!(!folder.path().join("tile/0/000.p").exists(), "narrow tiles go when the full one is there");
}

#[test]
fn what_was_committed_is_there_without_being_settled() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    log.append(entries(0, 300), sign).expect("appended");
    log.append(entries(300, 301), sign).expect("appended");
    drop(log);
    assert!(
        !folder.path().join("tile/0").exists() && journal(folder.path()).metadata().expect("there").len() > 0
    );
    let mut log = LogDir::open(folder.path(), key().verifier()).expect("opened");
    assert_eq!(log.head().checkpoint().size, 301);
    log.append(entries(301, 302), sign).expect("appended");
    log.settle().expect("settled");
    check(folder.path(), 302);
    assert_eq!(journal(folder.path()).metadata().expect("there").len(), 0);
}

#[test]
fn a_folder_is_for_one_process_one_log_and_one_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = create(folder.path());
    assert!(matches!(LogDir::open(folder.path(), key().verifier()), Err(Error::InUse(_))));
    drop(log);
    let again = LogDir::create(folder.path(), key().verifier(), Note::unsigned("x\n").expect("a note"));
    assert!(again.is_err());
    let other = other_key();
    assert!(matches!(LogDir::open(folder.path(), other.verifier()), Err(Error::NotAHead(_))));
}

#[test]
fn a_changed_tile_is_found_at_the_next_opening() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    log.append(entries(0, 300), sign).expect("appended");
    log.settle().expect("settled");
    drop(log);
    let tile = folder.path().join("tile/0/001.p/44");
    let mut bytes = fs::read(&tile).expect("a tile");
    bytes[5] ^= 1;
    fs::write(&tile, bytes).expect("written");
    assert!(matches!(LogDir::open(folder.path(), key().verifier()), Err(Error::Damaged { .. })));
}

#[test]
fn a_mirror_takes_only_what_the_log_signed() {
    let (own, copy) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (mut log, mut mirror) = (create(own.path()), create(copy.path()));
    let head = log.append(entries(0, 20), sign).expect("appended").clone();
    assert!(matches!(mirror.mirror(entries(0, 19), head.clone()), Err(Error::WrongTree(_))));
    assert!(matches!(mirror.mirror(entries(1, 21), head.clone()), Err(Error::WrongTree(_))));
    mirror.mirror(entries(0, 20), head).expect("mirrored");
    mirror.settle().expect("settled");
    check(copy.path(), 20);
}

#[test]
fn a_mirror_begins_with_whatever_the_log_has_by_then() {
    let (own, copy) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut log = create(own.path());
    let head = log.append(entries(0, 300), sign).expect("appended").clone();
    let keys = [key().verifier().clone()];
    let begin = |entries: &[Vec<u8>]| {
        let parts = entries.chunks(70).map(|part| Ok::<_, Error>(part.to_vec()));
        LogDir::create_mirror(copy.path(), &keys, parts, head.clone())
    };
    assert!(matches!(begin(&entries(0, 299)), Err(Error::WrongTree(_))));
    assert!(!copy.path().join("checkpoint").exists());
    drop(begin(&entries(0, 300)).expect("mirrored"));
    check(copy.path(), 300);
    assert!(matches!(begin(&entries(0, 300)), Err(Error::Exists(_))));
}

#[test]
fn a_log_goes_on_with_another_key_whatever_was_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = other_key();
    let mut log = create(folder.path());
    log.append(entries(0, 3), sign).expect("appended");
    log.settle().expect("settled");
    drop(log);
    let keys = [other.verifier().clone(), key().verifier().clone()];
    let mut log = LogDir::open_by_any(folder.path(), &keys).expect("opened");
    let by_other = |checkpoint: &Checkpoint| {
        Ok::<_, Error>(other.sign(Note::unsigned(&checkpoint.to_string()).expect("a note")))
    };
    log.append(entries(3, 5), by_other).expect("appended");
    // Dropped before it was settled: the checkpoint is by the old key, the batch by the new one.
    drop(log);
    assert!(LogDir::open(folder.path(), key().verifier()).is_err());
    assert_eq!(LogDir::open_by_any(folder.path(), &keys).expect("opened").head().checkpoint().size, 5);
    assert!(LogDir::open(folder.path(), other.verifier()).is_ok());
    assert!(LogDir::open_by_any(folder.path(), &[]).is_err());
}

#[test]
fn a_copy_without_its_empty_journal_is_a_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    log.append(entries(0, 3), sign).expect("appended");
    log.settle().expect("settled");
    drop(log);
    fs::remove_file(journal(folder.path())).expect("it is empty");
    let mut log = LogDir::open(folder.path(), key().verifier()).expect("opened");
    assert_eq!(log.append(entries(3, 4), sign).expect("appended").checkpoint().size, 4);
}

#[test]
fn a_tile_that_is_published_is_not_written_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut log = create(folder.path());
    log.append(entries(0, 300), sign).expect("appended");
    log.settle().expect("settled");
    // The same in the tree of 301 entries: if we crashed while it is written again, the published checkpoint would have no tree.
    let tile = folder.path().join("tile/1/000.p/1");
    let file = fs::File::options().write(true).open(tile).expect("a tile");
    file.set_modified(std::time::UNIX_EPOCH).expect("set");
    log.append(entries(300, 301), sign).expect("appended");
    log.settle().expect("settled");
    check(folder.path(), 301);
    let written = file.metadata().and_then(|meta| meta.modified()).expect("a time");
    assert_eq!(written, std::time::UNIX_EPOCH);
}

#[test]
fn a_mirror_takes_in_parts_what_is_too_much_at_once() {
    let (own, copy) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (mut log, mut mirror) = (create(own.path()), create(copy.path()));
    let first = log.append(entries(0, 20), sign).expect("appended").clone();
    mirror.mirror(entries(0, 20), first).expect("mirrored");
    let head = log.append(entries(20, 70_000), sign).expect("appended").clone();
    let tiles = log.tiles();
    let entry = |index: u64| tiles.entry(index).expect("an entry");
    let parts = |from: u64, to: u64| {
        let starts = (from..to).step_by(9_999);
        starts.map(move |start| Ok::<_, Error>((start..to.min(start + 9_999)).map(entry).collect::<Vec<_>>()))
    };
    for (from, to) in [(20, 69_999), (21, 70_000)] {
        let error = mirror.mirror_parts(parts(from, to), head.clone()).expect_err("another tree");
        assert!(matches!(error, Error::WrongTree(_)), "{error}");
        check(copy.path(), 20);
    }
    let stopped = parts(20, 70_000).take(3).chain([Err(Error::Overtaken)]);
    assert!(matches!(mirror.mirror_parts(stopped, head.clone()), Err(Error::Overtaken)));
    drop(mirror);
    let mut mirror = LogDir::open(copy.path(), key().verifier()).expect("opened");
    check(copy.path(), 20);
    mirror.mirror_parts(parts(20, 70_000), head).expect("mirrored");
    check(copy.path(), 70_000);
    mirror.append(entries(70_000, 70_001), sign).expect("appended");
    drop(mirror);
    drop(LogDir::open(copy.path(), key().verifier()).expect("opened"));
    check(copy.path(), 70_001);
}
