//! When something was recorded, and the longest time in which nothing was.
//!
//! Records come in no certain order, so a gap is only known at the end. What is kept is the stretches of time that have
//! records, with the gaps between them; where there are too many, the shortest gaps are forgotten.

use crate::Join;
use event::Time;

/// How many stretches are kept. With fewer the longest gap could be missed after all where records are far out of order;
/// with more, a hundred thousand logs would take gigabytes.
const MAX_STRETCHES: usize = 64;

/// The stretches of time that have records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// First and last time of each, in order, and apart.
    stretches: Vec<(Time, Time)>,
}

/// A time without records, between two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The last record before.
    pub from: Time,
    /// The first record after.
    pub to: Time,
}

impl Gap {
    /// How long it is.
    pub fn nanos(&self) -> i64 {
        self.to.nanos().saturating_sub(self.from.nanos())
    }
}

impl Coverage {
    /// Takes the time of a record.
    pub fn meet(&mut self, time: Time) {
        self.cover(time, time);
        if self.stretches.len() > 2 * MAX_STRETCHES {
            self.forget();
        }
    }

    /// The longest gap, of equal ones the first.
    pub fn longest_gap(&self) -> Option<Gap> {
        let mut longest: Option<Gap> = None;
        for gap in self.gaps() {
            if longest.is_none_or(|longest| gap.nanos() > longest.nanos()) {
                longest = Some(gap);
            }
        }
        longest
    }

    fn gaps(&self) -> impl Iterator<Item = Gap> {
        let pairs = self.stretches.iter().zip(self.stretches.iter().skip(1));
        pairs.map(|((_, from), (to, _))| Gap { from: *from, to: *to })
    }

    /// Puts a stretch in its place, together with those that it touches.
    fn cover(&mut self, first: Time, last: Time) {
        let start = self.stretches.partition_point(|(_, end)| *end < first);
        let end = self.stretches.partition_point(|(begin, _)| *begin <= last);
        let touched = self.stretches.get(start..end).unwrap_or_default();
        let merged = touched
            .iter()
            .fold((first, last), |(first, last), stretch| (first.min(stretch.0), last.max(stretch.1)));
        if touched == [merged] {
            return;
        }
        self.stretches.splice(start..end.max(start), [merged]);
    }

    /// Closes the shortest gaps, until no more than [`MAX_STRETCHES`] stretches are left.
    fn forget(&mut self) {
        let mut lengths: Vec<i64> = self.gaps().map(|gap| gap.nanos()).collect();
        lengths.sort_unstable_by(|left, right| right.cmp(left));
        let Some(&least) = lengths.get(MAX_STRETCHES - 2) else { return };
        let mut kept: Vec<(Time, Time)> = Vec::with_capacity(MAX_STRETCHES);
        for &(first, last) in &self.stretches {
            match kept.last_mut() {
                Some(before) if first.nanos().saturating_sub(before.1.nanos()) < least => before.1 = last,
                _ => kept.push((first, last)),
            }
        }
        // Many gaps of one length: the first of them stay.
        if kept.len() > MAX_STRETCHES
            && let Some(&(_, end)) = self.stretches.last()
        {
            kept.truncate(MAX_STRETCHES);
            kept.iter_mut().next_back().into_iter().for_each(|last| last.1 = end);
        }
        self.stretches = kept;
    }
}

impl Join for Coverage {
    fn join(&mut self, other: Coverage) {
        for (first, last) in other.stretches {
            self.cover(first, last);
        }
        if self.stretches.len() > 2 * MAX_STRETCHES {
            self.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage(seconds: &[i64]) -> Coverage {
        let mut coverage = Coverage::default();
        seconds.iter().for_each(|second| coverage.meet(Time::from_nanos(*second)));
        coverage
    }

    fn gap(coverage: &Coverage) -> Option<(i64, i64)> {
        coverage.longest_gap().map(|gap| (gap.from.nanos(), gap.to.nanos()))
    }

    #[test]
    fn the_longest_gap_is_found_in_any_order() {
        for (times, longest) in [
            (vec![], None),
            (vec![5], None),
            (vec![5, 5], None),
            (vec![1, 2, 10, 11], Some((2, 10))),
            (vec![11, 2, 10, 1], Some((2, 10))),
            (vec![1, 10, 20, 15], Some((1, 10))),
            (vec![1, 3, 5], Some((1, 3))),
        ] {
            assert_eq!(gap(&coverage(&times)), longest, "{times:?}");
        }
    }

    #[test]
    fn many_records_are_few_stretches() {
        let mut times: Vec<i64> = (0..100_000).filter(|time| !(50_000..60_000).contains(time)).collect();
        times.extend((0..1_000).map(|time| 200_000 + time * 7));
        times.reverse();
        let whole = coverage(&times);
        assert!(whole.stretches.len() <= 2 * MAX_STRETCHES);
        assert_eq!(gap(&whole), Some((99_999, 200_000)));
        let mut joined = Coverage::default();
        times.chunks(777).for_each(|chunk| joined.join(coverage(chunk)));
        assert_eq!(gap(&joined), gap(&whole));
    }

    #[test]
    fn equal_gaps_do_not_add_up() {
        let times: Vec<i64> = (0..10_000).map(|time| time * 10).collect();
        let whole = coverage(&times);
        assert!(whole.stretches.len() <= 2 * MAX_STRETCHES);
        assert_eq!(whole.longest_gap().map(|gap| gap.nanos()), Some(10));
    }
}
