//! Where the values of indicators lie: one after the other, in the order in which they came.
//!
//! Ten million values as objects of their own would cost more than the values. Here one costs its bytes, its kind and its source.

use super::source::Listed;

/// A piece of the arena: it grows by whole pieces, so that no value is ever moved.
const PIECE: usize = 1 << 22;

/// No piece after this one: offsets have 32 bits. A list that says more is longer than memory for it should be.
const MAX_PIECES: usize = (u32::MAX as usize + 1) / PIECE;

/// No value may be longer, in bytes; the vocabulary has no longer ones.
pub(super) const MAX_VALUE: usize = 1 << 16;

/// Where a value lies. In the order in which the values were added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct At(u32);

/// Values with what belongs to them.
#[derive(Debug, Default)]
pub(super) struct Arena {
    pieces: Vec<Vec<u8>>,
}

/// A value as it lies in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    /// Its kind, and what else its owner put beside it.
    pub(super) tag: u8,
    pub(super) value: &'a [u8],
    pub(super) place: Listed<'a>,
}

impl At {
    /// A number that no other value has.
    pub(super) fn number(self) -> usize {
        self.0 as usize
    }
}

impl Arena {
    /// Adds a value. `None` where there is no room, or the value is too long.
    pub(super) fn add(&mut self, entry: Entry<'_>) -> Option<At> {
        let need = entry.value.len() + entry.place.item.len() + HEAD;
        if entry.value.len().max(entry.place.item.len()) > MAX_VALUE {
            return None;
        }
        if self.pieces.last().is_none_or(|piece| piece.len() + need > PIECE) {
            if self.pieces.len() == MAX_PIECES {
                return None;
            }
            self.pieces.push(Vec::with_capacity(PIECE));
        }
        let number = self.pieces.len() - 1;
        let piece = self.pieces.last_mut()?;
        let at = number * PIECE + piece.len();
        piece.push(entry.tag);
        push_number(piece, entry.value.len() as u32);
        push_number(piece, entry.place.file);
        push_number(piece, entry.place.line);
        push_number(piece, entry.place.item.len() as u32);
        piece.extend_from_slice(entry.value);
        piece.extend_from_slice(entry.place.item.as_bytes());
        u32::try_from(at).ok().map(At)
    }

    /// The value that lies there.
    pub(super) fn get(&self, at: At) -> Option<Entry<'_>> {
        let piece = self.pieces.get(at.number() / PIECE)?;
        entry(piece.get(at.number() % PIECE..)?).map(|(entry, _)| entry)
    }

    /// All values with their places.
    pub(super) fn iter(&self) -> impl Iterator<Item = (At, Entry<'_>)> {
        self.pieces.iter().enumerate().flat_map(|(number, piece)| {
            let mut rest = piece.as_slice();
            std::iter::from_fn(move || {
                let at = At((number * PIECE + piece.len() - rest.len()) as u32);
                let (found, behind) = entry(rest)?;
                rest = behind;
                Some((at, found))
            })
        })
    }
}

/// The most that stands before a value: the tag, and four numbers.
const HEAD: usize = 1 + 4 * 5;

fn entry(bytes: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (length, rest) = number(rest)?;
    let (file, rest) = number(rest)?;
    let (line, rest) = number(rest)?;
    let (item_length, rest) = number(rest)?;
    let (value, rest) = rest.split_at_checked(length as usize)?;
    let (item, behind) = rest.split_at_checked(item_length as usize)?;
    let item = str::from_utf8(item).unwrap_or_default();
    Some((Entry { tag, value, place: Listed { file, line, item } }, behind))
}

/// Seven bits a byte, the low ones first; the eighth bit says that there is more.
fn push_number(to: &mut Vec<u8>, mut number: u32) {
    while number > 0x7F {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0;
    for (place, &byte) in bytes.iter().enumerate().take(5) {
        number |= u32::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(place + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_were() {
        let mut arena = Arena::default();
        let long = vec![7; MAX_VALUE];
        let value = |number: u32| if number.is_multiple_of(3) { long.as_slice() } else { b"evil.example" };
        let entry = |number: u32| Entry {
            tag: number as u8,
            value: value(number),
            place: Listed {
                file: number % 200,
                line: number.wrapping_mul(40_000_003),
                item: if number.is_multiple_of(2) { "" } else { "/objects/1" },
            },
        };
        let added: Vec<At> = (0..500).map(|number| arena.add(entry(number)).expect("room")).collect();
        for (number, at) in (0..).zip(&added) {
            assert_eq!(arena.get(*at), Some(entry(number)));
        }
        assert!(arena.iter().map(|(at, _)| at).eq(added.iter().copied()));
        assert!(arena.pieces.len() > 1);
    }

    #[test]
    fn what_is_too_long_is_refused() {
        let entry = Entry { tag: 0, value: &vec![0; MAX_VALUE + 1], place: Listed::default() };
        assert_eq!(Arena::default().add(entry), None);
    }
}
