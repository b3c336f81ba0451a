//! Cells, rows and keys as bytes (docs/spec/seal.md, sections 3 and 4).
//!
//! A row is its cells in the declared order, each a LEB128 integer `4 * length + kind` and then the bytes:
//! no two different rows have the same encoding. A key is an encoding of the key's cells whose order as
//! bytes is the order of the rows in the tree.

use std::borrow::Cow;

use crate::varint;

/// What kind of value a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A JSON object did not have the column at all.
    Absent = 0,
    /// Text: every CSV and TSV cell, every JSON string.
    Text = 1,
    /// A JSON value that is no string, by its own characters: `12`, `true`, `null`, `[1,2]`.
    Bare = 2,
    /// Bytes that are not UTF-8, as they stood.
    Bytes = 3,
}

impl Kind {
    fn from_bits(bits: u64) -> Kind {
        match bits & 3 {
            0 => Kind::Absent,
            1 => Kind::Text,
            2 => Kind::Bare,
            _ => Kind::Bytes,
        }
    }
}

/// One value of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell<'a> {
    /// What the bytes are.
    pub kind: Kind,
    /// The value, normalised as the declaration says.
    pub bytes: &'a [u8],
}

impl<'a> Cell<'a> {
    /// A text cell.
    pub fn text(text: &'a str) -> Self {
        Cell { kind: Kind::Text, bytes: text.as_bytes() }
    }

    /// The value for people: bytes that are not UTF-8 are shown as replacement characters.
    pub fn shown(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.bytes)
    }

    /// Appends the cell's encoding to `row`.
    pub fn push_to(&self, row: &mut Vec<u8>) {
        varint::push(row, self.bytes.len() as u64 * 4 + self.kind as u64);
        row.extend_from_slice(self.bytes);
    }

    /// Appends the cell to a sortable key: NUL as `00 ff`, and `00 kind` at the end.
    pub fn push_to_key(&self, key: &mut Vec<u8>) {
        let mut parts = self.bytes.split(|&byte| byte == 0);
        key.extend_from_slice(parts.next().unwrap_or_default());
        for part in parts {
            key.extend_from_slice(&[0x00, 0xff]);
            key.extend_from_slice(part);
        }
        key.extend_from_slice(&[0x00, self.kind as u8]);
    }
}

/// The cells of an encoded row, in the declared order. Ends early at bytes that are no cell:
/// [`Cells::is_clean`] tells the difference.
#[derive(Clone, Debug)]
pub struct Cells<'a> {
    rest: &'a [u8],
}

impl<'a> Cells<'a> {
    /// Reads `row`.
    pub fn of(row: &'a [u8]) -> Self {
        Cells { rest: row }
    }

    /// What is not read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether `row` is exactly `count` well-formed cells and nothing else.
    pub fn is_clean(row: &'a [u8], count: usize) -> bool {
        let mut cells = Cells::of(row);
        cells.by_ref().count() == count && cells.rest.is_empty()
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cell<'a>;

    fn next(&mut self) -> Option<Cell<'a>> {
        let mut rest = self.rest;
        let head = varint::take(&mut rest)?;
        let (bytes, rest) = rest.split_at_checked(usize::try_from(head / 4).ok()?)?;
        let kind = Kind::from_bits(head);
        if kind == Kind::Absent && !bytes.is_empty() {
            return None; // absent has one encoding
        }
        self.rest = rest;
        Some(Cell { kind, bytes })
    }
}

/// The key of `row`: its cells at `positions`, in that order, as sortable bytes in `key`.
/// `cells` is a buffer. False: the row lacks one of them.
pub(crate) fn key_of(row: &[u8], positions: &[usize], key: &mut Vec<u8>) -> bool {
    key.clear();
    positions.iter().all(|&position| match Cells::of(row).nth(position) {
        Some(cell) => {
            cell.push_to_key(key);
            true
        }
        None => false,
    })
}

/// The values of a sortable key, for people.
pub fn key_cells(key: &[u8]) -> Vec<String> {
    let mut values = Vec::new();
    let mut value = Vec::new();
    let mut bytes = key.iter();
    while let Some(&byte) = bytes.next() {
        match (byte, if byte == 0 { bytes.next() } else { None }) {
            (0, Some(0xff)) => value.push(0),
            (0, _) => values.push(String::from_utf8_lossy(&std::mem::take(&mut value)).into_owned()),
            (byte, _) => value.push(byte),
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = (Kind, Vec<u8>)> {
        (0u64..4, proptest::collection::vec(prop_oneof![Just(0u8), Just(0xff), any::<u8>()], 0..6)).prop_map(
            |(bits, bytes)| {
                let kind = Kind::from_bits(bits);
                (kind, if kind == Kind::Absent { Vec::new() } else { bytes })
            },
        )
    }

    fn encode(cells: &[(Kind, Vec<u8>)]) -> (Vec<u8>, Vec<u8>) {
        let (mut row, mut key) = (Vec::new(), Vec::new());
        for (kind, bytes) in cells {
            Cell { kind: *kind, bytes }.push_to(&mut row);
            Cell { kind: *kind, bytes }.push_to_key(&mut key);
        }
        (row, key)
    }

    proptest! {
        /// Rows decode to what they were made of, so that no two rows share an encoding.
        #[test]
        fn rows_decode(cells in proptest::collection::vec(cell(), 0..5)) {
            let (row, _) = encode(&cells);
            let back: Vec<_> = Cells::of(&row).map(|cell| (cell.kind, cell.bytes.to_vec())).collect();
            prop_assert_eq!(&back, &cells);
            prop_assert!(Cells::is_clean(&row, cells.len()));
        }

        /// Keys compare as their cells do, one after another.
        #[test]
        fn keys_sort_as_tuples(a in proptest::collection::vec(cell(), 2), b in proptest::collection::vec(cell(), 2)) {
            let tuple = |cells: &[(Kind, Vec<u8>)]| cells.iter().map(|(kind, bytes)| (bytes.clone(), *kind as u8)).collect::<Vec<_>>();
            prop_assert_eq!(encode(&a).1.cmp(&encode(&b).1), tuple(&a).cmp(&tuple(&b)));
        }

        /// Any bytes may come from a damaged file.
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Cells::of(&bytes).count();
            let _ = key_cells(&bytes);
        }
    }

    #[test]
    fn keys_are_shown() {
        let mut key = Vec::new();
        Cell::text("A\0B").push_to_key(&mut key);
        Cell::text("7").push_to_key(&mut key);
        assert_eq!(key_cells(&key), ["A\0B", "7"]);
    }
}
