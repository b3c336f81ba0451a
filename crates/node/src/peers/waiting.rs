//! A peer that cannot be reached is not dialled again at once, and not by everybody at the same moment.

use std::time::Duration;
use tokio::time::Instant;

/// How long to wait after the first failure.
const FIRST: Duration = Duration::from_millis(100);

/// How long to wait at most: a peer that comes back is met within this time.
const MOST: Duration = Duration::from_secs(8);

/// When a peer may be dialled again.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    failures: u32,
    until: Option<Instant>,
    why: String,
}

impl Waiting {
    /// The peer is there.
    pub(super) fn reset(&mut self) {
        *self = Waiting::default();
    }

    /// It could not be dialled: twice as long as the last time, and a random part of it less.
    pub(super) fn failed(&mut self, why: &str) {
        let longest = FIRST.saturating_mul(1 << self.failures.min(10)).min(MOST);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(Instant::now() + longest.mul_f64(share()));
        why.clone_into(&mut self.why);
    }

    /// Why it is not dialled now, if it is not.
    pub(super) fn refuses(&self) -> Option<String> {
        let waits = self.until.is_some_and(|until| Instant::now() < until);
        waits.then(|| self.why.clone())
    }
}

/// Between a half and one. Without random numbers everybody waits equally long, and nothing worse.
fn share() -> f64 {
    let mut byte = [0];
    match getrandom::fill(&mut byte) {
        Ok(()) => 0.5 + f64::from(u8::from_be_bytes(byte)) / 512.0,
        Err(_) => 1.0,
    }
}
