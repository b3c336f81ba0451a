//! A report in columns: aligned text for people, JSON lines, CSV.

use super::{
    escape::{csv_cell, json_string, terminal},
    grouped,
};
use anstyle::Style;
use clap::ValueEnum;
use event::Time;
use std::io::{self, Write};

/// How many characters of a cell a person is shown; the other formats have it whole.
const MAX_SHOWN: usize = 48;

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, for a person
    #[default]
    Text,
    /// One JSON object a row
    Jsonl,
    /// One line a row, under a header
    Csv,
}

/// A column: its name for machines, its heading for people, and whom it is for.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The name in JSON and CSV; empty for a column that only people are shown.
    pub key: &'static str,
    /// The heading in text; empty for a column that people are not shown.
    pub title: &'static str,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text from strangers or from us; empty for none.
    Text(String),
    /// A number.
    Count(u64),
    /// A part of the whole, from 0 to 1.
    Share(f64),
    /// A time.
    Time(Option<Time>),
    /// Different texts, each with how often it was.
    Counts(Vec<(String, u64)>),
}

/// A row, and how it is shown to people.
#[derive(Clone, Debug)]
pub struct Row {
    /// A cell for each column.
    pub cells: Vec<Cell>,
    /// Its colour.
    pub style: Style,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// What the columns are.
    pub columns: Vec<Column>,
    /// The rows in their order.
    pub rows: Vec<Row>,
}

impl Table {
    /// Writes all rows as JSON lines.
    pub fn jsonl(&self, out: &mut dyn Write) -> io::Result<()> {
        for row in &self.rows {
            let mut line = Vec::new();
            for (column, cell) in
                self.columns.iter().zip(&row.cells).filter(|(column, _)| !column.key.is_empty())
            {
                line.push(if line.is_empty() { b'{' } else { b',' });
                json_string(&mut line, column.key);
                line.push(b':');
                cell.json(&mut line);
            }
            line.extend_from_slice(b"}\n");
            out.write_all(&line)?;
        }
        Ok(())
    }

    /// Writes all rows as CSV.
    pub fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let keyed = || self.columns.iter().enumerate().filter(|(_, column)| !column.key.is_empty());
        let keys: Vec<&str> = keyed().map(|(_, column)| column.key).collect();
        writeln!(out, "{}", keys.join(","))?;
        for row in &self.rows {
            let mut line = Vec::new();
            for (number, (at, _)) in keyed().enumerate() {
                if number > 0 {
                    line.push(b',');
                }
                row.cells.get(at).into_iter().for_each(|cell| csv_cell(&mut line, &cell.plain()));
            }
            line.push(b'\n');
            out.write_all(&line)?;
        }
        Ok(())
    }

    /// Writes the first rows in columns as wide as they need to be; columns of which nothing is to be shown are left out.
    pub fn text(&self, out: &mut dyn Write, rows: usize, colour: bool) -> io::Result<()> {
        let shown = self.rows.get(..rows.min(self.rows.len())).unwrap_or_default();
        let texts: Vec<Vec<String>> =
            shown.iter().map(|row| row.cells.iter().map(Cell::shown).collect()).collect();
        let widths: Vec<usize> = (0..self.columns.len()).map(|at| self.width(at, &texts)).collect();
        let titles: Vec<String> = self.columns.iter().map(|column| column.title.to_owned()).collect();
        let heading = if colour { Style::new().bold() } else { Style::new() };
        self.line(out, &titles, &widths, heading)?;
        for (row, texts) in shown.iter().zip(&texts) {
            self.line(out, texts, &widths, if colour { row.style } else { Style::new() })?;
        }
        Ok(())
    }

    /// How wide a column is; 0 for one that is left out.
    fn width(&self, at: usize, texts: &[Vec<String>]) -> usize {
        let title = self.columns.get(at).map_or("", |column| column.title);
        let widest = texts.iter().filter_map(|row| row.get(at)).map(|text| text.chars().count()).max();
        match (title.is_empty(), widest.unwrap_or(0)) {
            (true, _) | (_, 0) => 0,
            (false, widest) => widest.max(title.len()),
        }
    }

    fn line(&self, out: &mut dyn Write, texts: &[String], widths: &[usize], style: Style) -> io::Result<()> {
        let mut line = String::new();
        for (at, (text, &width)) in texts.iter().zip(widths).enumerate().filter(|(_, (_, width))| **width > 0)
        {
            if !line.is_empty() {
                line.push_str("  ");
            }
            match self.is_number(at) {
                true => line.push_str(&format!("{text:>width$}")),
                false => line.push_str(&format!("{text:<width$}")),
            }
        }
        writeln!(out, "{style}{}{style:#}", line.trim_end())
    }

    fn is_number(&self, at: usize) -> bool {
        let first = self.rows.first().and_then(|row| row.cells.get(at));
        matches!(first, Some(Cell::Count(_) | Cell::Share(_)))
    }
}

