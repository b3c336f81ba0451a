//! One table as text for people, CSV for spreadsheets and JSON for programs.
//!
//! Names of contests, counties and boxes come from files: every output escapes what a terminal or a spreadsheet would
//! obey. Every output carries what can be said about the order of commitment and seed.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use audit::{ORDER_NOT_PROVEN, OrderOfCommitment};

use crate::output::escape::{csv_cell, json_string, terminal};

/// How to write a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Columns for people
    Text,
    /// One object, for programs
    Json,
    /// One line per row, for spreadsheets
    Csv,
}

/// One cell.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Nothing; `null` in JSON.
    Empty,
    /// Words.
    Text(String),
    /// A number, in digits that JSON takes too.
    Number(String),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// A number or nothing.
    pub fn number(value: Option<impl ToString>) -> Self {
        value.map_or(Self::Empty, |value| Self::Number(value.to_string()))
    }

    /// Words or nothing.
    pub fn text(value: Option<impl ToString>) -> Self {
        value.map_or(Self::Empty, |value| Self::Text(value.to_string()))
    }

    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Text(text) | Self::Number(text) => text,
            Self::Flag(true) => "yes",
            Self::Flag(false) => "no",
        }
    }

    fn json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Empty => out.extend_from_slice(b"null"),
            Self::Text(text) => json_string(out, text),
            Self::Number(number) => out.extend_from_slice(number.as_bytes()),
            Self::Flag(flag) => out.extend_from_slice(flag.to_string().as_bytes()),
        }
    }
}

/// A column, and whether people see it in the text too: a terminal is narrow.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// In every format.
    Everywhere(&'static str),
    /// In CSV and JSON only.
    Data(&'static str),
}

impl Column {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Everywhere(name) | Self::Data(name) => name,
        }
    }
}

/// A table with what is to be said about it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What the rows are, in JSON.
    pub rows_name: &'static str,
    /// The columns.
    pub columns: &'static [Column],
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
    /// Sentences: below the text, in JSON, and on standard error beside CSV.
    pub notes: Vec<String>,
    /// What can be said about the order of commitment and seed; nothing only where no audit is spoken of.
    pub order: OrderOfCommitment,
}

impl Sheet {
    /// Writes the table to standard output. A reader that closes the pipe has seen enough, which is no error.
    pub fn print(&self, format: Format) -> io::Result<()> {
        let bytes = match format {
            Format::Text => self.text().into_bytes(),
            Format::Json => self.json(),
            Format::Csv => self.csv(),
        };
        if format == Format::Csv {
            self.notes.iter().for_each(|note| eprintln!("{}", terminal(note)));
            eprintln!("{}", terminal(&self.order_line()));
        }
        let mut out = io::stdout().lock();
        match out.write_all(&bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    fn order_word(&self) -> &'static str {
        match self.order {
            OrderOfCommitment::NotProven(_) => ORDER_NOT_PROVEN,
            OrderOfCommitment::Proven => "order proven",
        }
    }

    fn order_line(&self) -> String {
        match &self.order {
            OrderOfCommitment::NotProven(reason) => format!("{ORDER_NOT_PROVEN}: {reason}"),
            OrderOfCommitment::Proven => "order proven: all was on record, witnessed, before the seed".into(),
        }
    }

    pub(super) fn text(&self) -> String {
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|at| matches!(self.columns.get(*at), Some(Column::Everywhere(_))))
            .collect();
        let header: Vec<String> = shown
            .iter()
            .filter_map(|at| self.columns.get(*at))
            .map(|column| column.name().to_owned())
            .collect();
        let rows = self.rows.iter().map(|row| {
            shown
                .iter()
                .map(|at| row.get(*at).map_or_else(String::new, |cell| terminal(cell.shown())))
                .collect()
        });
        let mut out = aligned(&std::iter::once(header).chain(rows).collect::<Vec<Vec<String>>>());
        if self.rows.is_empty() {
            out.clear();
        }
        for line in self.notes.iter().chain([&self.order_line()]) {
            let _ = write!(out, "\n{}\n", terminal(line)); // writing to a string does not fail
        }
        out.trim_start().to_owned()
    }

    pub(super) fn csv(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let names = self.columns.iter().map(|column| column.name());
        csv_line(&mut out, names.chain(["order"]));
        for row in &self.rows {
            csv_line(&mut out, row.iter().map(Cell::shown).chain([self.order_word()]));
        }
        out
    }

    fn json(&self) -> Vec<u8> {
        let mut out = b"{\"order\":".to_vec();
        json_string(&mut out, self.order_word());
        out.extend_from_slice(b",\"notes\":[");
        for (at, note) in self.notes.iter().chain([&self.order_line()]).enumerate() {
            out.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
            json_string(&mut out, note);
        }
        out.extend_from_slice(format!("],\n\"{}\":[", self.rows_name).as_bytes());
        for (at, row) in self.rows.iter().enumerate() {
            out.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
            self.json_row(&mut out, row);
        }
        out.extend_from_slice(b"\n]}\n");
        out
    }

    fn json_row(&self, out: &mut Vec<u8>, row: &[Cell]) {
        for (at, (column, cell)) in self.columns.iter().zip(row).enumerate() {
            out.extend_from_slice(
                format!("{}\"{}\":", if at == 0 { "{" } else { "," }, column.name()).as_bytes(),
            );
            cell.json(out);
        }
        out.push(b'}');
    }
}

fn csv_line<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        csv_cell(out, cell);
    }
    out.push(b'\n');
}

/// Columns as wide as their widest cell. Numbers stay on the left, where the eye finds them beside a name.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |at: usize| {
        rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  "); // writing to a string does not fail
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hostile() -> Sheet {
        Sheet {
            rows_name: "rows",
            columns: &[Column::Everywhere("name"), Column::Data("size"), Column::Data("met")],
            rows: vec![
                vec![Cell::Text("=1+1".into()), Cell::number(Some(7)), Cell::Flag(true)],
                vec![Cell::Text("\u{1b}[2Jgone\nnext \"q\"".into()), Cell::Empty, Cell::Flag(false)],
            ],
            notes: vec!["a \u{1b}]0;note".into()],
            order: OrderOfCommitment::NotProven("no list".into()),
        }
    }

    #[test]
    fn nothing_reaches_a_terminal_or_a_spreadsheet() {
        let sheet = hostile();
        let csv = String::from_utf8(sheet.csv()).expect("text");
        assert_eq!(
            csv,
            "name,size,met,order\n\"'=1+1\",7,yes,ORDER NOT PROVEN\n\"\\u{1b}[2Jgone next \"\"q\"\"\",,no,ORDER NOT PROVEN\n"
        );
        for output in [csv, sheet.text(), String::from_utf8(sheet.json()).expect("text")] {
            assert!(!output.contains('\u{1b}'), "{output}");
            assert!(output.contains(ORDER_NOT_PROVEN), "{output}");
        }
    }

    #[test]
    fn json_keeps_the_text_as_it_was() {
        let json = String::from_utf8(hostile().json()).expect("text");
        assert!(json.contains(r#"{"name":"=1+1","size":7,"met":true}"#), "{json}");
        assert!(json.contains(r#"\nnext \"q\"","size":null,"met":false}"#), "{json}");
    }

    #[test]
    fn text_shows_the_columns_for_people() {
        assert!(hostile().text().starts_with("name\n=1+1\n"), "{}", hostile().text());
    }
}
