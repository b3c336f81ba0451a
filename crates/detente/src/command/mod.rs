//! The commands, a module each: flags become typed arguments, and one call does the work.

pub mod audit;
pub mod events;
pub mod hunt;
pub mod intel;
pub mod papers;
pub mod pivot;
pub mod reading;
pub mod rules;
pub mod seal;
pub mod search;
pub mod summary;

use event::Time;
use std::time::{SystemTime, UNIX_EPOCH};

/// The time of day, for the logs that do not write the year.
fn now() -> Option<Time> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_nanos()).ok().map(Time::from_nanos)
}
