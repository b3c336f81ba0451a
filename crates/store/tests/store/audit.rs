//! The local audit log: it only grows, and whoever changes it is found out.

use super::fresh;
use note::encoding::base64;
use rusqlite::Connection;
use statement::Digest;
use std::path::Path;
use store::{Act, AuditHead, Chain, Error, Store};

const ACT: Act<'static> = Act { time: 1_795_000_000, who: "maria-k", act: "operator-add", object: "karl" };

fn filled(rows: u64) -> (tempfile::TempDir, AuditHead) {
    let (folder, store) = fresh();
    let head = store.keep().transact("fill", move |tx| {
        (0..rows).try_for_each(|row| tx.audit(&Act { time: ACT.time + row, ..ACT }).map(drop))?;
        tx.audit_head()
    });
    (folder, head.expect("filled"))
}

fn verify(folder: &Path) -> Chain {
    let store = Store::open(folder).expect("opened");
    store.keep().read("verify", |view| view.verify_chain()).expect("read")
}

#[test]
fn a_row_hashes_the_bytes_that_are_documented() {
    let (_folder, store) = fresh();
    let two =
        store.keep().transact("two rows", |tx| Ok((tx.audit(&ACT)?, tx.audit(&Act { object: "", ..ACT })?)));
    let first = format!(
        "detente/audit/v1\nnumber 1\nbefore {}\ntime 1795000000\nwho maria-k\nact operator-add\nobject karl\n",
        base64(&[0; 32])
    );
    let first = Digest::of(first.as_bytes());
    let second = format!(
        "detente/audit/v1\nnumber 2\nbefore {}\ntime 1795000000\nwho maria-k\nact operator-add\nobject \n",
        base64(&first.0)
    );
    let second = AuditHead { number: 2, hash: Digest::of(second.as_bytes()) };
    assert_eq!(two, Ok((AuditHead { number: 1, hash: first }, second)));
    assert_eq!(store.keep().read("verify", |view| view.verify_chain()), Ok(Chain::Whole(second)));
    let rows = store.keep().read("rows", |view| view.audit_rows(None, 10)).expect("read");
    assert_eq!(
        rows.iter().map(|row| (row.number, row.before)).collect::<Vec<_>>(),
        [(2, first), (1, Digest([0; 32]))]
    );
    assert_eq!(store.keep().read("rows", |view| view.audit_rows(Some(2), 10)).expect("read").len(), 1);
}

#[test]
fn a_row_and_what_it_tells_of_are_there_together_or_not_at_all() {
    let (_folder, store) = fresh();
    let failed = store.keep().transact("audited", |tx| {
        tx.audit(&ACT)?;
        tx.count_failure("\n", 1)
    });
    assert!(failed.is_err());
    assert_eq!(store.keep().read("head", |view| view.audit_head()).expect("read").number, 0);
    for act in [
        Act { who: "two\nlines", ..ACT },
        Act { act: "\u{1b}[31m", ..ACT },
        Act { object: "\u{85}", ..ACT },
        Act { who: &"w".repeat(129), ..ACT },
        Act { act: &"a".repeat(65), ..ACT },
        Act { object: &"o".repeat(513), ..ACT },
    ] {
        let (who, act, object) = (act.who.to_owned(), act.act.to_owned(), act.object.to_owned());
        let refused = store
            .keep()
            .transact("refused", move |tx| tx.audit(&Act { time: 1, who: &who, act: &act, object: &object }));
        assert!(matches!(refused, Err(Error::Refused { .. })), "{refused:?}");
    }
}

#[test]
fn sql_cannot_change_or_shorten_it() {
    let (folder, head) = filled(5);
    let raw = Connection::open(folder.path().join("keep.sqlite")).expect("opened");
    for sql in [
        "UPDATE audit SET who = 'nobody' WHERE number = 2",
        "DELETE FROM audit WHERE number = 5",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT 5, time, 'x', act, object, before, hash FROM audit WHERE number = 5",
        "INSERT INTO audit SELECT 9, time, who, act, object, before, hash FROM audit WHERE number = 5",
    ] {
        let error = raw.execute(sql, []).expect_err(sql).to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
    drop(raw);
    assert_eq!(verify(folder.path()), Chain::Whole(head));
}

#[test]
fn whoever_takes_the_triggers_away_is_found_out() {
    for (sql, number) in [
        ("UPDATE audit SET who = 'nobody' WHERE number = 2", 2),
        ("UPDATE audit SET time = time + 1 WHERE number = 1", 1),
        ("UPDATE audit SET hash = zeroblob(32) WHERE number = 5", 5),
        ("UPDATE audit SET before = zeroblob(32) WHERE number = 4", 4),
        ("DELETE FROM audit WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("UPDATE audit SET number = 9 WHERE number = 5", 5),
        // Two lines of one value, to read as the line behind it.
        ("UPDATE audit SET who = 'maria-k' || char(10) || 'act x', act = 'operator-add' WHERE number = 2", 2),
    ] {
        let (folder, _) = filled(5);
        let raw = Connection::open(folder.path().join("keep.sqlite")).expect("opened");
        for trigger in ["is_never_changed", "is_never_shortened", "only_grows"] {
            raw.execute_batch(&format!("DROP TRIGGER audit_{trigger}")).expect("dropped");
        }
        assert_eq!(raw.execute(sql, []), Ok(1), "{sql}");
        drop(raw);
        assert!(matches!(verify(folder.path()), Chain::Broken { number: at, .. } if at == number), "{sql}");
    }
}
