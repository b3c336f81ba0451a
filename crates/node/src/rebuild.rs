//! The cache made anew: dropped, and filled by replaying the logs, where no node runs. No key is needed, and signatures that were checked once are
//! not checked again.

use crate::{Clock, Papers, jobs::noting::Noting};
use home::Home;
use logdir::Tiles;
use statement::MemberName;
use store::Store;

/// What was replayed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many entries.
    pub entries: u64,
    /// How many signatures were checked, since nobody had before.
    pub checked: u64,
}

/// Drops the cache of a home and fills it again. `progress` gets how many entries are noted down, and how many there are.
///
/// # Errors
/// A home that a node uses; logs that are damaged; those of the disk. What was done stays, and the next start of a node does the rest.
pub fn rebuild(home: &Home, mut progress: impl FnMut(u64, u64)) -> anyhow::Result<Rebuilt> {
    let papers = Papers::load(home, Default::default())?.known();
    let (unit, now) = (papers.unit()?, Clock::of_system().now().unsigned_abs());
    // The lock of the store comes first: while a node runs, nothing is dropped.
    Store::drop_cache(&home.memory())?;
    let store = Store::open(&home.memory())?;
    store.keep().transact("belong to a unit", move |tx| tx.belong_to(&unit))?;
    let by = papers.judged_by();
    store.cache().transact("judge anew", move |tx| tx.judge_anew(&by))?;
    let logs = logs(home, &papers.sheets)?;
    let noting = Noting { store: &store, known: &papers, me: home.member(), now };
    let all = logs.iter().map(|(_, tiles)| tiles.size()).sum();
    let mut rebuilt = Rebuilt::default();
    for (owner, tiles) in &logs {
        let before = rebuilt.entries;
        while let Some(stepped) = noting.step(owner, tiles, tiles.size())? {
            rebuilt =
                Rebuilt { entries: before + stepped.entries.end, checked: rebuilt.checked + stepped.checked };
            progress(rebuilt.entries, all);
        }
    }
    Ok(rebuilt)
}

/// Every log that is here, finished if a crash interrupted it.
fn logs(home: &Home, sheets: &home::Sheets) -> anyhow::Result<Vec<(MemberName, Tiles)>> {
    let mut logs = Vec::new();
    for owner in home.shelf().logs()? {
        if let Some(log) = home.log(sheets, &owner)? {
            logs.push((owner, log.tiles()));
        }
    }
    Ok(logs)
}
