//! Intervals in which far more changed than in others.

use std::collections::BTreeMap;

use crate::diff::report::{Change, Tally};

/// Fewer changes than this in one interval are never called a burst.
const MIN_COUNT: u64 = 10;
/// How many robust standard deviations above the typical interval a burst lies. Chebyshev's inequality bounds the share of such
/// intervals by 1/64 for any distribution; for counts that come independently it is below one in a million.
const DEVIATIONS: f64 = 8.0;
/// The median absolute deviation times this estimates the standard deviation of a normal distribution.
const MAD_TO_DEVIATION: f64 = 1.4826;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Neighbouring intervals whose counts are improbable against the rest.
///
/// The intervals are aligned to the epoch. An interval belongs to a burst when at least ten changes are dated in it, and its count
/// exceeds m + 8 s: m is the median of the counts of the *other* intervals that have any, s the larger of sqrt(max(m, 1)) and
/// 1.4826 times the median distance from m. Where there is no other interval, ten changes make a burst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// Its first second, since 1970.
    pub start: i64,
    /// The second after its last.
    pub end: i64,
    /// Its earliest dated change.
    pub first: i64,
    /// Its latest dated change.
    pub last: i64,
    /// Changes dated in it.
    pub tally: Tally,
    /// The median of the other intervals, changes per interval.
    pub typical: u64,
    /// The length of an interval, in seconds.
    pub interval: i64,
}

impl Burst {
    /// Whether a moment lies in it.
    pub fn contains(&self, seconds: i64) -> bool {
        (self.start..self.end).contains(&seconds)
    }
}

/// The bursts among the freshly dated changes. `interval`: its length, or an hour or a day by whether times have a clock.
pub(crate) fn bursts(changes: &[Change], interval: Option<i64>) -> Vec<Burst> {
    let times: Vec<i64> = changes
        .iter()
        .filter_map(|change| change.dated.filter(|dated| dated.fresh))
        .map(|dated| dated.seconds)
        .collect();
    let days_only = times.iter().all(|seconds| seconds.rem_euclid(DAY) == 0);
    let interval = interval.unwrap_or(if days_only { DAY } else { HOUR }).max(1);
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    for seconds in &times {
        *counts.entry(seconds.div_euclid(interval)).or_default() += 1;
    }
    let mut sorted: Vec<u64> = counts.values().copied().collect();
    sorted.sort_unstable();
    let mut found: Vec<Burst> = Vec::new();
    for (&slot, &count) in &counts {
        let typical = typical_without(&sorted, count);
        if count < MIN_COUNT
            || !typical.is_none_or(|(median, threshold)| median < count && count as f64 > threshold)
        {
            continue;
        }
        let (start, end) = (slot.saturating_mul(interval), slot.saturating_add(1).saturating_mul(interval));
        let typical = typical.map_or(0, |(median, _)| median);
        match found.last_mut().filter(|last| last.end == start) {
            Some(last) => last.end = end,
            None => found.push(Burst {
                start,
                end,
                first: i64::MAX,
                last: i64::MIN,
                tally: Tally::default(),
                typical,
                interval,
            }),
        }
    }
    fill(&mut found, changes);
    found
}

/// Median and threshold of the other intervals; `sorted` has the counts of all.
fn typical_without(sorted: &[u64], count: u64) -> Option<(u64, f64)> {
    let at = sorted.partition_point(|other| *other < count);
    // The others in order: `sorted` without the entry at `at`. Counts repeat, so look-ups skip over it.
    let others = sorted.len().checked_sub(1).filter(|others| *others > 0)?;
    let get = |index: usize| sorted.get(if index < at { index } else { index + 1 }).copied().unwrap_or(0);
    let median = get(others / 2);
    // The median distance from the median, by walking outwards from it in both directions at once.
    let (mut low, mut high) = (others / 2, others / 2);
    let mut distance = 0;
    for _ in 0..others / 2 {
        let down = low.checked_sub(1).map(|index| median - get(index).min(median));
        let up = (high + 1 < others).then(|| get(high + 1).saturating_sub(median));
        match (down, up) {
            (Some(down), Some(up)) if down <= up => (low, distance) = (low - 1, down),
            (Some(down), None) => (low, distance) = (low - 1, down),
            (_, Some(up)) => (high, distance) = (high + 1, up),
            (None, None) => break,
        }
    }
    let deviation = (median.max(1) as f64).sqrt().max(MAD_TO_DEVIATION * distance as f64);
    Some((median, median as f64 + DEVIATIONS * deviation))
}

fn fill(bursts: &mut [Burst], changes: &[Change]) {
    for change in changes {
        let Some(dated) = change.dated.filter(|dated| dated.fresh) else { continue };
        let at = bursts.partition_point(|burst| burst.end <= dated.seconds);
        if let Some(burst) = bursts.get_mut(at).filter(|burst| burst.contains(dated.seconds)) {
            *burst.tally.count(change.kind) += 1;
            burst.first = burst.first.min(dated.seconds);
            burst.last = burst.last.max(dated.seconds);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::report::{ChangeKind, Dated};

    fn found(times: &[i64], interval: Option<i64>) -> Vec<(i64, i64, u64, u64)> {
        let change = |&seconds: &i64| Change {
            step: 0,
            kind: ChangeKind::Changed,
            key: Box::default(),
            new_key: None,
            columns: Vec::new(),
            values: Vec::new(),
            groups: Vec::new(),
            dated: Some(Dated { seconds, fresh: true, past_deadline: false }),
            line_before: None,
            line_after: None,
        };
        let changes: Vec<Change> = times.iter().map(change).collect();
        bursts(&changes, interval).iter().map(|b| (b.start, b.end, b.tally.total(), b.typical)).collect()
    }

    fn spread(hours: i64, each: i64) -> Vec<i64> {
        (0..hours).flat_map(|hour| (0..each).map(move |at| hour * HOUR + at * 60 + 1)).collect()
    }

    #[test]
    fn an_even_spread_has_none() {
        assert!(found(&spread(200, 20), None).is_empty());
        assert!(found(&spread(3, 1), None).is_empty());
        assert!(found(&[], None).is_empty());
    }

    #[test]
    fn a_planted_hour_is_found_and_neighbours_are_joined() {
        let mut times = spread(200, 3);
        times.extend((0..120).map(|at| 50 * HOUR + HOUR / 2 + at * 30)); // from 50:30 to 51:30
        assert_eq!(found(&times, None), [(50 * HOUR, 52 * HOUR, 126, 3)]);
    }

    #[test]
    fn one_interval_alone_is_one() {
        assert_eq!(found(&[5; 40], None), [(0, HOUR, 40, 0)]);
        assert!(found(&[5; 9], None).is_empty());
    }

    #[test]
    fn days_without_a_clock_make_intervals_of_a_day() {
        let mut times: Vec<i64> = (0..60).map(|day| day * DAY).collect();
        times.extend([20 * DAY; 30]);
        assert_eq!(found(&times, None), [(20 * DAY, 21 * DAY, 31, 1)]);
    }
}
