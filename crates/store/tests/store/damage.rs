//! Files that are not what was written: it is said, nothing panics, and the cache can be had again.

use super::{fresh, member, noted};
use log::{Hash, Held};
use statement::Kind;
use std::{fs, path::Path};
use store::{Act, Cause, Chain, Error, Filter, Store};

fn filled() -> tempfile::TempDir {
    let (folder, store) = fresh();
    let kept = store.keep().transact("fill", |tx| {
        for (number, name) in (0..).zip(["alpha", "bravo", "carol"]) {
            tx.swap_held(&member(name), &Held::default(), &Held { size: number + 1, root: Hash::leaf(b"") })?;
        }
        (0..300).try_for_each(|time| tx.audit(&Act { time, who: "node", act: "fill", object: "x" }).map(drop))
    });
    kept.expect("filled");
    let all: Vec<_> = (0..500).map(|number| noted(number, Kind::Intel)).collect();
    store.cache().transact("fill", move |tx| tx.note_down(&member("alpha"), 0, &all)).expect("filled");
    drop(store);
    folder
}

/// Everything that is there, read.
fn read(folder: &Path) -> Result<Chain, Error> {
    let store = Store::open(folder)?;
    store.keep().read("held", |view| view.all_held())?;
    store.cache().read("logs", |view| view.logs())?;
    store.cache().read("list", |view| view.list(&Filter::default(), Default::default(), None, 1_000))?;
    store.cache().read("tallies", |view| view.tallies())?;
    (0..500).step_by(25).try_for_each(|number| {
        store.cache().read("ids", |view| view.statement(&noted(number, Kind::Intel).id)).map(drop)
    })?;
    store.keep().read("chain", |view| view.verify_chain())
}

#[test]
fn a_file_that_is_no_database_is_said() {
    for name in ["keep.sqlite", "cache.sqlite"] {
        let folder = filled();
        let path = folder.path().join(name);
        let whole = fs::read(&path).expect("read");
        for (case, damaged) in [
            b"no database at all, but long enough to be taken for one by its size".repeat(20),
            whole[..whole.len() / 2].to_vec(),
            whole[..1000].to_vec(),
            whole[..1].to_vec(),
        ]
        .into_iter()
        .enumerate()
        {
            fs::write(&path, damaged).expect("written");
            let error = read(folder.path()).expect_err(&format!("{name} {case} refused"));
            assert!(
                matches!(&error, Error::Storage { path: said, cause: Cause::Damaged, .. } if *said == path),
                "{error}"
            );
        }
    }
}

#[test]
fn flipped_bytes_anywhere_panic_nowhere() {
    let folder = filled();
    let names: Vec<_> =
        fs::read_dir(folder.path()).expect("read").map(|entry| entry.expect("read").file_name()).collect();
    assert_eq!(
        names.len(),
        3,
        "two files and the lock, and nothing beside them once it is closed: {names:?}"
    );
    let mut said = 0;
    for name in ["keep.sqlite", "cache.sqlite"] {
        let path = folder.path().join(name);
        let whole = fs::read(&path).expect("read");
        for at in (0..whole.len()).step_by(997) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            fs::write(&path, &damaged).expect("written");
            match read(folder.path()) {
                // SQLite has no checksums: a byte of a text can be another one and nobody knows, but for the audit log.
                Ok(Chain::Whole(head)) => assert_eq!(head.number, 300),
                Ok(Chain::Broken { .. }) => said += 1,
                Err(error) => {
                    said += 1;
                    assert_ne!(error.cause(), Some(Cause::Ours), "{name} at {at}: {error}");
                }
            }
            fs::write(&path, &whole).expect("written");
        }
    }
    assert!(said > 10, "{said}");
}

#[test]
fn a_damaged_cache_is_dropped_and_filled_anew() {
    let folder = filled();
    fs::write(folder.path().join("cache.sqlite"), b"garbage".repeat(999)).expect("written");
    assert!(Store::open(folder.path()).is_err());
    Store::drop_cache(folder.path()).expect("dropped");
    let store = Store::open(folder.path()).expect("opened");
    assert_eq!(store.cache().read("logs", |view| view.logs()), Ok(Vec::new()));
    assert_eq!(
        store.keep().read("held", |view| view.all_held()).expect("read").len(),
        3,
        "the rest is untouched"
    );
    assert_eq!(Store::drop_cache(folder.path()), Err(Error::InUse(folder.path().to_owned())));
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    for name in ["keep.sqlite", "cache.sqlite"] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        let raw = rusqlite::Connection::open(&path).expect("made");
        raw.execute_batch("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1);").expect("filled");
        drop(raw);
        let before = fs::read(&path).expect("read");
        assert_eq!(Store::open(folder.path()).err(), Some(Error::NotOurs(path.clone())));
        assert_eq!(fs::read(&path).expect("read"), before);
    }
}
