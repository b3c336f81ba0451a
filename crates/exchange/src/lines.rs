//! The lines of a file, none of them longer than can be held.

use std::io::{self, BufRead};

/// The longest line, in bytes: a value is at most 8 KiB, and a comment may follow.
pub const MAX_LINE: usize = 64 << 10;

/// Reads lines one by one into the same space.
pub(crate) struct Lines<R> {
    input: R,
    number: u64,
    line: Vec<u8>,
}

/// One line.
pub(crate) struct Line<'l> {
    /// Counted from 1.
    pub(crate) number: u64,
    /// Without its end.
    pub(crate) bytes: &'l [u8],
    /// It was longer than [`MAX_LINE`]; this is its beginning.
    pub(crate) is_cut: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, number: 0, line: Vec::new() }
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let mut is_cut = false;
        let mut is_empty = true;
        loop {
            let piece = self.input.fill_buf()?;
            if piece.is_empty() && is_empty {
                return Ok(None);
            }
            is_empty = false;
            let end = memchr::memchr(b'\n', piece);
            let text = piece.get(..end.unwrap_or(piece.len())).unwrap_or_default();
            let room = MAX_LINE.saturating_sub(self.line.len());
            is_cut |= text.len() > room;
            self.line.extend_from_slice(text.get(..room).unwrap_or(text));
            let is_last = end.is_some() || piece.is_empty();
            let consumed = end.map_or(piece.len(), |end| end + 1);
            self.input.consume(consumed);
            if is_last {
                break;
            }
        }
        self.number += 1;
        let bytes = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        Ok(Some(Line { number: self.number, bytes, is_cut }))
    }
}
