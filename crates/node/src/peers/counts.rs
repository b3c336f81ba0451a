//! What the listener has seen, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counters since the start.
#[derive(Debug, Default)]
pub struct PeerCounts {
    /// Connections that were taken.
    pub accepted: AtomicU64,
    /// Connections that were dropped because there were too many, in all, from one address or of one member.
    pub over_limit: AtomicU64,
    /// Handshakes that failed or took too long: no TLS 1.3, no certificate, garbage.
    pub failed_handshakes: AtomicU64,
    /// Handshakes by a key that no member has.
    pub unknown_pins: AtomicU64,
    /// Requests that were answered.
    pub requests: AtomicU64,
    /// Those of them that were refused: statuses from 400 on.
    pub refused: AtomicU64,
    /// Connections that were ended because their member was expelled or has another key.
    pub expelled: AtomicU64,
}

pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}
