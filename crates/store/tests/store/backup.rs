//! Backups of what is no cache, and what is refused when one is to be restored.

use super::{fresh, member, process::held};
use statement::Digest;
use std::{fs, path::Path, thread};
use store::{Act, Cause, Chain, Error, Store};

fn unit() -> Digest {
    Digest::of(b"charter 1")
}

/// A store of the unit with a witness state of that size, and a backup of it.
fn backed_up(size: u64) -> (tempfile::TempDir, Store, std::path::PathBuf) {
    let (folder, store) = fresh();
    let filled = store.keep().transact("fill", move |tx| {
        tx.belong_to(&unit())?;
        tx.audit(&Act { time: 1, who: "node", act: "start", object: "" })?;
        tx.swap_held(&member("alpha"), &held(0), &held(size))
    });
    assert_eq!(filled, Ok(true));
    let backup = folder.path().join("backup.sqlite");
    store.backup(&backup).expect("backed up");
    (folder, store, backup)
}

fn state(folder: &Path) -> (log::Held, Option<u64>) {
    let store = Store::open(folder).expect("opened");
    store.keep().read("state", |view| Ok((view.held(&member("alpha"))?, view.restored_at()?))).expect("read")
}

#[test]
fn threat_8_a_restored_state_is_marked_until_the_peers_were_asked() {
    let (folder, store, backup) = backed_up(5);
    assert_eq!(store.swap_held(&member("alpha"), &held(5), &held(9)), Ok(true), "the node went on");
    assert_eq!(
        Store::restore(folder.path(), &backup, &unit(), 77),
        Err(Error::InUse(folder.path().to_owned()))
    );
    drop(store);
    Store::restore(folder.path(), &backup, &unit(), 77).expect("restored");
    assert_eq!(state(folder.path()), (held(5), Some(77)), "it is old, and says so");
    let store = Store::open(folder.path()).expect("opened");
    store.keep().transact("settle", |tx| tx.settle_restore()).expect("settled");
    drop(store);
    assert_eq!(state(folder.path()), (held(5), None));
    let replaced = rusqlite::Connection::open(folder.path().join("replaced.sqlite")).expect("opened");
    let size: i64 = replaced.query_row("SELECT size FROM held", [], |row| row.get(0)).expect("read");
    assert_eq!(size, 9, "what was there is put aside whole");
}

#[test]
fn a_backup_is_one_private_file_and_overwrites_nothing() {
    let (folder, store, backup) = backed_up(5);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&backup).expect("there").permissions().mode() & 0o777, 0o600);
    }
    let beside: Vec<_> =
        fs::read_dir(folder.path()).expect("read").map(|entry| entry.expect("read").file_name()).collect();
    assert_eq!(
        beside.iter().filter(|name| name.to_string_lossy().starts_with("backup")).count(),
        1,
        "{beside:?}"
    );
    assert_eq!(store.backup(&backup), Err(Error::Exists(backup.clone())));
    let nowhere = folder.path().join("missing/backup");
    assert_eq!(store.backup(&nowhere).expect_err("refused").cause(), Some(Cause::Io));
}

#[test]
fn a_backup_is_of_one_moment_while_others_write() {
    let (folder, store, _) = backed_up(1);
    let writing = |store: &Store| {
        (1..200).for_each(|size| {
            let done = store.keep().transact("swap and audit", move |tx| {
                tx.audit(&Act { time: size, who: "node", act: "swap", object: "" })?;
                tx.swap_held(&member("alpha"), &held(size), &held(size + 1))
            });
            assert_eq!(done, Ok(true));
        });
    };
    let backups: Vec<_> = (0..10).map(|number| folder.path().join(format!("{number}.sqlite"))).collect();
    thread::scope(|scope| {
        scope.spawn(|| writing(&store));
        backups.iter().for_each(|backup| store.backup(backup).expect("backed up"));
    });
    for backup in &backups {
        let other = tempfile::tempdir().expect("a folder");
        Store::restore(other.path(), backup, &unit(), 1).expect("restored");
        let store = Store::open(other.path()).expect("opened");
        let (size, chain) = store
            .keep()
            .read("both", |view| Ok((view.held(&member("alpha"))?.size, view.verify_chain()?)))
            .expect("read");
        assert!(matches!(chain, Chain::Whole(head) if head.number == size), "{chain:?} {size}");
    }
}

