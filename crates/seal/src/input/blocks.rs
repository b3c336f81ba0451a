//! Cuts a stream into blocks of whole records.

use std::io::Read;

use memchr::{memchr, memchr_iter, memrchr};

use crate::error::SealError;
use crate::input::Format;
use crate::input::delimited::{Scan, first_line, scan};
use crate::input::fields::Fields;
use crate::input::normalise::column_name;
use crate::openings::MAX_ROW;

/// The byte order mark of UTF-8, with which spreadsheets begin.
pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";
/// What is read at a time: one thread's portion of work.
const BLOCK: usize = 1 << 20;

/// Whole records, as they stand in the file.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    /// The line on which the first record starts.
    pub(crate) line: u64,
}

/// A stream of blocks.
pub(crate) struct Blocks<'n, R> {
    name: &'n str,
    reader: R,
    format: Format,
    /// Read, and not handed out yet.
    rest: Vec<u8>,
    line: u64,
    started: bool,
    ended: bool,
}

impl<'n, R: Read> Blocks<'n, R> {
    pub(crate) fn new(name: &'n str, reader: R, format: Format) -> Self {
        Blocks { name, reader, format, rest: Vec::new(), line: 1, started: false, ended: false }
    }

    fn fill(&mut self) -> Result<(), SealError> {
        self.rest.reserve(BLOCK + 1); // one more byte, for the read that finds the end
        let read = (&mut self.reader).take(BLOCK as u64).read_to_end(&mut self.rest);
        let read = read.map_err(|source| SealError::Read { name: self.name.to_owned(), source })?;
        self.ended = read < BLOCK;
        if !std::mem::replace(&mut self.started, true) {
            self.start()?;
        }
        Ok(())
    }

    /// Drops the byte order mark, and refuses what is no UTF-8 text at all.
    fn start(&mut self) -> Result<(), SealError> {
        if self.rest.starts_with(BOM) {
            self.rest.drain(..BOM.len());
        }
        if self.rest.starts_with(b"\xFF\xFE") || self.rest.starts_with(b"\xFE\xFF") {
            return Err(self.header_error("the file is UTF-16; save it as UTF-8 and seal that"));
        }
        if self.rest.trim_ascii_start().starts_with(b"[") && self.format == Format::JsonLines {
            return Err(self.header_error("the file is one JSON array; write one object a line"));
        }
        Ok(())
    }

    pub(crate) fn header_error(&self, reason: &str) -> SealError {
        SealError::Header { name: self.name.to_owned(), reason: reason.to_owned() }
    }

    /// Takes the first record as the names of the columns.
    pub(crate) fn header(&mut self) -> Result<Vec<String>, SealError> {
        let Format::Delimited { delimiter, quotes } = self.format else { return Ok(Vec::new()) };
        loop {
            self.fill()?;
            let whole = self.ended || self.rest.len() > MAX_ROW;
            let mut fields = Fields::default();
            match scan(&self.rest, delimiter, quotes, whole, Some(&mut fields)) {
                Scan::More => {}
                Scan::Bad(_, reason) => return Err(self.header_error(reason)),
                Scan::Record(_) if self.rest.is_empty() => return Err(self.header_error("the file is empty")),
                Scan::Record(length) => {
                    let names =
                        (0..fields.len()).map(|index| column_name(index, fields.get(index))).collect();
                    drop(self.take(length));
                    return Ok(names);
                }
            }
        }
    }

    /// The next block; `None` after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Block>, SealError> {
        loop {
            let length = self.whole_records();
            if length > 0 {
                return Ok(Some(self.take(length)));
            }
            if self.ended {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    fn take(&mut self, length: usize) -> Block {
        let rest = self.rest.split_off(length);
        let block = Block { bytes: std::mem::replace(&mut self.rest, rest), line: self.line };
        self.line += memchr_iter(b'\n', &block.bytes).count() as u64;
        block
    }

    /// How many bytes at the front of the rest are whole records.
    fn whole_records(&self) -> usize {
        if self.ended && self.rest.len() <= MAX_ROW {
            return self.rest.len();
        }
        match self.format {
            Format::Delimited { delimiter, quotes: true } if memchr(b'"', &self.rest).is_some() => {
                self.scanned_records(delimiter)
            }
            _ => match whole_lines(&self.rest) {
                0 if self.ended || self.rest.len() > MAX_ROW => self.rest.len(),
                length => length,
            },
        }
    }

    /// Whole records where some have quotes. Lines up to the next quote are records as they are: only those with quotes
    /// are looked at.
    fn scanned_records(&self, delimiter: u8) -> usize {
        let mut length = 0;
        loop {
            let rest = self.rest.get(length..).unwrap_or_default();
            let quote = memchr(b'"', rest);
            length += whole_lines(rest.get(..quote.unwrap_or(rest.len())).unwrap_or_default());
            let rest = self.rest.get(length..).unwrap_or_default();
            if quote.is_none() {
                return length;
            }
            match scan(rest, delimiter, true, false, None) {
                Scan::Record(record) | Scan::Bad(record, _) => length += record,
                // The reader of the block must come to the same end: the block stops right after the line that is given up.
                Scan::More if length == 0 && (self.ended || rest.len() > MAX_ROW) => return first_line(rest),
                Scan::More => return length,
            }
        }
    }
}

/// How many bytes at the front are whole lines.
fn whole_lines(bytes: &[u8]) -> usize {
    memrchr(b'\n', bytes).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_and_blank_names() {
        let header = |text: &str| Blocks::new("t.csv", text.as_bytes(), Format::CSV).header();
        assert_eq!(
            header("\u{feff}a, b ,\"c\nd\",\n1,2,3,4\n").expect("a header"),
            ["a", "b", "c\nd", "(column 4)"]
        );
        assert!(header("").is_err());
        assert!(header("\"a").is_err());
        assert!(Blocks::new("t.csv", &b"\xFF\xFEa\0"[..], Format::CSV).header().is_err());
    }

    #[test]
    fn blocks_are_whole_records() {
        let record = "1,\"two\nlines\",3\n".repeat(200_000);
        let mut blocks = Blocks::new("t.csv", record.as_bytes(), Format::CSV);
        let (mut total, mut line) = (0, 1);
        while let Some(block) = blocks.next().expect("reads") {
            assert_eq!(block.line, line);
            assert!(block.bytes.ends_with(b",3\n") && block.bytes.starts_with(b"1,"));
            line += block.bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
            total += block.bytes.len();
        }
        assert_eq!(total, record.len());
    }
}
