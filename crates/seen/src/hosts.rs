//! Sets of hosts, of which only the size is asked.
//!
//! Of each host a hash of 32 bits is kept, and of many hosts the smallest hashes alone: how dense these lie tells how many there are about
//! (Bar-Yossef et al., Counting distinct elements in a data stream, 2002). Whatever the order in which such sets are joined, and however
//! often, the same comes out. Names of hosts are not kept; two whose hashes are one count as one, which among 31 happens once in ten million times.

use crate::{Hosts, bytes::take, hash::hash};

/// Up to so many hosts of a value are counted exactly.
pub const MAX_HOSTS: usize = KEPT - 1;

/// How many hashes are kept.
pub(crate) const KEPT: usize = 32;

/// The number by which a host is known: that of its name, in which capitals are small letters.
#[inline]
pub(crate) fn number(host: &str) -> u32 {
    let high = |hash: u64| (hash >> 32) as u32;
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return high(hash(host.to_ascii_lowercase().as_bytes()));
    }
    high(hash(host.as_bytes()))
}

/// The numbers of hosts, ascending, the smallest of them if there are many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers(Vec<u32>);

impl Numbers {
    pub(crate) fn of(numbers: &[u32]) -> Self {
        let mut all = numbers.to_vec();
        all.sort_unstable();
        all.dedup();
        all.truncate(KEPT);
        Numbers(all)
    }

    /// Adds a host; whether that changes the set.
    pub(crate) fn add(&mut self, number: u32) -> bool {
        let Err(place) = self.0.binary_search(&number) else { return false };
        if place >= KEPT {
            return false;
        }
        self.0.insert(place, number);
        self.0.truncate(KEPT);
        true
    }

    /// Adds those of another set; whether that changes it.
    pub(crate) fn join(&mut self, other: &Numbers) -> bool {
        other.0.iter().fold(false, |changed, number| self.add(*number) | changed)
    }

    pub(crate) fn as_slice(&self) -> &[u32] {
        &self.0
    }

    /// How many hosts these are.
    pub(crate) fn count(&self) -> Hosts {
        match self.0.last() {
            Some(largest) if self.0.len() >= KEPT => {
                let part = (f64::from(*largest) + 1.0) / (f64::from(u32::MAX) + 1.0);
                Hosts::About((((KEPT - 1) as f64 / part) as u32).max(KEPT as u32))
            }
            _ => Hosts::Exactly(self.0.len() as u32),
        }
    }

    pub(crate) fn push(&self, to: &mut Vec<u8>) {
        self.0.iter().for_each(|number| to.extend(number.to_be_bytes()));
    }

    /// Takes so many numbers; `None` where they are not there, or not as [`Numbers::push`] writes them.
    pub(crate) fn take(count: usize, bytes: &mut &[u8]) -> Option<Self> {
        let (numbers, _) = take(bytes, 4 * count)?.as_chunks::<4>();
        let numbers: Vec<u32> = numbers.iter().map(|number| u32::from_be_bytes(*number)).collect();
        (count <= KEPT && numbers.is_sorted_by(|one, next| one < next)).then_some(Numbers(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(hosts: u32) -> Numbers {
        let mut numbers = Numbers::default();
        for host in 0..hosts {
            numbers.add(number(&format!("PC{host}.corp.example")));
        }
        numbers
    }

    #[test]
    fn few_are_counted_and_many_estimated() {
        for hosts in [0, 1, 7, MAX_HOSTS as u32] {
            assert_eq!(many(hosts).count(), Hosts::Exactly(hosts));
        }
        for hosts in [40, 1_000, 100_000] {
            let Hosts::About(about) = many(hosts).count() else { panic!("not exactly") };
            assert!((0.5..1.6).contains(&(f64::from(about) / f64::from(hosts))), "{about} for {hosts}");
        }
    }

    #[test]
    fn order_and_repetition_do_not_matter() {
        let (mut all, early) = (many(500), many(100));
        let same = all.clone();
        assert!(!all.join(&early));
        assert_eq!(all, same);
        let mut other = early.clone();
        assert!(other.join(&all));
        assert_eq!(other, all);
        assert_eq!(number("PC1"), number("pc1"));
    }

    #[test]
    fn numbers_have_one_spelling() {
        let mut bytes = Vec::new();
        many(3).push(&mut bytes);
        assert_eq!(Numbers::take(3, &mut &bytes[..]), Some(many(3)));
        assert_eq!(Numbers::take(4, &mut &bytes[..]), None);
        assert_eq!(Numbers::take(2, &mut &[0, 0, 0, 2, 0, 0, 0, 1][..]), None);
    }
}
