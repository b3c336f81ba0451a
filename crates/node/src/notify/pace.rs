//! How often a target is told: a pure rule over times.

use crate::config::NotifyTarget;
use std::collections::VecDeque;

/// An hour, in seconds.
const HOUR: i64 = 3_600;

/// When a target was told lately.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// At most one digest in so many seconds.
    every: i64,
    /// At most so many messages out of turn in an hour.
    urgent: usize,
    /// When something waited first since the last message; the digest comes so long after it.
    waiting: Option<i64>,
    last: Option<i64>,
    /// When messages went out of turn, within the last hour.
    hurried: VecDeque<i64>,
}

impl Pace {
    pub(super) fn new(target: &NotifyTarget) -> Self {
        Pace {
            every: i64::try_from(target.every).unwrap_or(i64::MAX),
            urgent: usize::try_from(target.urgent_per_hour).unwrap_or(usize::MAX),
            waiting: None,
            last: None,
            hurried: VecDeque::new(),
        }
    }

    /// Whether what waits may be told now. The first that waits is not told at once, so that what comes with it is in the same message.
    pub(super) fn may(&mut self, now: i64, is_urgent: bool) -> bool {
        // A clock that was put back must not make a target wait for years.
        let since = |then: i64| if then > now { i64::MAX } else { now - then };
        let waiting = *self.waiting.get_or_insert(now);
        self.hurried.retain(|then| since(*then) < HOUR);
        if is_urgent && self.hurried.len() < self.urgent {
            return true;
        }
        since(waiting) >= self.every.min(MOST_GATHERING)
            && self.last.is_none_or(|last| since(last) >= self.every)
    }

    /// It was told.
    pub(super) fn told(&mut self, now: i64, is_urgent: bool) {
        self.waiting = None;
        self.last = Some(now);
        if is_urgent && self.urgent > 0 {
            self.hurried.push_back(now);
        }
    }
}

/// How long the first finding after a silence waits for others, at most, in seconds.
const MOST_GATHERING: i64 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(every: i64, urgent: usize) -> Pace {
        Pace { every, urgent, waiting: None, last: None, hurried: VecDeque::new() }
    }

    #[test]
    fn a_digest_gathers_and_then_keeps_its_distance() {
        let mut pace = pace(900, 2);
        assert!(!pace.may(1_000, false) && !pace.may(1_059, false) && pace.may(1_060, false));
        pace.told(1_060, false);
        assert!(!pace.may(1_061, false) && !pace.may(1_959, false) && pace.may(1_960, false));
    }

    #[test]
    fn what_is_urgent_goes_at_once_but_not_more_often_than_it_may() {
        let mut pace = pace(900, 2);
        for now in [10, 20] {
            assert!(pace.may(now, true));
            pace.told(now, true);
        }
        assert!(!pace.may(30, true) && !pace.may(919, true), "it waits for the digest");
        assert!(pace.may(920, true));
        pace.told(920, true);
        assert!(!pace.may(930, true));
        assert!(pace.may(3_700, true), "an hour later it may again");
        let mut never = self::pace(900, 0);
        assert!(!never.may(10, true) && never.may(70, true));
    }

    #[test]
    fn threat_26_a_clock_that_goes_back_silences_nothing() {
        let mut pace = pace(900, 1);
        assert!(pace.may(1_000_000, true));
        pace.told(1_000_000, true);
        assert!(pace.may(5_000, true) || pace.may(5_060, true));
    }
}
