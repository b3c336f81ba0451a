//! Zeek's tab-separated logs: lines under a header that every block takes along.

use super::{lines, only_refused, too_large, window::Window};
use crate::{Block, Format};
use memchr::{memchr, memmem};
use std::{io::Read, sync::Arc};

/// How long a header may be; Zeek's own are a kilobyte. Lines past it are not kept.
const MAX_HEADER: usize = 1 << 20;

pub(super) struct Cutter {
    line: u64,
    header: Option<Arc<str>>,
}

impl Default for Cutter {
    fn default() -> Self {
        Cutter { line: 1, header: None }
    }
}

impl Cutter {
    pub(super) fn cut(&mut self, window: &mut Window<impl Read>) -> Option<Block> {
        let mut refused = Vec::new();
        loop {
            let Some(len) = lines::whole_lines(window) else {
                refused.push(too_large(self.line, window.offset()));
                lines::skip_line(window);
                self.line += 1;
                continue;
            };
            let offset = window.offset();
            if len == 0 {
                return only_refused(Format::ZeekTsv, offset, refused);
            }
            let front = window.rest().get(..len).unwrap_or_default();
            let (header, rows) = (header_len(front), rows_len(front));
            if header > 0 {
                self.start(header, window);
                continue;
            }
            let block = Block { offset, first_record: self.line, refused, ..self.rows(rows, window) };
            return Some(block);
        }
    }

    /// Takes in a header. One that another header went before is that of another log, appended.
    fn start(&mut self, len: usize, window: &mut Window<impl Read>) {
        let lines = window.take(len);
        self.line += lines::count_lines(&lines);
        let kept = lines.get(..len.min(MAX_HEADER)).unwrap_or_default();
        self.header = Some(String::from_utf8_lossy(kept).into());
    }

    fn rows(&mut self, len: usize, window: &mut Window<impl Read>) -> Block {
        let bytes = window.take(len);
        self.line += lines::count_lines(&bytes);
        let truncated = bytes.last() != Some(&b'\n');
        Block { header: self.header.clone(), truncated, ..Block::new(Format::ZeekTsv, bytes) }
    }
}

/// How many bytes of header lines there are in front.
fn header_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    while let Some(line) = bytes.get(len..).filter(|line| is_header(line)) {
        len += memchr(b'\n', line).map_or(line.len(), |end| end + 1);
    }
    len
}

/// How many bytes there are before the next header.
fn rows_len(bytes: &[u8]) -> usize {
    memmem::find_iter(bytes, b"\n#")
        .map(|end| end + 1)
        .find(|&start| bytes.get(start..).is_some_and(is_header))
        .unwrap_or(bytes.len())
}

/// Whether this line belongs to a header. `#close` ends a log and says nothing that a row needs.
fn is_header(line: &[u8]) -> bool {
    const NAMES: [&[u8]; 8] = [
        b"#separator",
        b"#set_separator",
        b"#empty_field",
        b"#unset_field",
        b"#path",
        b"#open",
        b"#fields",
        b"#types",
    ];
    NAMES.iter().any(|name| line.starts_with(name))
}
