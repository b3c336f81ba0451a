//! Crash points: places where a process may be stopped by a test, as if the power had gone there.
//!
//! In builds with debug assertions, a process whose environment names a point in `DETENTE_CRASH_AT` announces it on standard error when it
//! comes there, and waits to be killed. `NAME` means the first time, `NAME:7` the seventh. Other builds have none of this.

/// All points, in the order in which an append, and then a witness who takes over entries in parts, comes by them.
pub const POINTS: [&str; 12] = [
    "append.begun",
    "append.torn",
    "append.written",
    "append.committed",
    "settle.synced",
    "settle.published",
    "settle.emptied",
    "mirror.written",
    "mirror.published",
    "witness.begun",
    "witness.staged",
    "witness.swapped",
];

/// What a process that has come to its point says, before its name.
pub const ANNOUNCED: &str = "crash point ";

/// Stops here, if a test wants it. The points of a witness are in crate `store`, which keeps its state.
#[cfg(debug_assertions)]
pub fn point(name: &str) {
    use std::sync::atomic::{AtomicU64, Ordering};
    static PASSED: AtomicU64 = AtomicU64::new(0);
    let Ok(wanted) = std::env::var("DETENTE_CRASH_AT") else { return };
    let (wanted, at) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if wanted != name || (PASSED.fetch_add(1, Ordering::Relaxed) + 1).to_string() != at {
        return;
    }
    eprintln!("{ANNOUNCED}{name}");
    loop {
        std::thread::park();
    }
}

/// Nothing, in this build.
#[cfg(not(debug_assertions))]
pub fn point(_: &str) {}
