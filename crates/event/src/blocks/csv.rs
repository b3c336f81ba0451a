//! Tables: rows under a header row, of which a cell in quotes may span lines.

use super::{BLOCK, MAX_RECORD, Resume, lines, only_refused, too_large, window::Window};
use crate::{
    Block, Format,
    table::{Row, delimiter, prelude, row},
};
use memchr::{memchr, memrchr};
use std::{io::Read, sync::Arc};

/// How long the header row may be.
const MAX_HEADER: usize = 1 << 20;

/// How long a row over several lines may be. Past it, a quote is taken for one that was lost.
const MAX_ROW: usize = 4 << 20;

pub(super) struct Cutter {
    /// The number of the line that the window starts with.
    line: u64,
    header: Option<Arc<str>>,
    delimiter: u8,
    /// The window starts inside a line that was refused.
    inside: bool,
}

impl Default for Cutter {
    fn default() -> Self {
        Cutter { line: 1, header: None, delimiter: b',', inside: false }
    }
}

impl Cutter {
    pub(super) fn resume(&mut self, from: &Resume) {
        (self.line, self.header, self.inside) = (from.record.max(1), from.header.clone(), from.inside);
        self.delimiter = delimiter(first_line(self.header.as_deref().unwrap_or_default().as_bytes()));
    }

    pub(super) fn leave(&self) -> Resume {
        Resume { record: self.line, header: self.header.clone(), inside: self.inside, ..Resume::default() }
    }

    pub(super) fn cut(&mut self, window: &mut Window<impl Read>) -> Option<Block> {
        if self.header.is_none() && !self.start(window) {
            return None;
        }
        let mut refused = Vec::new();
        if self.inside {
            self.inside = !lines::skip_line(window);
        }
        let len = loop {
            match self.whole_rows(window) {
                Some(len) => break len,
                None => refused.push(too_large(self.line, window.offset())),
            }
            self.inside = !lines::skip_line(window);
            self.line += 1;
        };
        let (offset, first_record) = (window.offset(), self.line);
        if len == 0 {
            return only_refused(Format::Csv, offset, refused);
        }
        let bytes = window.take(len);
        self.line += lines::count_lines(&bytes);
        let truncated = bytes.last() != Some(&b'\n');
        let header = self.header.clone();
        Some(Block { offset, first_record, header, truncated, refused, ..Block::new(Format::Csv, bytes) })
    }

    /// Takes in the header row, and what stands before it; `false` where it is not whole yet.
    fn start(&mut self, window: &mut Window<impl Read>) -> bool {
        window.fill(MAX_HEADER);
        let text = window.rest().get(..MAX_HEADER.min(window.rest().len())).unwrap_or_default();
        let before = prelude(text);
        let rest = text.get(before..).unwrap_or_default();
        let first_line = first_line(rest);
        self.delimiter = delimiter(first_line);
        let len = match row(rest, self.delimiter) {
            Row::Ends(len) => len,
            _ if window.is_dry() && text.len() < MAX_HEADER => return false,
            Row::Last => rest.len(),
            Row::Open => first_line.len(),
        };
        let taken = window.take(before + len);
        self.line += lines::count_lines(&taken);
        self.header = Some(String::from_utf8_lossy(taken.get(before..).unwrap_or_default()).into());
        true
    }

    /// How many bytes of whole rows the window starts with: 0 at the end of the stream, none where the first line is larger
    /// than a record may be. A row that is too long for one ends at a line's end; whoever decodes it sees the open quote.
    fn whole_rows(&self, window: &mut Window<impl Read>) -> Option<usize> {
        let mut want = BLOCK;
        loop {
            window.fill(want);
            let text = window.rest();
            if window.ended() {
                return Some(text.len());
            }
            let whole = self.rows_len(text);
            if whole > 0 {
                return Some(whole);
            }
            if window.is_dry() && text.len() < MAX_ROW {
                return Some(0);
            }
            match memrchr(b'\n', text) {
                Some(end) if text.len() >= MAX_ROW => return Some(end + 1),
                None if text.len() >= MAX_RECORD => return None,
                _ => want = text.len() + BLOCK,
            }
        }
    }

    fn rows_len(&self, text: &[u8]) -> usize {
        if memchr(b'"', text).is_none() {
            return memrchr(b'\n', text).map_or(0, |end| end + 1);
        }
        let mut whole = 0;
        while let Row::Ends(len) = row(text.get(whole..).unwrap_or_default(), self.delimiter) {
            whole += len;
        }
        whole
    }
}

/// The first line, with its end if that is there.
fn first_line(text: &[u8]) -> &[u8] {
    let len = memchr(b'\n', text).map_or(text.len(), |end| end + 1);
    text.get(..len).unwrap_or_default()
}