#[test]
fn what_is_no_backup_of_this_unit_is_refused_and_nothing_changes() {
    let (folder, store, backup) = backed_up(5);
    drop(store);
    let whole = fs::read(&backup).expect("read");
    let bad = folder.path().join("bad.sqlite");
    let restore = |bytes: &[u8]| {
        fs::write(&bad, bytes).expect("written");
        Store::restore(folder.path(), &bad, &unit(), 9).expect_err("refused")
    };
    for damaged in [&whole[..whole.len() - 4096], &whole[..100], b"no database".repeat(500).as_slice()] {
        let error = restore(damaged);
        assert!(
            matches!(&error, Error::Storage { path, cause: Cause::Damaged, .. } if *path == bad),
            "{error}"
        );
    }
    let changed = |pragma: &str, value: i64| {
        fs::write(&bad, &whole).expect("written");
        rusqlite::Connection::open(&bad).expect("opened").pragma_update(None, pragma, value).expect("set");
        fs::read(&bad).expect("read")
    };
    let (known, _) = Store::versions();
    assert_eq!(restore(&changed("user_version", 99)), Error::Newer { path: bad.clone(), version: 99, known });
    assert_eq!(restore(&changed("application_id", 5)), Error::NotOurs(bad.clone()));
    assert_eq!(restore(b""), Error::NotOurs(bad.clone()));
    let other = Store::restore(folder.path(), &backup, &Digest::of(b"other"), 9);
    assert_eq!(other, Err(Error::OtherUnit(backup.clone())));
    let missing =
        Store::restore(folder.path(), &folder.path().join("missing"), &unit(), 9).expect_err("refused");
    assert_eq!(missing.cause(), Some(Cause::Io), "{missing}");
    assert_eq!(state(folder.path()), (held(5), None));
}

#[test]
fn threat_31_a_restore_that_was_interrupted_is_finished_by_the_next_start() {
    // The file is committed under its name; then what was there was put aside, or not yet.
    for put_aside in [false, true] {
        let (folder, store, backup) = backed_up(5);
        assert_eq!(store.swap_held(&member("alpha"), &held(5), &held(9)), Ok(true));
        drop(store);
        fs::copy(&backup, folder.path().join("restored.sqlite")).expect("copied");
        if put_aside {
            fs::rename(folder.path().join("keep.sqlite"), folder.path().join("replaced.sqlite"))
                .expect("renamed");
        }
        assert_eq!(state(folder.path()).0, held(5));
        assert!(!folder.path().join("restored.sqlite").exists());
    }
}

#[test]
fn a_second_restore_puts_the_first_one_aside() {
    let (folder, store, backup) = backed_up(5);
    drop(store);
    for time in [1, 2, 3] {
        Store::restore(folder.path(), &backup, &unit(), time).expect("restored");
        assert_eq!(state(folder.path()), (held(5), Some(time)));
    }
}

#[test]
fn a_file_that_is_damaged_or_gone_can_be_replaced() {
    for damage in [Some(b"garbage".repeat(2_000)), Some(Vec::new()), None] {
        let (folder, store, backup) = backed_up(5);
        drop(store);
        let keep = folder.path().join("keep.sqlite");
        match damage {
            Some(bytes) => fs::write(&keep, bytes).expect("written"),
            None => fs::remove_file(&keep).expect("removed"),
        }
        Store::restore(folder.path(), &backup, &unit(), 8).expect("restored");
        assert_eq!(state(folder.path()), (held(5), Some(8)));
    }
}
