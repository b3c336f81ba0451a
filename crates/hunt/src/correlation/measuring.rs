//! How a window is measured, kept up to date with what enters and leaves it where that saves looking at all of it again.

use super::{
    model::{Formula, Measure},
    window::{Counted, Entry},
};
use hashbrown::HashMap;
use std::{collections::VecDeque, sync::Arc};

/// What is kept of a window's entries.
#[derive(Debug)]
pub(super) enum Tally {
    /// Nothing: the number of entries says it, or all of them are asked once, when the window has ended.
    Entries,
    /// How many entries have each value.
    Values(HashMap<Arc<[u8]>, u32>),
    /// How many entries met each rule.
    Rules(Vec<u32>),
    /// When each rule was met, in the order of time.
    RulesInOrder(Vec<VecDeque<i64>>),
    /// A sum.
    Sum(RunningSum),
}

impl Tally {
    pub(super) fn new(measure: Measure, inputs: usize) -> Self {
        match measure {
            Measure::Values => Tally::Values(HashMap::new()),
            Measure::Rules => Tally::Rules(vec![0; inputs]),
            Measure::RulesInOrder => Tally::RulesInOrder(vec![VecDeque::new(); inputs]),
            Measure::Sum => Tally::Sum(RunningSum::default()),
            Measure::Events
            | Measure::Average
            | Measure::Percentile(_)
            | Measure::Median
            | Measure::Least
            | Measure::Greatest => Tally::Entries,
        }
    }

    pub(super) fn enter(&mut self, entry: &Entry) {
        match (self, &entry.value) {
            (Tally::Values(values), Counted::Text(text)) => *values.entry(text.clone()).or_default() += 1,
            (Tally::Rules(met), _) => met.iter_mut().skip(entry.input).take(1).for_each(|met| *met += 1),
            (Tally::RulesInOrder(times), _) => {
                if let Some(times) = times.get_mut(entry.input) {
                    times.push_back(entry.at);
                }
            }
            (Tally::Sum(sum), Counted::Number(number)) => sum.enter(*number),
            _ => {}
        }
    }

    /// Takes the oldest out; `rest` are the entries that are left.
    pub(super) fn leave(&mut self, entry: &Entry, rest: &VecDeque<Entry>) {
        match (self, &entry.value) {
            (Tally::Values(values), Counted::Text(text)) => {
                let left = values.get_mut(text).map(|count| {
                    *count -= 1;
                    *count
                });
                if left == Some(0) {
                    values.remove(text);
                }
            }
            (Tally::Rules(met), _) => met.iter_mut().skip(entry.input).take(1).for_each(|met| *met -= 1),
            (Tally::RulesInOrder(times), _) => {
                if let Some(times) = times.get_mut(entry.input) {
                    times.pop_front();
                }
            }
            (Tally::Sum(sum), _) => sum.leave(rest),
            _ => {}
        }
    }

    /// The measure; `None` where nothing was measured.
    pub(super) fn value(&self, measure: Measure, entries: &VecDeque<Entry>) -> Option<f64> {
        match self {
            Tally::Values(values) => Some(values.len() as f64),
            Tally::Rules(met) => Some(met.iter().filter(|met| **met > 0).count() as f64),
            Tally::RulesInOrder(times) => Some(longest_chain(times) as f64),
            Tally::Sum(sum) => Some(sum.value()),
            Tally::Entries if measure == Measure::Events => Some(entries.len() as f64),
            Tally::Entries => of_all(measure, entries.iter().filter_map(|entry| entry.number()).collect()),
        }
    }

    /// Whether the rules that were met fit a formula; where order counts, by a chain of them.
    pub(super) fn fits(&self, formula: &Formula) -> bool {
        match self {
            Tally::Rules(met) => formula.holds(&|place| met.get(place).is_some_and(|met| *met > 0)),
            Tally::RulesInOrder(times) => {
                let chains = formula.alternatives().unwrap_or_default();
                chains.iter().any(|chain| is_chain(chain.iter().filter_map(|place| times.get(*place))))
            }
            Tally::Entries | Tally::Values(_) | Tally::Sum(_) => false,
        }
    }
}

impl Entry {
    fn number(&self) -> Option<f64> {
        match self.value {
            Counted::Number(number) => Some(number),
            Counted::Presence | Counted::Text(_) => None,
        }
    }
}

/// Whether each rule was met at or after a time at which the one before it was.
fn is_chain<'t>(rules: impl Iterator<Item = &'t VecDeque<i64>>) -> bool {
    let mut at = i64::MIN;
    for times in rules {
        match earliest_from(times, at) {
            Some(time) => at = time,
            None => return false,
        }
    }
    true
}

