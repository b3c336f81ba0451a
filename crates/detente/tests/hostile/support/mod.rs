//! What the scripts share: a unit of real processes on this machine, and what they say over their sockets.

mod http;
mod node;
mod proxy;
mod unit;

pub use node::Node;
pub use proxy::Proxy;
pub use unit::{Unit, copy, free_port};

use std::time::{Duration, Instant};

/// How long anything that must happen may take here. The machine may be busy with other tests.
pub const LONG: Duration = Duration::from_secs(25);

/// How often is looked.
const EVERY: Duration = Duration::from_millis(100);

/// Waits until something is so.
#[track_caller]
pub fn until(what: &str, is_so: impl FnMut() -> bool) {
    assert!(soon(is_so), "not so after {} seconds: {what}", LONG.as_secs());
}

/// Whether something is so before long.
pub fn soon(mut is_so: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while !is_so() {
        if started.elapsed() > LONG {
            return false;
        }
        std::thread::sleep(EVERY);
    }
    true
}
