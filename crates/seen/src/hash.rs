//! A hash of bytes that is the same for ever: filters on the disk and the numbers of hosts are made of it.
//!
//! Words of eight bytes are folded in by a multiplication of 64 by 64 bits whose halves are put over each other. It is fast and even, and no
//! defence: who wants two names with one hash can make them. In a filter that costs time; the table in memory uses a hash with a secret.

/// The digits of the square roots of 2, 3 and 5 behind the point, made odd.
const ROOTS: [u64; 3] = [0x6A09_E667_F3BC_C909, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B];

/// The hash of some bytes.
#[inline]
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let [start, factor, end] = ROOTS;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let state = words.fold(start, |state, word| fold(state ^ word, factor).wrapping_add(end));
    fold(state ^ bytes.len() as u64, end)
}

#[inline]
fn fold(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_hash_stays_what_it_is_and_is_even() {
        assert_eq!(hash(b""), hash(b""));
        assert_ne!(hash(b"\0"), hash(b""));
        assert_eq!(format!("{:016x}", hash(b"example.evil.")), "64e911e673a14062");
        let hashes: BTreeSet<u64> =
            (0..100_000).map(|number| hash(format!("PC{number}").as_bytes())).collect();
        assert_eq!(hashes.len(), 100_000);
        let below = hashes.iter().filter(|hash| **hash < u64::MAX / 16).count();
        assert!((5_900..6_600).contains(&below), "{below} of 6250");
    }
}
