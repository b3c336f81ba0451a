//! Formats of one record a line.

use super::{BLOCK, MAX_RECORD, Resume, only_refused, too_large, window::Window};
use crate::{Block, Format};
use memchr::{memchr, memchr_iter, memrchr};
use std::io::Read;

pub(super) struct Cutter {
    format: Format,
    /// The number of the line that the window starts with.
    line: u64,
    /// The window starts inside a line that was refused.
    inside: bool,
}

impl Cutter {
    pub(super) fn new(format: Format) -> Self {
        Cutter { format, line: 1, inside: false }
    }

    pub(super) fn resume(&mut self, from: &Resume) {
        (self.line, self.inside) = (from.record.max(1), from.inside);
    }

    pub(super) fn leave(&self) -> Resume {
        Resume { record: self.line, inside: self.inside, ..Resume::default() }
    }

    pub(super) fn cut(&mut self, window: &mut Window<impl Read>) -> Option<Block> {
        let mut refused = Vec::new();
        if self.inside {
            self.inside = !skip_line(window);
        }
        let len = loop {
            match whole_lines(window) {
                Some(len) => break len,
                None => refused.push(too_large(self.line, window.offset())),
            }
            self.inside = !skip_line(window);
            self.line += 1;
        };
        let (offset, first_record) = (window.offset(), self.line);
        if len == 0 {
            return only_refused(self.format, offset, refused);
        }
        let bytes = window.take(len);
        self.line += count_lines(&bytes);
        let truncated = bytes.last() != Some(&b'\n');
        Some(Block { offset, first_record, truncated, refused, ..Block::new(self.format, bytes) })
    }
}

/// How many bytes of whole lines the window starts with, once there is a block of them: 0 at the end of the
/// stream, and where the line is not whole yet; none where the first line is larger than a record may be.
pub(super) fn whole_lines(window: &mut Window<impl Read>) -> Option<usize> {
    let (mut searched, mut want) = (0, BLOCK);
    loop {
        window.fill(want);
        if window.ended() {
            return Some(window.rest().len());
        }
        let fresh = window.rest().get(searched..).unwrap_or_default();
        if let Some(end) = memrchr(b'\n', fresh) {
            return Some(searched + end + 1);
        }
        searched = window.rest().len();
        if searched >= MAX_RECORD {
            return None;
        }
        if window.is_dry() {
            return Some(0);
        }
        want = searched + BLOCK;
    }
}

/// Passes over the rest of the line, without holding it. `false` where its end has not been written yet.
pub(super) fn skip_line(window: &mut Window<impl Read>) -> bool {
    loop {
        if let Some(end) = memchr(b'\n', window.rest()) {
            window.skip(end + 1);
            return true;
        }
        window.skip(usize::MAX);
        window.fill(BLOCK);
        if window.rest().is_empty() {
            return window.ended();
        }
    }
}

/// How many lines there are, the last one counted with or without its end.
pub(super) fn count_lines(bytes: &[u8]) -> u64 {
    let open = bytes.last().is_some_and(|&last| last != b'\n');
    memchr_iter(b'\n', bytes).count() as u64 + u64::from(open)
}
