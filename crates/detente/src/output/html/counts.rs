//! How often each of many texts came, by level.

use hunt::Level;
use std::{cmp::Reverse, collections::BTreeMap};

/// How many different texts are counted apart. Whoever writes telemetry can make up names; what is over is counted together.
const MAX_DIFFERENT: usize = 100_000;

/// Findings by level, least first.
pub type ByLevel = [u64; Level::ALL.len()];

/// Findings by some text and level. Those of consecutive stretches of input can be joined.
pub struct Counts<K> {
    by: BTreeMap<K, ByLevel>,
    /// Findings whose text came too late to be counted apart.
    over: u64,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Counts { by: BTreeMap::new(), over: 0 }
    }
}

impl<K: Ord + Clone> Counts<K> {
    /// Counts findings.
    pub fn add(&mut self, text: &K, findings: &ByLevel) {
        let room = self.by.len() < MAX_DIFFERENT;
        match self.by.get_mut(text) {
            Some(own) => sum(own, findings),
            None if room => drop(self.by.insert(text.clone(), *findings)),
            None => self.over += findings.iter().sum::<u64>(),
        }
    }

    /// Adds the counts of the stretch of input that follows.
    pub fn join(&mut self, next: Counts<K>) {
        next.by.iter().for_each(|(text, findings)| self.add(text, findings));
        self.over += next.over;
    }

    /// How many different texts there are, of those that are counted apart.
    pub fn different(&self) -> usize {
        self.by.len()
    }

    /// How many findings have a text that is not counted apart.
    pub fn over(&self) -> u64 {
        self.over
    }

    /// The gravest: by how many critical findings there are, then by how many high ones, and so on.
    pub fn top(&self, count: usize) -> Vec<(&K, &ByLevel)> {
        let mut all: Vec<_> = self.by.iter().collect();
        all.sort_by_key(|(_, by)| Reverse(by.iter().rev().copied().collect::<Vec<_>>()));
        all.truncate(count);
        all
    }

    /// All, in the order of the texts.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &ByLevel)> {
        self.by.iter()
    }
}

/// Adds findings level by level.
pub fn sum(to: &mut ByLevel, from: &ByLevel) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

/// One finding of a level.
pub fn one(level: Level) -> ByLevel {
    Level::ALL.map(|each| u64::from(each == level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_come_first() {
        let mut counts = Counts::default();
        for (text, findings) in
            [("many low", [0, 900, 0, 0, 0]), ("a critical", [0, 0, 0, 0, 1]), ("some high", [0, 0, 0, 7, 0])]
        {
            counts.add(&text, &findings);
        }
        counts.add(&"some high", &[0, 0, 0, 1, 0]);
        let top = counts.top(2);
        assert_eq!(top, [(&"a critical", &[0, 0, 0, 0, 1]), (&"some high", &[0, 0, 0, 8, 0])]);
    }

    /// Names that somebody makes up do not fill the memory; their findings are still counted.
    #[test]
    fn made_up_names_are_counted_together() {
        let mut counts = Counts::default();
        (0..MAX_DIFFERENT + 5).for_each(|name| counts.add(&name, &[1, 0, 0, 0, 0]));
        counts.add(&0, &[1, 0, 0, 0, 0]);
        assert_eq!((counts.different(), counts.over()), (MAX_DIFFERENT, 5));
    }
}
