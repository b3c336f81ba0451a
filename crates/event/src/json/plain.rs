//! How far a string of JSON goes on as it is: to its end, to an escape, or to what may not stand in it.

use memchr::memchr2;

/// Bytes that are looked at together.
const WORD: usize = 8;

/// How many words are looked at here. Most strings, and most pieces between two escapes, end within them; vector search takes longer
/// to start, and is faster from there on.
const NEAR: usize = 4;

/// The same byte in all places of a word.
const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// How many bytes there are before the first quote, backslash or control character; all, if there is none.
#[inline]
pub(super) fn length(text: &[u8]) -> usize {
    let mut rest = text;
    for near in 0..NEAR {
        let Some((word, behind)) = rest.split_first_chunk() else { return near * WORD + far(rest) };
        let found = specials(u64::from_le_bytes(*word));
        if found != 0 {
            return near * WORD + found.trailing_zeros() as usize / 8;
        }
        rest = behind;
    }
    NEAR * WORD + far(rest)
}

/// The high bit of every byte that is one of those. Above the first there may be others: a byte that borrows from its neighbour.
#[inline]
fn specials(word: u64) -> u64 {
    let quote = (word ^ all(b'"')).wrapping_sub(all(1));
    let backslash = (word ^ all(b'\\')).wrapping_sub(all(1));
    let control = word.wrapping_sub(all(b' '));
    (quote | backslash | control) & !word & all(0x80)
}

/// The same as [`length`], for a long text or the end of one.
#[inline(never)]
fn far(text: &[u8]) -> usize {
    let length = memchr2(b'"', b'\\', text).unwrap_or(text.len());
    let piece = text.get(..length).unwrap_or_default();
    // Asked for the least of all bytes, the compiler compares many at once.
    match piece.iter().fold(u8::MAX, |least, &byte| least.min(byte)) {
        b' '.. => length,
        _ => piece.iter().position(|byte| *byte < b' ').unwrap_or(length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_at_every_place() {
        for byte in 0..=u8::MAX {
            let ends = matches!(byte, b'"' | b'\\' | 0..0x20);
            for place in 0..70 {
                for other in [b' ', b'~', 0x7F, 0x80, 0xFF] {
                    let mut text = [other; 70];
                    text.iter_mut().skip(place).take(1).for_each(|there| *there = byte);
                    assert_eq!(length(&text), if ends { place } else { 70 }, "{byte} at {place}");
                }
            }
        }
    }

    #[test]
    fn the_first_of_several_counts() {
        assert_eq!(length(b"ab\"\\\x1f!\"#"), 2);
        assert_eq!(length(b"abcdefghij\\\"\"\"\"\"\"\"\""), 10);
        assert_eq!(length(&[b"x".repeat(40), b"\x01\"".to_vec()].concat()), 40);
    }
}
