//! Rows by key, as many as are worth keeping.

use std::collections::BTreeMap;

/// What can be added up.
pub trait Join {
    /// Adds what came of the stretch of input that follows.
    fn join(&mut self, other: Self);
}

/// Rows by key up to a limit: telemetry can be made to have any number of hosts and accounts. Keys that came later are not
/// kept, and how many events that concerned is.
///
/// The same stretches joined in the same order give the same ledger.
#[derive(Clone, Debug)]
pub struct Ledger<K, V> {
    rows: BTreeMap<K, V>,
    most: usize,
    beyond: u64,
}

impl<K: Ord, V: Join + Default> Ledger<K, V> {
    /// An empty ledger for at most so many rows.
    pub fn new(most: usize) -> Self {
        Ledger { rows: BTreeMap::new(), most, beyond: 0 }
    }

    /// Has `add` write an event into its row, if there is room for that.
    pub fn meet(&mut self, key: K, add: impl FnOnce(&mut V)) {
        if self.rows.len() >= self.most && !self.rows.contains_key(&key) {
            self.beyond += 1;
            return;
        }
        add(self.rows.entry(key).or_default());
    }

    /// The rows in the order of their keys.
    pub fn rows(&self) -> impl Iterator<Item = (&K, &V)> {
        self.rows.iter()
    }

    /// How many rows are kept.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was met.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many events (or rows of events, where ledgers were joined) found no room.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }
}

impl<K: Ord, V: Join + Default> Join for Ledger<K, V> {
    fn join(&mut self, other: Self) {
        self.beyond += other.beyond;
        for (key, row) in other.rows {
            self.meet(key, |own| own.join(row));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn what_finds_no_room_is_counted() {
        let mut ledger: Ledger<u32, Span> = Ledger::new(2);
        for key in [1, 2, 3, 1, 3] {
            ledger.meet(key, |span| span.meet(None));
        }
        let mut next = Ledger::new(2);
        next.meet(2, |span: &mut Span| span.meet(None));
        next.meet(4, |span: &mut Span| span.meet(None));
        ledger.join(next);
        let rows: Vec<(u32, u64)> = ledger.rows().map(|(key, span)| (*key, span.count)).collect();
        assert_eq!((rows, ledger.beyond()), (vec![(1, 2), (2, 2)], 3));
    }
}
