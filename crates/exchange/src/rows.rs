//! The rows of a table (RFC 4180): cells between delimiters, in quotes where they hold delimiters, quotes or line ends.

use crate::lines::Lines;
use std::{
    collections::VecDeque,
    io::{self, BufRead},
};

/// The longest row, in bytes. A quote that is not closed would make one row of all that follows.
pub const MAX_ROW: usize = 1 << 20;

/// How often a quote may stay open before the table is given up. Each time a mebibyte may be read twice.
const MAX_OPEN: usize = 16;

/// Reads rows one by one.
pub(crate) struct Rows<R> {
    lines: Lines<R>,
    delimiter: u8,
    /// Lines that were read to find the end of a quote, and have to be read anew.
    again: VecDeque<(u64, Vec<u8>)>,
    open: usize,
}

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// The cells, and the line where they start, counted from 1.
    Cells(u64, Vec<String>),
    /// A comment, or nothing but spaces.
    Nothing,
    /// A row that cannot be read; its first line.
    Refused(u64, Vec<u8>, RowFault),
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowFault {
    NotUtf8,
    TooLong,
    /// A quote is not closed.
    Open,
    /// Once more, and once too often.
    OpenAgain,
}

impl<R: BufRead> Rows<R> {
    pub(crate) fn new(input: R, delimiter: u8) -> Self {
        Self { lines: Lines::new(input), delimiter, again: VecDeque::new(), open: 0 }
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<Row>> {
        let Some((number, first, is_cut)) = self.line()? else { return Ok(None) };
        let start = first.trim_ascii_start();
        if start.is_empty() || start.starts_with(b"#") {
            return Ok(Some(Row::Nothing));
        }
        if is_cut {
            return Ok(Some(Row::Refused(number, first, RowFault::TooLong)));
        }
        let mut cells = Cells::new(self.delimiter);
        cells.add(&first);
        let mut read = VecDeque::new();
        while cells.in_quotes {
            match self.line()?.filter(|_| cells.length < MAX_ROW) {
                Some((number, line, is_cut)) => {
                    cells.add_line(&line);
                    read.push_back((number, line));
                    if is_cut {
                        break;
                    }
                }
                None => break,
            }
        }
        Ok(Some(if cells.in_quotes { self.reopen(number, first, read) } else { row(number, first, cells) }))
    }

    /// The next line: its number, its bytes, whether it was cut.
    fn line(&mut self) -> io::Result<Option<(u64, Vec<u8>, bool)>> {
        if let Some((number, line)) = self.again.pop_front() {
            return Ok(Some((number, line, false)));
        }
        Ok(self.lines.next()?.map(|line| (line.number, line.bytes.to_vec(), line.is_cut)))
    }

    /// A quote that is not closed costs the line where it stands. The lines behind it are read as if it was.
    fn reopen(&mut self, number: u64, first: Vec<u8>, read: VecDeque<(u64, Vec<u8>)>) -> Row {
        self.open += 1;
        if self.open > MAX_OPEN {
            return Row::Refused(number, first, RowFault::OpenAgain);
        }
        read.into_iter().rev().for_each(|line| self.again.push_front(line));
        Row::Refused(number, first, RowFault::Open)
    }
}

fn row(number: u64, first: Vec<u8>, cells: Cells) -> Row {
    let texts: Option<Vec<_>> = cells.done().into_iter().map(|cell| String::from_utf8(cell).ok()).collect();
    texts.map_or(Row::Refused(number, first, RowFault::NotUtf8), |texts| Row::Cells(number, texts))
}

/// Cells as far as they were read.
struct Cells {
    delimiter: u8,
    done: Vec<Vec<u8>>,
    cell: Vec<u8>,
    /// The cell began with a quote that has not been closed.
    in_quotes: bool,
    length: usize,
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, done: Vec::new(), cell: Vec::new(), in_quotes: false, length: 0 }
    }

    /// Another line of a cell in quotes.
    fn add_line(&mut self, line: &[u8]) {
        self.cell.push(b'\n');
        self.add(line);
    }

    fn add(&mut self, line: &[u8]) {
        self.length += line.len() + 1;
        let mut rest = line;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            match byte {
                b'"' if self.in_quotes && after.starts_with(b"\"") => {
                    self.cell.push(b'"');
                    rest = after.get(1..).unwrap_or_default();
                }
                b'"' if self.in_quotes => self.in_quotes = false,
                b'"' if self.cell.trim_ascii().is_empty() => {
                    self.cell.clear();
                    self.in_quotes = true;
                }
                byte if byte == self.delimiter && !self.in_quotes => {
                    self.done.push(std::mem::take(&mut self.cell))
                }
                byte => self.cell.push(byte),
            }
        }
    }

    fn done(mut self) -> Vec<Vec<u8>> {
        self.done.push(self.cell);
        self.done
    }
}
