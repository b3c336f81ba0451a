//! Places: an entry of a log as one number, so that a run of a log's entries is a run of rows.

use crate::Error;
use statement::Digest;
use std::ops::Range;

/// The greatest number that an entry can have here: 2^40 - 1. A log that said a thousand things a second would come there in 34 years.
pub const MAX_NUMBER: u64 = (1 << BITS) - 1;

/// How many logs there can be: those of all members that ever were.
pub(crate) const MAX_LOGS: usize = 4_096;

const BITS: u32 = 40;

/// The place of an entry.
pub(crate) fn place(log: i64, number: u64) -> Result<i64, Error> {
    match i64::try_from(number) {
        // One more than the greatest number is the end of the log.
        Ok(signed) if number <= MAX_NUMBER + 1 => Ok((log << BITS) + signed),
        _ => Err(Error::refused("number of an entry", "it is larger than can be kept")),
    }
}

/// All places of a log.
pub(crate) fn places(log: i64) -> Range<i64> {
    log << BITS..(log + 1) << BITS
}

/// The number of the entry at a place.
pub(crate) fn number_at(place: i64) -> u64 {
    place.unsigned_abs() & MAX_NUMBER
}

/// The first eight bytes of a digest as a number in the order of the bytes.
pub(crate) fn head(digest: &Digest) -> i64 {
    let first = digest.0.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    // Signed numbers order the lower half of the unsigned ones behind the upper.
    (first ^ 1 << 63) as i64
}

/// The bytes behind them.
pub(crate) fn rest(digest: &Digest) -> &[u8] {
    digest.0.get(8..).unwrap_or_default()
}

/// The digest that was cut in two.
pub(crate) fn joined(head: i64, rest: &[u8]) -> Option<Digest> {
    let first = (head as u64 ^ 1 << 63).to_be_bytes();
    let mut digest = [0; 32];
    let (start, end) = digest.split_at_mut(8);
    start.copy_from_slice(&first);
    end.len().eq(&rest.len()).then(|| end.copy_from_slice(rest))?;
    Some(Digest(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_cut_and_joined_and_keeps_its_order() {
        let mut digests: Vec<Digest> = (0..200_u8).map(|byte| Digest::of(&[byte])).collect();
        digests.extend([Digest([0; 32]), Digest([255; 32]), Digest([128; 32]), Digest([127; 32])]);
        for digest in &digests {
            assert_eq!(joined(head(digest), rest(digest)), Some(*digest));
        }
        digests.sort();
        assert!(digests.is_sorted_by_key(head));
        assert_eq!(joined(0, &[0; 23]), None);
    }

    #[test]
    fn places_of_logs_do_not_meet() {
        assert_eq!(place(3, MAX_NUMBER).expect("a place") + 1, place(4, 0).expect("a place"));
        assert_eq!(number_at(place(3, 17).expect("a place")), 17);
        assert!(places(3).contains(&place(3, MAX_NUMBER).expect("a place")));
        assert!(place(3, MAX_NUMBER + 2).is_err());
    }
}
