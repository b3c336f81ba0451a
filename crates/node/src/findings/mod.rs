//! Findings in a node: who is told of them here, what is told to the unit, and what others tell of what this member said.
//!
//! Findings themselves are `store`'s; what finds them is the hunt. This module is what happens between a finding and a `sighting`: `tells.rs` says what
//! would leave, `preview.rs` shows it and keeps it by its digest, `release.rs` says exactly that, and `told.rs` reads what comes back.

mod preview;
mod release;
mod tells;
mod told;

pub use preview::Preview;
pub use release::Released;
pub use told::{Told, ToldBy};

pub(crate) use preview::Drafts;
pub(crate) use release::Releaser;
pub(crate) use tells::Wish;

use crate::{AlarmKind, Change, Node, blocking};
use std::collections::BTreeSet;
use store::{Finding, FindingId, MAX_FINDINGS, Met};

/// How many findings that were opened together are told of; the others are found in the list.
const MAX_TOLD: usize = 100;

impl Node {
    /// Tells those who follow what became of records that met, once the transaction that counted them is done.
    pub fn tell_met(&self, met: &[Met]) {
        let opened: BTreeSet<FindingId> =
            met.iter().filter_map(|met| if let Met::Opened(id) = met { Some(*id) } else { None }).collect();
        for id in opened.into_iter().take(MAX_TOLD) {
            match blocking(|| self.store.keep().read("a new finding", |view| view.finding(id))) {
                Ok(Some(finding)) => self.tell(Change::finding(&finding)),
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "a finding is there and cannot be read"),
            }
        }
        if met.contains(&Met::Full) {
            let words = format!(
                "there are {MAX_FINDINGS} findings that nobody has closed: new ones have no place and are only counted. Close some (detente findings close)"
            );
            self.alarm(AlarmKind::FindingsFull, None, words);
        }
    }

    /// Somebody has judged a finding: those who follow are told, and there may be room again.
    pub(crate) fn tell_judged(&self, finding: &Finding) {
        self.tell(Change::judged(finding));
        self.lower(AlarmKind::FindingsFull, None);
        self.judged.notify_one();
    }
}
