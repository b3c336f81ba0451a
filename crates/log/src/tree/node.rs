//! Complete subtrees.

/// A complete subtree: over the entries from `index * 2^height`, `2^height` of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// How many levels lie below it; 0 is a leaf.
    pub height: u8,
    /// Its number among those of its height, from 0.
    pub index: u64,
}

impl Node {
    /// How many entries there are before its end.
    pub fn end(self) -> u64 {
        (self.index + 1) << self.height
    }
}

/// The largest complete subtrees that entries from `start` to `end` consist of, left to right. `start` is a multiple of a power of two
/// that is no less than the span, as it is for every subtree of RFC 6962.
pub(super) fn complete(start: u64, end: u64) -> impl DoubleEndedIterator<Item = Node> + Clone {
    let span = end - start;
    let heights = (0..63u8).rev().filter(move |height| span >> height & 1 == 1);
    heights.map(move |height| {
        // All larger ones stand before it.
        let before = start + (span >> height & !1) * (1 << height);
        Node { height, index: before >> height }
    })
}

/// The largest power of two below `span`, which is at least 2: where RFC 6962 splits a tree.
pub(super) fn split(span: u64) -> u64 {
    1 << (u64::BITS - 1 - (span - 1).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_splits_before_its_last_power_of_two() {
        assert_eq!([2, 3, 4, 5, 8, 9, 1 << 40].map(split), [1, 2, 2, 4, 4, 8, 1 << 39]);
    }

    #[test]
    fn complete_subtrees_tile_a_span() {
        let nodes: Vec<Node> = complete(16, 29).collect();
        let shape = [(3, 2), (2, 6), (0, 28)].map(|(height, index)| Node { height, index });
        assert_eq!(nodes, shape);
        assert_eq!(complete(0, 0).count(), 0);
    }
}