impl Cell {
    /// For a person, in one line.
    fn shown(&self) -> String {
        match self {
            Cell::Count(0) => "-".to_owned(),
            Cell::Count(count) => grouped(*count),
            Cell::Share(share) => format!("{:.1}%", share * 100.0),
            // To the second: more does not help a person to compare.
            Cell::Time(time) => {
                time.map(|time| time.to_string().chars().take(19).collect()).unwrap_or_default()
            }
            Cell::Text(text) => cut(&terminal(text)),
            Cell::Counts(_) => terminal(&self.plain()),
        }
    }

    /// For a spreadsheet.
    fn plain(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => count.to_string(),
            Cell::Share(share) => format!("{share:.6}"),
            Cell::Time(time) => time.map(|time| time.to_string()).unwrap_or_default(),
            Cell::Counts(counts) => {
                let each = |(text, count): &(String, u64)| format!("{text} ({count})");
                counts.iter().map(each).collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn json(&self, out: &mut Vec<u8>) {
        match self {
            Cell::Text(text) if text.is_empty() => out.extend_from_slice(b"null"),
            Cell::Text(text) => json_string(out, text),
            Cell::Count(_) | Cell::Share(_) => out.extend_from_slice(self.plain().as_bytes()),
            Cell::Time(None) => out.extend_from_slice(b"null"),
            Cell::Time(Some(time)) => json_string(out, &time.to_string()),
            Cell::Counts(counts) => {
                out.push(b'{');
                for (at, (text, count)) in counts.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    json_string(out, text);
                    out.extend_from_slice(format!(":{count}").as_bytes());
                }
                out.push(b'}');
            }
        }
    }
}

/// A text that is too long for a column, with its middle left out: names differ at both ends.
fn cut(text: &str) -> String {
    let length = text.chars().count();
    if length <= MAX_SHOWN {
        return text.to_owned();
    }
    let half = (MAX_SHOWN - 3) / 2;
    let (start, end): (String, String) =
        (text.chars().take(half).collect(), text.chars().skip(length - half).collect());
    format!("{start}...{end}")
}

/// Whether standard output is a terminal whose user wants colours.
pub fn colour() -> bool {
    use std::io::IsTerminal;
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let text = |text: &str| Cell::Text(text.to_owned());
        let row = |cells| Row { cells, style: Style::new() };
        let columns =
            [("name", "NAME"), ("count", "COUNT"), ("empty", "EMPTY"), ("why", "WHY"), ("", "SHOWN")];
        let columns = columns.into_iter().map(|(key, title)| Column { key, title }).collect();
        let why = Cell::Counts(vec![("wrong \"x\"".to_owned(), 2)]);
        let rows = vec![
            row(vec![text("=cmd()"), Cell::Count(1234), text(""), why, text("s")]),
            row(vec![text("\u{1b}[31mx"), Cell::Count(5), text(""), Cell::Counts(Vec::new()), text("")]),
        ];
        Table { columns, rows }
    }

    fn written(write: impl FnOnce(&Table, &mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&table(), &mut out).expect("memory can be written to");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn text_is_aligned_and_harmless() {
        assert_eq!(
            written(|table, out| table.text(out, 9, false)),
            "NAME         COUNT  WHY            SHOWN\n=cmd()       1,234  wrong \"x\" (2)  s\n\\u{1b}[31mx      5\n"
        );
        assert_eq!(written(|table, out| table.text(out, 1, false)).lines().count(), 2);
    }

    #[test]
    fn csv_and_json_have_all_columns_with_a_key() {
        assert_eq!(
            written(|table, out| table.csv(out)),
            "name,count,empty,why\n\"'=cmd()\",1234,,\"wrong \"\"x\"\" (2)\"\n\"\\u{1b}[31mx\",5,,\n"
        );
        assert_eq!(
            written(|table, out| table.jsonl(out)).lines().next(),
            Some(r#"{"name":"=cmd()","count":1234,"empty":null,"why":{"wrong \"x\"":2}}"#)
        );
    }
}
