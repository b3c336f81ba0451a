//! How many findings of each level there were when, in memory that does not grow with the length of time.

use super::counts::{ByLevel, sum};
use event::Time;
use std::collections::BTreeMap;

/// Widths of buckets in seconds. Each is a multiple of the one before, so that buckets can be joined into wider ones.
const WIDTHS: [i64; 11] =
    [1, 10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 28 * 86_400, 364 * 86_400, 3_640 * 86_400];

/// How many buckets are kept. With more they become wider; the widest would cover all the time that there is with 59.
const MAX_BUCKETS: usize = 5_000;

/// How many bars are drawn.
const MAX_BARS: i64 = 120;

/// Findings by time. Which width they end with hangs on their times alone, not on the order in which they came.
#[derive(Default)]
pub struct Timeline {
    buckets: BTreeMap<i64, ByLevel>,
    /// Which of the widths the buckets have.
    width: usize,
}

/// Findings of one stretch of time.
#[derive(Debug, PartialEq, Eq)]
pub struct Bar {
    /// Seconds since 1970.
    pub start: i64,
    pub findings: ByLevel,
}

/// What is drawn.
#[derive(Debug, Default)]
pub struct Bars {
    /// Those with findings, in their order.
    pub bars: Vec<Bar>,
    /// The length of each in seconds.
    pub width: i64,
    /// How many bars there would be side by side, the empty ones included.
    pub count: i64,
    /// Findings before the first bar and after the last: a clock that is wrong by years shall not squeeze all else into one bar.
    pub before: u64,
    pub after: u64,
}

impl Timeline {
    /// Counts findings.
    pub fn add(&mut self, time: Time, findings: &ByLevel) {
        self.count(time.nanos().div_euclid(1_000_000_000), findings);
        self.coarsen();
    }

    /// Adds the findings of another stretch of input.
    pub fn join(&mut self, mut next: Timeline) {
        while self.width < next.width {
            self.widen();
        }
        while next.width < self.width {
            next.widen();
        }
        let width = self.seconds();
        next.buckets.iter().for_each(|(bucket, findings)| self.count(bucket * width, findings));
        self.coarsen();
    }

    /// The bars to be drawn.
    pub fn bars(&self) -> Bars {
        let Some((from, to)) = self.middle() else { return Bars::default() };
        let start = |bucket: i64| bucket * self.seconds();
        let fits = |width: &&i64| {
            **width >= self.seconds() && bars_between(start(from), start(to), **width) <= MAX_BARS
        };
        let width = WIDTHS.iter().find(fits).copied().unwrap_or(WIDTHS[WIDTHS.len() - 1]);
        let mut bars: BTreeMap<i64, ByLevel> = BTreeMap::new();
        for (bucket, findings) in self.buckets.range(from..=to) {
            sum(bars.entry(start(*bucket).div_euclid(width)).or_default(), findings);
        }
        let outside = |range: &mut dyn Iterator<Item = (&i64, &ByLevel)>| {
            range.map(|(_, by)| by.iter().sum::<u64>()).sum()
        };
        Bars {
            bars: bars.into_iter().map(|(bar, findings)| Bar { start: bar * width, findings }).collect(),
            width,
            count: bars_between(start(from), start(to), width),
            before: outside(&mut self.buckets.range(..from)),
            after: outside(&mut self.buckets.range(to + 1..)),
        }
    }

    fn count(&mut self, second: i64, findings: &ByLevel) {
        sum(self.buckets.entry(second.div_euclid(self.seconds())).or_default(), findings);
    }

    fn seconds(&self) -> i64 {
        WIDTHS.get(self.width).copied().unwrap_or(WIDTHS[WIDTHS.len() - 1])
    }

    fn coarsen(&mut self) {
        while self.buckets.len() > MAX_BUCKETS && self.width + 1 < WIDTHS.len() {
            self.widen();
        }
    }

