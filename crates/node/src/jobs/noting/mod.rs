//! Noting down: what logs say, judged by the written rules, goes into the cache, a few thousand entries at a time.
//!
//! What an entry counts for depends on charters and key sheets; when there are new ones, the logs that they bear upon are noted down anew,
//! without checking signatures again that were checked.

mod reading;
mod step;

use crate::{AlarmKind, Change, Known, Node, blocking, crash::point};
use log::Timestamp;
use logdir::Tiles;
use reading::Reading;
use statement::{Kind, MemberName};
use std::{
    ops::Range,
    sync::{Arc, PoisonError},
};
use step::{Outcome, Step};
use store::Store;

/// How many entries are noted down in one transaction: a multiple of what a bundle has.
const STEP: u64 = 2048;

/// Notes down whatever is longer here than in the cache, whenever a log grows.
pub(crate) async fn run(node: Arc<Node>) {
    let mut changes = node.changes();
    while !node.is_stopping() {
        let done = blocking(|| node.note_all());
        match done {
            // Everything is noted down: wait for a log to grow, or for papers, and then look at all logs, so that it does not matter if some news was missed.
            Ok(()) => loop {
                let change = tokio::select! {
                    change = changes.recv() => change,
                    () = node.stopping() => return,
                };
                match change {
                    Ok(Change::Grown { .. } | Change::Paper { .. })
                    | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => break,
                    Ok(_) => {}
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                }
            },
            Err(error) => {
                node.alarm(AlarmKind::Disk, None, format!("what the logs say cannot be noted down: {error}"));
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
}

impl Node {
    /// Notes down what is new in all logs that are here.
    pub(crate) fn note_all(&self) -> anyhow::Result<()> {
        for (owner, head) in self.heads() {
            while self.note_step(&owner, head.checkpoint().size)? {
                if self.is_stopping() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Notes down the next entries of a log of `size`. `false` where there were none.
    fn note_step(&self, owner: &MemberName, size: u64) -> anyhow::Result<bool> {
        let Some(tiles) = self.tiles(owner) else { return Ok(false) };
        let (known, now) = (self.papers.known(), self.clock.now().unsigned_abs());
        let noting = Noting { store: &self.store, known: &known, me: self.member(), now };
        let Some(stepped) = noting.step(owner, &tiles, size)? else { return Ok(false) };
        self.tell_outcome(owner, stepped.entries, stepped.outcome);
        Ok(true)
    }

    fn tell_outcome(&self, owner: &MemberName, noted: Range<u64>, outcome: Outcome) {
        if let Some(quote) = outcome.quote {
            self.quoted(owner, quote.covers);
        }
        if outcome.wants_bodies {
            self.want_bodies();
        }
        outcome.evidence.iter().for_each(|evidence| self.evidence_said(evidence));
        if !self.is_news(owner, noted) {
            return;
        }
        for (id, kind) in outcome.said {
            if owner != self.member() {
                let is_sighting = kind == Kind::Sighting.as_str();
                self.tell(Change::Statement { id, member: owner.clone(), kind });
                if is_sighting {
                    self.tell_told(&id);
                }
            }
        }
        if let Some(quote) = outcome.quote {
            self.tell(Change::OnRecord { log: owner.clone(), size: quote.covers, time: quote.time });
        }
        if outcome.voids > 0 {
            let words =
                format!("{} more entries of the log of {owner} are void: {}", outcome.voids, outcome.why);
            self.alarm(AlarmKind::VoidEntries, Some(owner), words);
        }
    }

    /// Whether these entries are noted down for the first time since the start. What is judged anew is no news.
    fn is_news(&self, owner: &MemberName, noted: Range<u64>) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let upto = told.entry(owner.clone()).or_default();
        let is_news = noted.start >= *upto;
        *upto = (*upto).max(noted.end);
        is_news
    }
}

/// What is needed to note down, of a node or of a home without one.
pub(crate) struct Noting<'n> {
    pub(crate) store: &'n Store,
    pub(crate) known: &'n Arc<Known>,
    pub(crate) me: &'n MemberName,
    pub(crate) now: Timestamp,
}

/// A step that was taken.
pub(crate) struct Stepped {
    /// Which entries of the log were noted down.
    pub(crate) entries: Range<u64>,
    /// How many signatures were checked for it.
    pub(crate) checked: u64,
    outcome: Outcome,
}

impl Noting<'_> {
    /// Notes down the next entries of a log of `size`. Nothing where there were none.
    pub(crate) fn step(
        &self,
        owner: &MemberName,
        tiles: &Tiles,
        size: u64,
    ) -> anyhow::Result<Option<Stepped>> {
        let noted = self.store.cache().read("how far a log is noted", |view| view.log(owner))?.noted;
        if noted >= size {
            return Ok(None);
        }
        let to = size.min((noted / STEP + 1) * STEP);
        let read = Reading { store: self.store, known: self.known, owner }.read(tiles, noted, to)?;
        let (flaws, checked, entries) = (read.flaws, read.checked_from, read.entries);
        let (known, me) = (self.known.clone(), self.me.clone());
        let step = Step { known, owner: owner.clone(), me, now: self.now };
        point("note.read");
        let outcome = self.store.cache().transact("note down", move |tx| step.note(tx, noted, entries))?;
        point("note.noted");
        if let Some(from) = checked {
            let owner = owner.clone();
            self.store
                .keep()
                .transact("note what was checked", move |tx| tx.note_checked(&owner, from, to, &flaws))?;
        }
        point("note.checked");
        if outcome.is_stale {
            return Ok(None);
        }
        let checked = checked.map_or(0, |from| to - from);
        Ok(Some(Stepped { entries: noted..to, checked, outcome }))
    }
}
