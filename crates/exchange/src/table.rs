//! Tables with a header (RFC 4180, and what people make of it).
//!
//! A cell may span lines. A row may have several values: in columns that are named after kinds (`md5`, `sha256_hash`, `dst_ip`), and
//! in its comment. The header may stand in the last comment before the rows, as some publishers have it.

use crate::{
    Context, Reason, comment,
    context::{moment, tlp},
    header::{Header, Role},
    label::labelled,
    outcome::{Place, Sink, Stood},
    rows::{Row, RowFault, Rows},
};
use std::io::{self, BufRead};

pub(crate) fn read(input: impl BufRead, header: &Header, sink: &mut Sink<'_>) -> io::Result<()> {
    let mut rows = Rows::new(input, header.delimiter);
    while let Some(row) = rows.next()? {
        match row {
            Row::Cells(_, cells) if is_header(&cells, header) => {}
            Row::Cells(line, cells) => Cells { line, cells: &cells, header }.take(sink),
            Row::Nothing => {}
            Row::Refused(line, text, fault) => {
                sink.refuse(Place::Line(line), &String::from_utf8_lossy(&text), reason(fault));
                if fault == RowFault::OpenAgain {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

fn reason(fault: RowFault) -> Reason {
    match fault {
        RowFault::NotUtf8 => Reason::NotUtf8,
        RowFault::TooLong => Reason::LineTooLong,
        RowFault::Open => Reason::OpenQuote,
        RowFault::OpenAgain => Reason::OpenQuotes,
    }
}

/// Whether the row is the header itself, where that is no comment. It may come again: tables are put one behind the other.
fn is_header(cells: &[String], header: &Header) -> bool {
    cells.len() == header.columns.len()
        && cells.iter().zip(&header.columns).all(|(cell, column)| cell.trim() == column.name)
}

/// A row as the header explains it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cells<'r> {
    line: u64,
    cells: &'r [String],
    header: &'r Header,
}

impl<'r> Cells<'r> {
    fn take(&self, sink: &mut Sink<'_>) {
        let before = (sink.taken, sink.not_taken);
        let value = self.first(&Role::Value).map(|(_, cell)| cell);
        for (name, role, cell) in self.named() {
            match role {
                Role::Value => self.take_value(cell, name, sink),
                Role::Typed if !is_blank(cell) => {
                    sink.put(labelled(name, cell), self.is_exact(), self.stood(name, cell))
                }
                Role::Comment => comment::take(cell, value, Place::Cell(self.line, name), self.context(), sink),
                _ => {}
            }
        }
        let is_blank = self.cells.iter().all(|cell| cell.trim().is_empty());
        if before == (sink.taken, sink.not_taken) && !is_blank {
            sink.refuse(
                Place::Line(self.line),
                self.cells.first().map_or("", String::as_str),
                Reason::EmptyRow,
            );
        }
    }

    /// A value of the kind that another cell says.
    fn take_value(&self, cell: &'r str, name: &'r str, sink: &mut Sink<'_>) {
        let word = self.first(&Role::Kind).map_or("", |(_, cell)| cell.trim());
        sink.put(labelled(word, cell), self.is_exact(), self.stood(name, cell));
    }

    fn stood(&self, name: &'r str, text: &'r str) -> Stood<'r> {
        let only = self
            .header
            .columns
            .iter()
            .filter(|column| matches!(column.role, Role::Value | Role::Typed))
            .count()
            == 1;
        let place = if only { Place::Line(self.line) } else { Place::Cell(self.line, name) };
        Stood { place, text, label: self.first(&Role::Comment).map(|(_, cell)| cell), context: self.context() }
    }

    /// What the row says of its values.
    fn context(&self) -> Context<'r> {
        let cell = |role| self.first(role).map(|(_, cell)| cell);
        Context {
            from: cell(&Role::From).and_then(moment),
            until: cell(&Role::Until).and_then(moment),
            tlp: cell(&Role::Marking).and_then(tlp),
            row: Some(*self),
        }
    }

    /// What the row says in words: descriptions and comments, and whatever else is neither a value nor understood.
    pub(crate) fn words(self) -> impl Iterator<Item = String> {
        self.named().filter(|(.., cell)| !is_blank(cell)).filter_map(|(name, role, cell)| {
            let is_understood = match role {
                Role::Value | Role::Typed | Role::Kind | Role::Exact => true,
                Role::From | Role::Until => moment(cell).is_some(),
                Role::Marking => tlp(cell).is_some(),
                Role::Description | Role::Comment => return Some(cell.trim().to_owned()),
                Role::Other => false,
            };
            (!is_understood).then(|| format!("{name}: {}", cell.trim()))
        })
    }

    fn is_exact(&self) -> bool {
        let cell = self.first(&Role::Exact).map(|(_, cell)| cell.trim().to_ascii_lowercase());
        cell.is_some_and(|cell| matches!(&*cell, "exact" | "true" | "yes" | "1"))
    }

    fn first(&self, wanted: &Role) -> Option<(&'r str, &'r str)> {
        self.named().find(|(_, role, _)| *role == wanted).map(|(name, _, cell)| (name, cell))
    }

    fn named(&self) -> impl Iterator<Item = (&'r str, &'r Role, &'r str)> + use<'r> {
        self.header
            .columns
            .iter()
            .zip(self.cells)
            .map(|(column, cell)| (&*column.name, &column.role, &**cell))
    }
}

/// Whether a cell says that there is no value of the kind of its column.
fn is_blank(cell: &str) -> bool {
    let cell = cell.trim().trim_matches('"').trim();
    cell.is_empty()
        || cell == "-"
        || ["n/a", "na", "none", "null", "unknown"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}
