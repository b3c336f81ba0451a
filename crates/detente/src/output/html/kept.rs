//! The gravest findings: by level, then by time, then in the order of the input. What has no time comes after what has one.

use super::{MAX_ROWS, Row};
use hunt::Level;
use spill::key;
use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

/// As many findings as the table holds.
#[derive(Default)]
pub struct Kept {
    /// The least grave on top, which goes first when there are too many.
    heap: BinaryHeap<Ranked>,
    /// How many findings were met.
    met: u64,
}

/// A finding and its place among all.
struct Ranked {
    rank: (Reverse<Level>, [u8; 9], u64),
    row: Row,
}

impl Kept {
    /// Takes a finding.
    pub fn add(&mut self, row: Row) {
        let rank = (Reverse(row.about.level), key::time(row.time.map(|time| time.nanos())), self.met);
        self.met += 1;
        self.push(Ranked { rank, row });
    }

    /// Takes what was kept of the stretch of input that follows.
    pub fn join(&mut self, next: Kept) {
        for Ranked { rank: (level, time, order), row } in next.heap {
            self.push(Ranked { rank: (level, time, self.met + order), row });
        }
        self.met += next.met;
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// All that are kept, by time or the gravest first.
    pub fn into_rows(self, by_time: bool) -> Vec<Row> {
        let mut ranked = self.heap.into_vec();
        match by_time {
            true => ranked.sort_unstable_by_key(|ranked| (ranked.rank.1, ranked.rank.2)),
            false => ranked.sort_unstable_by_key(|ranked| ranked.rank),
        }
        ranked.into_iter().map(|ranked| ranked.row).collect()
    }

    fn push(&mut self, ranked: Ranked) {
        if self.heap.len() < MAX_ROWS {
            self.heap.push(ranked);
        } else if let Some(mut least) = self.heap.peek_mut()
            && ranked < *least
        {
            *least = ranked;
        }
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank.cmp(&other.rank)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Ranked {}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::Time;
    use hunt::About;
    use std::sync::Arc;

    fn row(level: Level, time: Option<i64>, record: u64) -> Row {
        Row {
            time: time.map(Time::from_nanos),
            about: Arc::new(About { level, ..About::default() }),
            place: 0,
            kind: "sigma",
            host: String::new(),
            user: String::new(),
            file: Arc::from(""),
            record,
            matched: String::new(),
        }
    }

    fn records(kept: Kept, by_time: bool) -> Vec<u64> {
        kept.into_rows(by_time).iter().map(|row| row.record).collect()
    }

    fn some() -> Kept {
        let mut first = Kept::default();
        first.add(row(Level::Low, Some(1), 1));
        first.add(row(Level::High, None, 2));
        let mut second = Kept::default();
        second.add(row(Level::High, Some(9), 3));
        second.add(row(Level::Low, Some(1), 4));
        first.join(second);
        first
    }

    #[test]
    fn the_gravest_come_first_or_the_earliest() {
        assert_eq!(records(some(), false), [3, 2, 1, 4]);
        assert_eq!(records(some(), true), [1, 4, 3, 2]);
    }

    /// With one more than there is room for, the least grave of all goes, wherever it stood.
    #[test]
    fn what_is_too_much_is_the_least_grave() {
        let mut all = Kept::default();
        all.add(row(Level::Low, Some(5), 0));
        for at in 1..=MAX_ROWS as u64 {
            let mut next = Kept::default();
            next.add(row(Level::High, Some(1), at));
            all.join(next);
        }
        assert_eq!((all.len(), all.met), (MAX_ROWS, MAX_ROWS as u64 + 1));
        assert_eq!(records(all, false).first(), Some(&1));
    }
}
