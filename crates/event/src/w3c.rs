//! The W3C's extended log file format, as IIS, CloudFront and proxies write it: lines under `#Fields:`.
//!
//! Sources: W3C working draft WD-logfile-960323; Microsoft, "W3C Extended Log File Format (IIS 6.0)" and "W3C logging"; Amazon
//! CloudFront, "Standard logging" (names apart by blanks, values by tabs).

use crate::{
    Block, PathId, Paths, Value,
    each::Each,
    lines::{Lines, Scratch, split_at, utf8},
    record::{Record, Refusal},
};
use bumpalo::Bump;

/// How many columns a log may have; IIS knows some thirty.
const MAX_COLUMNS: usize = 1024;

/// Decodes a block of rows under its header.
pub(crate) fn decode(block: &Block, paths: &mut Paths, scratch: &mut Scratch, each: &mut Each<'_>) {
    let mut header = Header::parse(block.header.as_deref().unwrap_or_default());
    for (position, line) in Lines::new(block).filter(|(_, line)| !line.starts_with(b"#")) {
        scratch.record(position, line, paths, each, |record, line, bump| {
            header.number_the_columns(record.paths)?;
            header.row(utf8(line, bump), bump, record)
        });
    }
}

/// What the directives say of the rows.
struct Header<'h> {
    columns: Vec<(&'h str, PathId)>,
    /// The day of the rows, where they have no column for it.
    day: Option<&'h str>,
    generation: Option<u64>,
}

impl<'h> Header<'h> {
    fn parse(lines: &'h str) -> Self {
        let mut header = Header { columns: Vec::new(), day: None, generation: None };
        for line in lines.lines() {
            if let Some(names) = line.strip_prefix("#Fields:") {
                header.columns = names
                    .split_ascii_whitespace()
                    .take(MAX_COLUMNS)
                    .map(|name| (name, PathId::ROOT))
                    .collect();
            } else if let Some(date) = line.strip_prefix("#Date:") {
                header.day = date.split_ascii_whitespace().next();
            }
        }
        header
    }

    fn number_the_columns(&mut self, paths: &mut Paths) -> Result<(), Refusal> {
        if self.generation != Some(paths.generation()) {
            for (name, path) in &mut self.columns {
                *path = paths.path(name)?;
            }
            self.generation = Some(paths.generation());
        }
        Ok(())
    }

    fn row<'a>(&self, line: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        if self.columns.is_empty() {
            return Err(Refusal::malformed("no #Fields line before the row"));
        }
        let mut cells = Cells { rest: Some(line), separator: if line.contains('\t') { b'\t' } else { b' ' } };
        let mut named = Named::default();
        for (name, path) in &self.columns {
            let Some(cell) = cells.next(bump) else {
                return Err(Refusal::malformed("fewer columns than #Fields names"));
            };
            named.meet(name, cell);
            record.push_at(*path, if cell == "-" { Value::Null } else { Value::Text(cell) })?;
        }
        match cells.rest.map(str::trim_end) {
            None | Some("") => named.add(self.day, bump, record),
            Some(_) => Err(Refusal::malformed("more columns than #Fields names")),
        }
    }
}

/// The values of a line. One in quotes may hold blanks, and quotes as two.
struct Cells<'a> {
    rest: Option<&'a str>,
    separator: u8,
}

impl<'a> Cells<'a> {
    fn next(&mut self, bump: &'a Bump) -> Option<&'a str> {
        let rest = self.rest.take()?;
        if let Some((inside, after)) = rest.strip_prefix('"').and_then(closing_quote) {
            let after = after.strip_prefix(char::from(self.separator)).map(Some);
            if let Some(rest) = after.or_else(|| after_is_empty(rest, inside)) {
                self.rest = rest;
                return Some(if inside.contains('"') {
                    bump.alloc_str(&inside.replace("\"\"", "\""))
                } else {
                    inside
                });
            }
        }
        match split_at(rest, self.separator) {
            Some((cell, rest)) => {
                self.rest = Some(rest);
                Some(cell)
            }
            None => Some(rest),
        }
    }
}

/// Nothing follows the quoted value.
fn after_is_empty<'a>(rest: &str, inside: &str) -> Option<Option<&'a str>> {
    (rest.len() == inside.len() + 2).then_some(None)
}

/// What stands before the quote that ends a value, and what after it.
fn closing_quote(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    loop {
        let end = at + text.get(at..)?.find('"')?;
        match text.get(end + 1..) {
            Some(after) if after.starts_with('"') => at = end + 2,
            after => return Some((text.get(..end)?, after?)),
        }
    }
}

/// The values of which further fields are made.
#[derive(Default)]
struct Named<'a> {
    date: Option<&'a str>,
    time: Option<&'a str>,
    stem: Option<&'a str>,
    query: Option<&'a str>,
    uri: bool,
}

impl<'a> Named<'a> {
    fn meet(&mut self, name: &str, cell: &'a str) {
        match name {
            "date" => self.date = Some(cell),
            "time" => self.time = Some(cell),
            "cs-uri-stem" => self.stem = Some(cell),
            "cs-uri-query" => self.query = Some(cell),
            "cs-uri" => self.uri = true,
            _ => {}
        }
    }

    /// Adds the time, which two columns tell together (in UTC, section "Date" of the draft), and the target as it was asked for.
    fn add(&self, day: Option<&str>, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        if let Some((date, time)) = self.date.or(day).zip(self.time) {
            record.text("timestamp", bump.alloc_str(&format!("{date} {time}")))?;
        }
        match (self.stem, self.query.filter(|query| !matches!(*query, "-" | ""))) {
            (Some(stem), _) if self.uri || stem == "-" => Ok(()),
            (Some(stem), None) => record.text("cs-uri", stem),
            (Some(stem), Some(query)) => record.text("cs-uri", bump.alloc_str(&format!("{stem}?{query}"))),
            (None, _) => Ok(()),
        }
    }
}
