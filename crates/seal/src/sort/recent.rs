//! Cells that a column had a short while ago. Packing and unpacking keep the same memory of them, so that a cell which comes
//! again is one byte: where it stands in that memory.

use std::ops::Range;

/// Cells remembered of each column. A place fits into seven bits.
const PLACES: usize = 128;
/// Columns beyond this many share the memory of others: a table may have thousands, and every run that is merged has a memory.
const MAX_MEMORIES: usize = 64;
/// Longer cells are not remembered: they rarely come again, and comparing them costs.
const MAX_CELL: usize = 64;

/// 2^64 divided by the golden ratio: what is alike lands far apart.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Where in some bytes the last cells of each column lie.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    memories: Vec<[Place; PLACES]>,
}

/// Where a cell's bytes are. Length 0: nothing is remembered, for every cell has at least its first byte.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    start: u32,
    length: u16,
    /// Part of the mark: bytes are compared only where it is the same.
    mark: u16,
}

impl Place {
    fn range(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.length)
    }
}

/// A number by which a cell is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Mark(u32);

impl Mark {
    /// The mark of a cell by its first and last bytes, whatever its length. Cells with the same mark cost room, nothing else.
    pub(crate) fn of(cell: &[u8]) -> Self {
        let word = |bytes: Option<&[u8; 8]>| bytes.map(|bytes| u64::from_le_bytes(*bytes));
        let mixed = match (word(cell.first_chunk()), word(cell.last_chunk())) {
            (Some(first), Some(last)) => first ^ last.rotate_left(29),
            _ => cell.iter().fold(0, |mixed, byte| mixed << 8 | u64::from(*byte)),
        };
        Mark((mixed.wrapping_mul(SPREAD) >> 32) as u32)
    }

    /// Seven bits: the first place where the cell may be. The other is beside it.
    fn place(self) -> usize {
        (self.0 >> 25) as usize
    }

    fn rest(self) -> u16 {
        (self.0 >> 9) as u16
    }
}

impl Recent {
    pub(crate) fn clear(&mut self) {
        self.memories.fill([Place::default(); PLACES]);
    }

    /// Where `cell` is remembered, if it is. `bytes` are those that the ranges mean.
    pub(crate) fn find(&self, column: usize, mark: Mark, cell: &[u8], bytes: &[u8]) -> Option<u8> {
        let memory = self.memories.get(column % MAX_MEMORIES)?;
        let is_it = |place: &usize| {
            let at = memory.get(*place).filter(|at| at.mark == mark.rest());
            at.is_some_and(|at| bytes.get(at.range()) == Some(cell))
        };
        [mark.place(), mark.place() ^ 1].into_iter().find(is_it).map(|place| place as u8)
    }

    /// The range of the cell at a place.
    pub(crate) fn get(&self, column: usize, place: u8) -> Option<Range<usize>> {
        let place = self.memories.get(column % MAX_MEMORIES)?.get(usize::from(place))?;
        Some(place.range())
    }

    /// Remembers the cell of `length` bytes that begins at `start`. What was in its place moves one on and drives out what was there.
    pub(crate) fn put(&mut self, column: usize, mark: Mark, start: usize, length: usize) {
        let (Ok(start), true) = (u32::try_from(start), length <= MAX_CELL) else { return };
        let memory = column % MAX_MEMORIES;
        if self.memories.len() <= memory {
            self.memories.resize(memory + 1, [Place::default(); PLACES]);
        }
        let Some(memory) = self.memories.get_mut(memory) else { return };
        memory.swap(mark.place(), mark.place() ^ 1);
        if let Some(place) = memory.get_mut(mark.place()) {
            *place = Place { start, length: length as u16, mark: mark.rest() };
        }
    }
}
