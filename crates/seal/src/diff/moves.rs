//! Rows that stand under another key: a removed and an added row with the same content.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::cell::Cells;

/// A fingerprint of a row's content: all compared columns but the key's and the time column.
/// `None`: there is none, or all of it is empty.
pub(crate) fn content(row: &[u8], left_out: &[usize]) -> Option<u64> {
    // Fixed keys, so that the same input gives the same report. Who makes two rows collide only keeps
    // them from being paired: uniqueness fails.
    let mut hasher = DefaultHasher::new();
    let mut filled = false;
    for (at, cell) in Cells::of(row).enumerate() {
        if !left_out.contains(&at) {
            cell.hash(&mut hasher);
            filled |= !cell.bytes.is_empty();
        }
    }
    filled.then(|| hasher.finish())
}

/// Where content stands among the rows that vanished and appeared in one step.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    by_content: HashMap<u64, Candidate>,
}

#[derive(Debug, Default)]
struct Candidate {
    removed: Vec<usize>,
    added: Vec<usize>,
    /// Rows of the earlier version with this content.
    elsewhere: u64,
}

impl Candidates {
    pub(crate) fn removed(&mut self, content: u64, change: usize) {
        self.by_content.entry(content).or_default().removed.push(change);
    }

    pub(crate) fn added(&mut self, content: u64, change: usize) {
        self.by_content.entry(content).or_default().added.push(change);
    }

    /// Forgets content that was not both removed and added exactly once.
    pub(crate) fn keep_pairs(&mut self) {
        self.by_content.retain(|_, candidate| candidate.removed.len() == 1 && candidate.added.len() == 1);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_content.is_empty()
    }

    /// Notes a row of the earlier version.
    pub(crate) fn saw(&mut self, content: u64) {
        if let Some(candidate) = self.by_content.get_mut(&content) {
            candidate.elsewhere += 1;
        }
    }

    /// The pairs (removed, added) whose content no other row of the earlier version has.
    pub(crate) fn pairs(self) -> Vec<(usize, usize)> {
        let unique = self.by_content.into_values().filter(|candidate| candidate.elsewhere == 1);
        let mut pairs: Vec<_> =
            unique.filter_map(|c| Some((*c.removed.first()?, *c.added.first()?))).collect();
        pairs.sort_unstable();
        pairs
    }
}