    fn widen(&mut self) {
        let before = self.seconds();
        self.width += 1;
        for (bucket, findings) in std::mem::take(&mut self.buckets) {
            self.count(bucket * before, &findings);
        }
    }

    /// The first and the last bucket to be drawn: all of them, unless half a percent of the findings at either end takes up most of
    /// the time. What lies less than one length of the rest away from it belongs to it.
    fn middle(&self) -> Option<(i64, i64)> {
        let (first, last) = (*self.buckets.first_key_value()?.0, *self.buckets.last_key_value()?.0);
        let spare = self.buckets.values().flatten().sum::<u64>() / 200;
        let (from, to) =
            (kept_from(self.buckets.iter(), spare)?, kept_from(self.buckets.iter().rev(), spare)?);
        let length = to - from + 1;
        let from = *self.buckets.range(from - length..).next()?.0;
        let to = *self.buckets.range(..=to + length).next_back()?.0;
        let much_shorter = (last - first + 1) / 10 > to - from + 1;
        Some(if much_shorter { (from, to) } else { (first, last) })
    }
}

/// The first bucket that is not within the findings to spare.
fn kept_from<'b>(buckets: impl Iterator<Item = (&'b i64, &'b ByLevel)>, spare: u64) -> Option<i64> {
    let mut passed = 0;
    for (bucket, findings) in buckets {
        passed += findings.iter().sum::<u64>();
        if passed > spare {
            return Some(*bucket);
        }
    }
    None
}

fn bars_between(first: i64, last: i64, width: i64) -> i64 {
    last.div_euclid(width) - first.div_euclid(width) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: ByLevel = [0, 0, 1, 0, 0];

    fn timeline(seconds: impl IntoIterator<Item = i64>) -> Timeline {
        let mut timeline = Timeline::default();
        seconds.into_iter().for_each(|at| timeline.add(Time::from_nanos(at * 1_000_000_000), &ONE));
        timeline
    }

    fn drawn(bars: &Bars) -> u64 {
        bars.bars.iter().flat_map(|bar| bar.findings).sum()
    }

    #[test]
    fn widths_nest() {
        assert!(WIDTHS.windows(2).all(|pair| pair[1] % pair[0] == 0));
    }

    #[test]
    fn few_findings_are_drawn_to_the_second() {
        let bars = timeline([100, 100, 130, -5]).bars();
        assert_eq!((bars.width, bars.count, bars.before, bars.after), (10, 15, 0, 0));
        assert_eq!(bars.bars.iter().map(|bar| bar.start).collect::<Vec<_>>(), [-10, 100, 130]);
    }

    /// The same bars however the findings are dealt out, also where buckets had to become wider on the way.
    #[test]
    fn joined_as_if_counted_at_once() {
        let seconds = || (0..20_000).map(|at| at * 7_919 % 90_000);
        let whole = timeline(seconds());
        let mut joined = Timeline::default();
        seconds()
            .step_by(1)
            .collect::<Vec<_>>()
            .chunks(37)
            .for_each(|chunk| joined.join(timeline(chunk.iter().copied())));
        assert_eq!(whole.bars().bars, joined.bars().bars);
        assert!(whole.width > 0);
        assert_eq!(drawn(&whole.bars()), 20_000);
    }

    #[test]
    fn a_wrong_clock_squeezes_nothing() {
        let year = 365 * 86_400;
        let bars = timeline((0..1_000).map(|at| at + 50 * year).chain([-290 * year, 290 * year])).bars();
        assert_eq!((bars.before, bars.after, drawn(&bars)), (1, 1, 1_000));
        assert!(bars.width <= 60, "{bars:?}");
    }

    #[test]
    fn all_the_time_that_there_is() {
        let bars = timeline([i64::MIN / 1_000_000_000, i64::MAX / 1_000_000_000]).bars();
        assert_eq!(drawn(&bars), 2);
        assert!(bars.count <= MAX_BARS);
        assert!(Timeline::default().bars().bars.is_empty());
    }
}
