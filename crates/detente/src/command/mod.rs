//! The commands, a module each: flags become typed arguments, and one call does the work.

pub mod audit;
pub mod charter;
pub mod events;
pub mod findings;
pub mod home;
pub mod hunt;
pub mod id;
pub mod init;
pub mod intel;
pub mod keys;
pub mod log;
pub mod node;
pub mod papers;
pub mod people;
pub mod pivot;
pub mod reading;
pub mod release;
pub mod rules;
pub mod say;
pub mod seal;
pub mod search;
pub mod seen;
pub mod serve;
pub mod summary;
pub mod unit;
pub mod watch;

use event::Time;
use std::time::{SystemTime, UNIX_EPOCH};

/// The time of day, for the logs that do not write the year.
fn now() -> Option<Time> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_nanos()).ok().map(Time::from_nanos)
}

/// The time of day in seconds since 1970, for what is signed now.
fn now_seconds() -> anyhow::Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_secs())?)
}
