//! What was found damaged.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering::Relaxed},
};

/// A count, and the last in words.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    count: AtomicU64,
    last: Mutex<Option<String>>,
}

impl Damage {
    /// Takes note of something.
    pub(crate) fn tell(&self, what: impl FnOnce() -> String) {
        self.count.fetch_add(1, Relaxed);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(what());
    }

    pub(crate) fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    pub(crate) fn last(&self) -> Option<String> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
