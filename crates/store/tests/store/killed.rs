//! A process that is killed in the middle of its transactions has lost nothing that was acknowledged.

use super::{
    fresh, member,
    process::{WRITERS, child, held},
};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
};
use store::{Chain, Store};

const ROUNDS: u64 = 12;

#[test]
fn threat_31_nothing_acknowledged_is_lost_when_it_is_killed() {
    let (folder, store) = fresh();
    drop(store);
    let mut acknowledged = BTreeMap::new();
    for round in 0..ROUNDS {
        // Another number of lines each time, none a multiple of another.
        run(folder.path(), 40 + round * 37 % 101, &mut acknowledged);
        check(folder.path(), &mut acknowledged);
    }
    assert!(acknowledged.values().all(|size| *size > 0), "all of them wrote: {acknowledged:?}");
}

/// Lets a child write until it has said so many lines, and kills it.
fn run(folder: &Path, lines: u64, acknowledged: &mut BTreeMap<String, u64>) {
    let mut child = child("process::writes", folder).spawn().expect("a child");
    let said = BufReader::new(child.stdout.take().expect("its output"));
    let mut left = lines;
    for line in said.lines() {
        // What it still says between the kill and its death is acknowledged too.
        let Ok(line) = line else { break };
        assert!(!line.starts_with("error"), "{line}");
        let Some((what, size)) = line.strip_suffix('.').and_then(|line| line.rsplit_once(' ')) else {
            continue;
        };
        let Ok(size) = size.parse() else { continue };
        acknowledged.insert(what.to_owned(), size);
        left = left.saturating_sub(1);
        if left == 0 {
            child.kill().expect("killed");
        }
    }
    child.wait().expect("dead");
}

/// What was acknowledged is there, and at most the one step of each writer that was under way besides; what is there is known from then on.
pub fn check(folder: &Path, acknowledged: &mut BTreeMap<String, u64>) {
    let store = Store::open(folder).expect("opened");
    let mut rows = 0;
    for name in WRITERS {
        let found = store.keep().read("held", |view| view.held(&member(name))).expect("read");
        let known = acknowledged.insert(format!("held {name}"), found.size).unwrap_or(0);
        assert!(
            (known..=known + 1).contains(&found.size),
            "{name}: {known} acknowledged, {} there",
            found.size
        );
        assert_eq!(found, held(found.size));
        rows += found.size;
    }
    let chain = store.keep().read("chain", |view| view.verify_chain()).expect("read");
    assert!(
        matches!(chain, Chain::Whole(head) if head.number == rows),
        "a row for each swap: {chain:?}, {rows}"
    );
    let noted = store.cache().read("log", |view| view.log(&member("alpha"))).expect("read").noted;
    let known = acknowledged.insert("noted alpha".to_owned(), noted).unwrap_or(0);
    assert!((known..=known + 50).contains(&noted), "{known} acknowledged, {noted} there");
    let entries = store
        .cache()
        .read("last", |view| view.entries(&member("alpha"), noted.saturating_sub(1), 2))
        .expect("read");
    assert_eq!(entries.len() as u64, u64::from(noted > 0));
}
