//! Says of nearly every value that is no indicator that it is none, at the price of one line of the processor's cache.
//!
//! A Bloom filter in blocks (Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007): a value has one
//! block, and one bit in each word of it. About 13 bits for each value let through 0.4 % of the others. Other filters are smaller, but
//! need several places in memory for each look or several times their own size while they are built.

/// Values for each block, on average.
const LOAD: usize = 40;

/// The bits of one cache line.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Block([u64; 8]);

/// A set of numbers that may say yes where the answer is no.
#[derive(Debug, Default)]
pub(super) struct Filter {
    blocks: Vec<Block>,
}

impl Filter {
    /// An empty filter for so many numbers.
    pub(super) fn for_numbers(count: usize) -> Self {
        Filter { blocks: vec![Block::default(); count / LOAD + 1] }
    }

    /// Adds a number.
    pub(super) fn add(&mut self, number: u64) {
        let place = self.place(number);
        if let Some(Block(words)) = self.blocks.get_mut(place) {
            words.iter_mut().zip(bits(number)).for_each(|(word, bit)| *word |= bit);
        }
    }

    /// Whether the number may have been added.
    #[inline]
    pub(super) fn may_have(&self, number: u64) -> bool {
        let Some(Block(words)) = self.blocks.get(self.place(number)) else { return false };
        words.iter().zip(bits(number)).fold(0, |missing, (word, bit)| missing | (bit & !word)) == 0
    }

    /// The upper half of the number, as a fraction of the blocks.
    #[inline]
    fn place(&self, number: u64) -> usize {
        (((number >> 32) * self.blocks.len() as u64) >> 32) as usize
    }
}

/// A bit for each word, by the lower 48 bits of the number.
#[inline]
fn bits(number: u64) -> impl Iterator<Item = u64> {
    (0..8).map(move |word| 1 << (number >> (word * 6) & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers as a hash would give them.
    fn number(place: u64) -> u64 {
        let product = u128::from(place ^ 0x51_7CC1_B727_220A) * 0x9E37_79B9_7F4A_7C15_u128;
        let once = (product as u64) ^ (product >> 64) as u64;
        let product = u128::from(once) * 0xD6E8_FEB8_6659_FD93_u128;
        (product as u64) ^ (product >> 64) as u64
    }

    #[test]
    fn what_was_added_is_there_and_little_else() {
        const COUNT: u64 = 100_000;
        let mut filter = Filter::for_numbers(COUNT as usize);
        (0..COUNT).for_each(|place| filter.add(number(place)));
        assert!((0..COUNT).all(|place| filter.may_have(number(place))));
        let wrong = (COUNT..2 * COUNT).filter(|&place| filter.may_have(number(place))).count();
        assert!(wrong < COUNT as usize / 100, "{wrong} of {COUNT}");
    }

    #[test]
    fn an_empty_filter_has_nothing() {
        assert!(!Filter::default().may_have(1));
        assert!(!Filter::for_numbers(0).may_have(1));
    }
}
