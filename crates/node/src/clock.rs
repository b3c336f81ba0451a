//! The time of day, as an argument.

use std::time::{SystemTime, UNIX_EPOCH};

/// A clock. Nothing else in this crate asks the system for the time of day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    shift: i64,
}

impl Clock {
    /// The system's clock. In builds with debug assertions, `DETENTE_CLOCK_SHIFT` puts it so many seconds forward, or back, for tests of
    /// members whose clocks are wrong.
    pub fn of_system() -> Self {
        Clock { shift: shift() }
    }

    /// Seconds since 1970-01-01T00:00:00Z; 0 where the machine believes in an earlier time.
    pub fn now(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        i64::try_from(since).unwrap_or(i64::MAX).saturating_add(self.shift)
    }
}

#[cfg(debug_assertions)]
fn shift() -> i64 {
    std::env::var("DETENTE_CLOCK_SHIFT").ok().and_then(|shift| shift.parse().ok()).unwrap_or(0)
}

#[cfg(not(debug_assertions))]
fn shift() -> i64 {
    0
}
