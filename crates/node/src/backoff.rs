//! Waiting longer after each failure.

use std::time::Duration;

/// How long to wait before the next try.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    first: Duration,
    most: Duration,
    next: Duration,
}

impl Backoff {
    /// From `first`, twice as long each time, `most` at the most.
    pub(crate) fn new(first: Duration, most: Duration) -> Self {
        Backoff { first, most, next: first }
    }

    /// It worked.
    pub(crate) fn reset(&mut self) {
        self.next = self.first;
    }

    /// How long to wait now.
    pub(crate) fn next(&mut self) -> Duration {
        let now = self.next;
        self.next = (now * 2).min(self.most);
        now
    }
}
