//! Programs that are older or newer than the file.

use super::{fresh, member};
use log::{Hash, Held};
use rusqlite::Connection;
use statement::Digest;
use std::path::Path;
use store::{Act, Error, Store};

const HELD: Held = Held { size: 7, root: Hash([7; 32]) };

fn filled() -> tempfile::TempDir {
    let (folder, store) = fresh();
    let kept = store.keep().transact("fill", |tx| {
        tx.belong_to(&Digest::of(b"unit"))?;
        tx.swap_held(&member("alpha"), &Held::default(), &HELD)?;
        tx.note_checked(&member("alpha"), 0, 7, &[(3, store::Flaw::Unverified)])?;
        tx.audit(&Act { time: 1, who: "node", act: "start", object: "" })
    });
    kept.expect("filled");
    folder
}

fn set(path: &Path, pragma: &str, value: i64) {
    Connection::open(path).expect("opened").pragma_update(None, pragma, value).expect("set");
}

#[test]
fn a_file_of_a_newer_version_is_refused_in_words() {
    let (keep, cache) = Store::versions();
    for (name, known) in [("keep.sqlite", keep), ("cache.sqlite", cache)] {
        let folder = filled();
        let path = folder.path().join(name);
        set(&path, "user_version", 99);
        let error = Store::open(folder.path()).err().expect("refused");
        assert_eq!(error, Error::Newer { path: path.clone(), version: 99, known });
        let words = error.to_string();
        assert!(words.contains("has version 99") && words.contains(&known.to_string()), "{words}");
        set(&path, "user_version", i64::from(known));
        assert!(Store::open(folder.path()).is_ok(), "it was not touched");
    }
}

#[test]
fn a_downgrade_loses_what_the_older_program_does_not_know_and_nothing_else() {
    let (newest, _) = Store::versions();
    for version in 0..=newest {
        let folder = filled();
        Store::downgrade(folder.path(), version).expect("downgraded");
        let raw = Connection::open(folder.path().join("keep.sqlite")).expect("opened");
        let found: u32 = raw.pragma_query_value(None, "user_version", |row| row.get(0)).expect("read");
        assert_eq!(found, version);
        drop(raw);
        let store = Store::open(folder.path()).expect("opened by the newer program");
        let seen = store.keep().read("all", |view| {
            Ok((
                view.unit()?.is_some(),
                view.held(&member("alpha"))? == HELD,
                view.audit_head()?.number,
                view.checked(&member("alpha"))?,
            ))
        });
        let expected =
            (version >= 1, version >= 2, u64::from(version >= 4), if version >= 5 { 7 } else { 0 });
        assert_eq!(seen, Ok(expected), "down to {version}");
    }
}

#[test]
fn a_downgrade_waits_for_the_node_to_stop() {
    let (folder, _store) = fresh();
    assert_eq!(Store::downgrade(folder.path(), 1), Err(Error::InUse(folder.path().to_owned())));
}
