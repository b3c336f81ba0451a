//! What a correlation could not take into account, so that it can be said.

use crate::About;
use std::sync::Arc;

/// What was lost to one correlation.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// The correlation, or the rule whose events have no time.
    pub about: Arc<About>,
    /// What was lost.
    pub lost: Lost,
    /// How many events.
    pub events: u64,
}

/// Why events do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lost {
    /// They have no time that can be read.
    NoTime,
    /// They lack a field by which the correlation groups, so they belong to no group.
    NoGroup,
    /// They lack a field that is counted, or it is no number where one is asked for.
    NoValue,
    /// Their window was full and they were the oldest in it.
    WindowFull,
    /// There were too many groups at a time, and theirs had been without an event for longest.
    GroupsFull,
    /// All windows together were too large, and theirs had been without an event for longest.
    MemoryFull,
}

impl Lost {
    /// All of them.
    pub const ALL: [Lost; 6] =
        [Lost::NoTime, Lost::NoGroup, Lost::NoValue, Lost::WindowFull, Lost::GroupsFull, Lost::MemoryFull];

    /// The reason in words, to follow a number of events.
    pub fn as_str(self) -> &'static str {
        match self {
            Lost::NoTime => "have no time that can be read",
            Lost::NoGroup => "lack a field of group-by",
            Lost::NoValue => "lack the counted field, or it is no number",
            Lost::WindowFull => "were dropped from a window that was full",
            Lost::GroupsFull => "were dropped with groups, of which there were too many",
            Lost::MemoryFull => "were dropped because all windows together were too large",
        }
    }

    /// Whether a limit of ours was reached, so that findings may be missing that the events would have made.
    pub fn is_limit(self) -> bool {
        matches!(self, Lost::WindowFull | Lost::GroupsFull | Lost::MemoryFull)
    }
}

/// How many events were lost, by [`Lost`].
#[derive(Clone, Debug, Default)]
pub(super) struct Losses([u64; Lost::ALL.len()]);

impl Losses {
    pub(super) fn add(&mut self, lost: Lost, events: u64) {
        self.0.iter_mut().skip(lost as usize).take(1).for_each(|count| *count += events);
    }

    pub(super) fn of<'l>(&'l self, about: &'l Arc<About>) -> impl Iterator<Item = Loss> + use<'l> {
        let counted = Lost::ALL.into_iter().zip(self.0).filter(|(_, events)| *events > 0);
        counted.map(|(lost, events)| Loss { about: about.clone(), lost, events })
    }
}
