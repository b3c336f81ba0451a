//! Rows about intelligence: columns for people, as many as fit a screen or two; every row for programs.

use crate::output::table::{Cell, Column, Format, Row, Table};
use anstyle::Style;
use std::io::{self, IsTerminal, Write};

/// How many rows people are shown unless they want all.
const MAX_SHOWN: usize = 200;

/// Rows that are written as they come, or in columns at the end.
pub struct Rows {
    columns: &'static [Column],
    format: Format,
    kept: Vec<Row>,
    limit: usize,
    left_out: u64,
    written: io::Result<()>,
}

impl Rows {
    /// Without a format: columns on a terminal, JSON lines elsewhere.
    pub fn new(columns: &'static [Column], format: Option<Format>, is_verbose: bool) -> Self {
        let fitting = if io::stdout().is_terminal() { Format::Text } else { Format::Jsonl };
        let limit = if is_verbose { usize::MAX } else { MAX_SHOWN };
        let mut rows = Rows {
            columns,
            format: format.unwrap_or(fitting),
            kept: Vec::new(),
            limit,
            left_out: 0,
            written: Ok(()),
        };
        if rows.format == Format::Csv {
            rows.written = rows.table(Vec::new()).csv(&mut io::stdout().lock());
        }
        rows
    }

    /// Whether people read it.
    pub fn is_text(&self) -> bool {
        self.format == Format::Text
    }

    /// The next row, a text for each column.
    pub fn add(&mut self, cells: impl IntoIterator<Item = String>) {
        let row = Row { cells: cells.into_iter().map(Cell::Text).collect(), style: Style::new() };
        if self.is_text() {
            match self.kept.len() < self.limit {
                true => self.kept.push(row),
                false => self.left_out += 1,
            }
            return;
        }
        if self.written.is_ok() {
            self.written = self.write(row);
        }
    }

    fn write(&self, row: Row) -> io::Result<()> {
        let mut line = Vec::new();
        match self.format {
            Format::Csv => {
                let mut whole = Vec::new();
                self.table(vec![row]).csv(&mut whole)?;
                let end = whole.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                line.extend_from_slice(whole.get(end..).unwrap_or_default());
            }
            _ => self.table(vec![row]).jsonl(&mut line)?,
        }
        io::stdout().lock().write_all(&line)
    }

    fn table(&self, rows: Vec<Row>) -> Table {
        Table { columns: self.columns.to_vec(), rows }
    }

    /// Writes what is left to be written.
    ///
    /// # Errors
    /// An output that cannot be written.
    pub fn end(mut self) -> io::Result<()> {
        std::mem::replace(&mut self.written, Ok(()))?;
        let mut out = io::stdout().lock();
        if self.is_text() {
            let kept = std::mem::take(&mut self.kept);
            let table = self.table(kept);
            table.text(&mut out, usize::MAX, io::stdout().is_terminal())?;
            if self.left_out > 0 {
                writeln!(out, "... and {} more (--verbose, or --format jsonl)", self.left_out)?;
            }
        }
        out.flush()
    }
}
