//! Lines under a header that every block takes along: Zeek's tab-separated logs, and the W3C's extended format.

use super::{Resume, lines, only_refused, too_large, window::Window};
use crate::{Block, Format};
use memchr::{memchr, memmem};
use std::{io::Read, sync::Arc};

/// How long a header may be; Zeek's own are a kilobyte. Lines past it are not kept.
const MAX_HEADER: usize = 1 << 20;

/// The lines of a Zeek header. `#close` ends a log and says nothing that a row needs.
const ZEEK: &[&[u8]] = &[
    b"#separator",
    b"#set_separator",
    b"#empty_field",
    b"#unset_field",
    b"#path",
    b"#open",
    b"#fields",
    b"#types",
];

/// The directives of the extended format that rows depend on.
const W3C: &[&[u8]] = &[b"#Fields:", b"#Date:"];

pub(super) struct Cutter {
    format: Format,
    /// How the lines of a header start.
    names: &'static [&'static [u8]],
    line: u64,
    header: Option<Arc<str>>,
    /// The window starts inside a line that was refused.
    inside: bool,
}

impl Cutter {
    pub(super) fn new(format: Format) -> Self {
        let names = if format == Format::ZeekTsv { ZEEK } else { W3C };
        Cutter { format, names, line: 1, header: None, inside: false }
    }

    pub(super) fn resume(&mut self, from: &Resume) {
        (self.line, self.header, self.inside) = (from.record.max(1), from.header.clone(), from.inside);
    }

    pub(super) fn leave(&self) -> Resume {
        Resume { record: self.line, header: self.header.clone(), inside: self.inside, ..Resume::default() }
    }

    pub(super) fn cut(&mut self, window: &mut Window<impl Read>) -> Option<Block> {
        let mut refused = Vec::new();
        if self.inside {
            self.inside = !lines::skip_line(window);
        }
        loop {
            let Some(len) = lines::whole_lines(window) else {
                refused.push(too_large(self.line, window.offset()));
                self.inside = !lines::skip_line(window);
                self.line += 1;
                continue;
            };
            let offset = window.offset();
            if len == 0 {
                return only_refused(self.format, offset, refused);
            }
            let front = window.rest().get(..len).unwrap_or_default();
            let (header, rows) = (self.header_len(front), self.rows_len(front));
            if header == len && window.is_dry() {
                // More of it may follow, and a header in two parts would be taken for two.
                return only_refused(self.format, offset, refused);
            }
            if header > 0 {
                self.start(header, window);
                continue;
            }
            let block = Block { offset, first_record: self.line, refused, ..self.rows(rows, window) };
            return Some(block);
        }
    }

    /// Takes in a header. One that another header went before is that of another log, appended, as far as it says what the
    /// first one said: a lone `#Date:` leaves the columns as they are.
    fn start(&mut self, len: usize, window: &mut Window<impl Read>) {
        let lines = window.take(len);
        self.line += lines::count_lines(&lines);
        let kept = String::from_utf8_lossy(lines.get(..len.min(MAX_HEADER)).unwrap_or_default());
        let fields =
            |header: &str| header.lines().find(|line| line.starts_with("#Fields:")).map(str::to_owned);
        let before = self.header.as_deref().and_then(fields).filter(|_| fields(&kept).is_none());
        self.header =
            Some(before.map_or_else(|| kept.as_ref().into(), |before| format!("{before}\n{kept}").into()));
    }

    fn rows(&mut self, len: usize, window: &mut Window<impl Read>) -> Block {
        let bytes = window.take(len);
        self.line += lines::count_lines(&bytes);
        let truncated = bytes.last() != Some(&b'\n');
        Block { header: self.header.clone(), truncated, ..Block::new(self.format, bytes) }
    }

    /// How many bytes of header lines there are in front.
    fn header_len(&self, bytes: &[u8]) -> usize {
        let mut len = 0;
        while let Some(line) = bytes.get(len..).filter(|line| self.is_header(line)) {
            len += memchr(b'\n', line).map_or(line.len(), |end| end + 1);
        }
        len
    }

    /// How many bytes there are before the next header.
    fn rows_len(&self, bytes: &[u8]) -> usize {
        memmem::find_iter(bytes, b"\n#")
            .map(|end| end + 1)
            .find(|&start| bytes.get(start..).is_some_and(|line| self.is_header(line)))
            .unwrap_or(bytes.len())
    }

    /// Whether this line belongs to a header.
    fn is_header(&self, line: &[u8]) -> bool {
        self.names.iter().any(|name| line.starts_with(name))
    }
}
