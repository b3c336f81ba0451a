//! Which keys a file certainly has not: a Bloom filter whose bits for one key lie in one line of the cache.
//!
//! Of a hundred keys that a file has not, it lets one or two through. With the bits of one key spread over the whole filter it would be fewer,
//! and a question would wait for memory six times.

use crate::hash::hash;

/// A line of the cache, in bytes.
const LINE: usize = 64;

/// How many bits there are for each key.
const BITS: usize = 10;

/// How many of them a key sets.
const PROBES: u32 = 6;

/// Spreads what the choice of the line left over.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// The bits, a line after another.
#[derive(Debug)]
pub(crate) struct Filter(Vec<[u8; LINE]>);

impl Filter {
    /// The filter for keys with these hashes.
    pub(crate) fn of(hashes: &[u64]) -> Self {
        let lines = (hashes.len() * BITS).div_ceil(8 * LINE).max(1);
        let mut filter = Filter(vec![[0; LINE]; lines]);
        for hash in hashes {
            let place = filter.line(*hash);
            for line in filter.0.iter_mut().skip(place).take(1) {
                bits(*hash)
                    .for_each(|(byte, bit)| line.iter_mut().skip(byte).take(1).for_each(|to| *to |= bit));
            }
        }
        filter
    }

    /// Whether the key may be there.
    #[inline]
    pub(crate) fn may_have(&self, key: &[u8]) -> bool {
        let hash = hash(key);
        let Some(line) = self.0.get(self.line(hash)) else { return true };
        bits(hash).all(|(byte, bit)| line.get(byte).is_some_and(|byte| byte & bit != 0))
    }

    #[inline]
    fn line(&self, hash: u64) -> usize {
        ((u128::from(hash) * self.0.len() as u128) >> 64) as usize
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_flattened()
    }

    /// The filter that was written as these bytes.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (lines, rest) = bytes.as_chunks::<LINE>();
        (rest.is_empty() && !lines.is_empty()).then(|| Filter(lines.to_vec()))
    }
}

/// The bits of a key within its line: which byte, and which bit of it.
#[inline]
fn bits(hash: u64) -> impl Iterator<Item = (usize, u8)> {
    let spread = hash.wrapping_mul(SPREAD);
    (0..PROBES).map(move |probe| (spread >> (9 * probe) & 511) as usize).map(|bit| (bit / 8, 1 << (bit % 8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_denies_nothing_that_is_there_and_most_that_is_not() {
        let key = |number: u32| format!("example.host{number}.");
        let hashes: Vec<u64> = (0..50_000).map(|number| hash(key(number).as_bytes())).collect();
        let filter = Filter::read(Filter::of(&hashes).as_bytes()).expect("a filter");
        assert!((0..50_000).all(|number| filter.may_have(key(number).as_bytes())));
        let wrong = (50_000..150_000).filter(|number| filter.may_have(key(*number).as_bytes())).count();
        assert!(wrong < 2_500, "{wrong} of 100000");
        assert!(Filter::read(&[0; 63]).is_none() && Filter::read(&[]).is_none());
    }
}