/// The most rules that were met one after the other in their order, whichever are left out.
fn longest_chain(rules: &[VecDeque<i64>]) -> usize {
    // By length: the earliest time at which a chain so long can have ended.
    let mut ends = vec![i64::MIN];
    for times in rules {
        for length in (0..ends.len()).rev() {
            let Some(time) = ends.get(length).and_then(|end| earliest_from(times, *end)) else { continue };
            match ends.get_mut(length + 1) {
                Some(end) => *end = time.min(*end),
                None => ends.push(time),
            }
        }
    }
    ends.len() - 1
}

fn earliest_from(times: &VecDeque<i64>, from: i64) -> Option<i64> {
    times.get(times.partition_point(|time| *time < from)).copied()
}

/// Measures that are asked of a window as a whole.
fn of_all(measure: Measure, mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    match measure {
        Measure::Average if numbers.is_empty() => None,
        Measure::Average => Some(numbers.iter().sum::<f64>() / numbers.len() as f64),
        Measure::Percentile(percent) => percentile(&numbers, percent.get()),
        Measure::Median => percentile(&numbers, 50.0),
        Measure::Least => numbers.first().copied(),
        _ => numbers.last().copied(),
    }
}

/// The number at so many percent of the way from the first to the last of sorted numbers, on a straight line between two of them.
fn percentile(sorted: &[f64], percent: f64) -> Option<f64> {
    let place = percent.clamp(0.0, 100.0) / 100.0 * sorted.len().checked_sub(1)? as f64;
    let below = *sorted.get(place.floor() as usize)?;
    let above = *sorted.get(place.ceil() as usize)?;
    Some(if below == above { below } else { below + (above - below) * place.fract() })
}

/// A sum of what is in a window, which is never subtracted from: taking a large number out of a sum would leave behind that small ones
/// were lost in it, and one infinity would spoil the sum for ever.
#[derive(Debug, Default)]
pub(super) struct RunningSum {
    /// The sums of the oldest entries from each of them on, the oldest last.
    old: Vec<f64>,
    /// The sum of the others.
    young: f64,
}

impl RunningSum {
    fn enter(&mut self, number: f64) {
        self.young += number;
    }

    fn leave(&mut self, rest: &VecDeque<Entry>) {
        if self.old.pop().is_none() {
            // All entries were young: those that are left are the old ones from now on.
            self.young = 0.0;
            let mut sum = 0.0;
            self.old.extend(rest.iter().rev().filter_map(Entry::number).map(|number| {
                sum += number;
                sum
            }));
        }
    }

    fn value(&self) -> f64 {
        self.old.last().copied().unwrap_or_default() + self.young
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Number;

    fn percent(number: f64) -> Measure {
        Measure::Percentile(Number::new(number).expect("finite"))
    }

    #[test]
    fn numbers_are_measured_together() {
        for (measure, numbers, expected) in [
            (Measure::Average, vec![1.0, 2.0, 6.0], Some(3.0)),
            (Measure::Average, vec![], None),
            (Measure::Median, vec![9.0, 1.0, 5.0], Some(5.0)),
            (Measure::Median, vec![1.0, 2.0, 4.0, 100.0], Some(3.0)),
            (Measure::Median, vec![], None),
            (percent(0.0), vec![3.0, 1.0, 2.0], Some(1.0)),
            (percent(100.0), vec![3.0, 1.0, 2.0], Some(3.0)),
            (percent(95.0), (1..=101).map(f64::from).collect(), Some(96.0)),
            (percent(25.0), vec![0.0, 10.0], Some(2.5)),
            (Measure::Least, vec![3.0, -1.0], Some(-1.0)),
            (Measure::Greatest, vec![3.0, -1.0], Some(3.0)),
        ] {
            assert_eq!(of_all(measure, numbers.clone()), expected, "{measure:?} of {numbers:?}");
        }
    }

    #[test]
    fn chains_leave_rules_out_and_take_equal_times() {
        for (rules, longest) in [
            (vec![vec![1], vec![2], vec![3]], 3),
            (vec![vec![3], vec![2], vec![1]], 1),
            (vec![vec![5], vec![5], vec![5]], 3),
            (vec![vec![1], vec![], vec![3]], 2),
            (vec![vec![9], vec![2], vec![3]], 2),
            (vec![vec![1, 9], vec![0, 10], vec![2]], 2),
            (vec![vec![], vec![]], 0),
        ] {
            let rules: Vec<VecDeque<i64>> = rules.into_iter().map(VecDeque::from).collect();
            assert_eq!(longest_chain(&rules), longest, "{rules:?}");
        }
    }
}
