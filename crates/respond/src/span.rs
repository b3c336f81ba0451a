//! How many events there were, and between when.

use crate::Join;
use event::Time;

/// A number of events, the first and the last time among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// How many events.
    pub count: u64,
    /// The earliest time, of those that say one.
    pub first: Option<Time>,
    /// The latest.
    pub last: Option<Time>,
}

impl Span {
    /// Counts an event.
    pub fn meet(&mut self, time: Option<Time>) {
        self.join(Span { count: 1, first: time, last: time });
    }
}

impl Join for Span {
    fn join(&mut self, other: Span) {
        self.count += other.count;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
    }
}
