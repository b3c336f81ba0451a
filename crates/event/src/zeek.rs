//! Zeek's tab-separated logs.
//!
//! Source: Zeek documentation, "Zeek TSV Format Logs" and the writer `Log::WRITER_ASCII` (its options
//! `separator`, `set_separator`, `empty_field`, `unset_field`).

use crate::{
    Block, PathId, Paths, Value,
    each::Each,
    lines::{Lines, Scratch, hex, split_at, utf8},
    record::{Record, Refusal},
};
use bumpalo::Bump;
use memchr::memchr;

/// How many columns a log may have; Zeek's own have some dozens.
const MAX_COLUMNS: usize = 4096;

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

/// What the header says of the rows.
struct Header<'h> {
    separator: u8,
    set_separator: u8,
    empty: &'h str,
    unset: &'h str,
    path: Option<&'h str>,
    columns: Vec<Column<'h>>,
    /// The paths that the columns are numbered by.
    generation: Option<u64>,
}

struct Column<'h> {
    name: &'h str,
    path: PathId,
    kind: Kind,
    /// Whether it is a set or a vector.
    many: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Whole,
    Real,
    Truth,
    /// Names, addresses, and times too: text keeps what a floating-point number would round.
    Text,
}

impl<'h> Header<'h> {
    fn parse(lines: &'h str) -> Self {
        let mut header = Header {
            separator: b'\t',
            set_separator: b',',
            empty: "(empty)",
            unset: "-",
            path: None,
            columns: Vec::new(),
            generation: None,
        };
        let mut types = "";
        for line in lines.lines() {
            header.line(line, &mut types);
        }
        for (column, kind) in header.columns.iter_mut().zip(types.split(char::from(header.separator))) {
            (column.kind, column.many) = kind_of(kind);
        }
        header
    }

    fn line(&mut self, line: &'h str, types: &mut &'h str) {
        if let Some(separator) = line.strip_prefix("#separator ") {
            self.separator = separator_byte(separator).unwrap_or(b'\t');
        }
        let Some((name, rest)) = split_at(line, self.separator) else { return };
        match name {
            "#set_separator" => self.set_separator = separator_byte(rest).unwrap_or(b','),
            "#empty_field" => self.empty = rest,
            "#unset_field" => self.unset = rest,
            "#path" => self.path = Some(rest),
            "#fields" => {
                self.columns =
                    rest.split(char::from(self.separator)).take(MAX_COLUMNS).map(Column::new).collect()
            }
            "#types" => *types = rest,
            _ => {}
        }
    }

    fn number_the_columns(&mut self, paths: &mut Paths) -> Result<(), Refusal> {
        if self.generation != Some(paths.generation()) {
            for column in &mut self.columns {
                column.path = paths.path(column.name)?;
            }
            self.generation = Some(paths.generation());
        }
        Ok(())
    }

    fn row<'a>(&self, line: &'a str, bump: &'a Bump, record: &mut Record<'a, '_>) -> Result<(), Refusal> {
        if self.columns.is_empty() {
            return Err(Refusal::malformed("no #fields line before the row"));
        }
        if let Some(path) = self.path {
            record.text("_path", bump.alloc_str(path))?;
        }
        let mut rest = Some(line);
        for column in &self.columns {
            let Some(cell) = rest else { return Err(Refusal::malformed("fewer columns than #fields names")) };
            let (cell, after) = cut(cell, self.separator);
            rest = after;
            self.cell(column, cell, bump, record)?;
        }
        match rest {
            None => Ok(()),
            Some(_) => Err(Refusal::malformed("more columns than #fields names")),
        }
    }

    fn cell<'a>(
        &self,
        column: &Column<'_>,
        cell: &'a str,
        bump: &'a Bump,
        record: &mut Record<'a, '_>,
    ) -> Result<(), Refusal> {
        if !column.many {
            return record.push_at(column.path, self.value(column.kind, cell, bump));
        }
        let mut rest = Some(cell);
        while let Some(cell) = rest {
            let (one, after) = cut(cell, self.set_separator);
            rest = after;
            record.push_at(column.path, self.value(column.kind, one, bump))?;
        }
        Ok(())
    }

    fn value<'a>(&self, kind: Kind, cell: &'a str, bump: &'a Bump) -> Value<'a> {
        if cell == self.unset {
            return Value::Null;
        }
        if cell == self.empty {
            return Value::Text("");
        }
        let typed = match kind {
            Kind::Whole => cell.parse().map(Value::Int).or_else(|_| cell.parse().map(Value::UInt)).ok(),
            Kind::Real => cell.parse().map(Value::Float).ok(),
            Kind::Truth => truth(cell),
            Kind::Text => None,
        };
        typed.unwrap_or_else(|| Value::Text(unescape(cell, bump)))
    }
}

impl<'h> Column<'h> {
    fn new(name: &'h str) -> Self {
        Column { name, path: PathId::ROOT, kind: Kind::Text, many: false }
    }
}

fn kind_of(name: &str) -> (Kind, bool) {
    let inner = ["set[", "vector[", "table["].iter().find_map(|many| name.strip_prefix(many));
    let kind = match inner.map_or(name, |inner| inner.trim_end_matches(']')) {
        "count" | "int" | "port" => Kind::Whole,
        "double" | "interval" => Kind::Real,
        "bool" => Kind::Truth,
        _ => Kind::Text,
    };
    (kind, inner.is_some())
}

fn truth(cell: &str) -> Option<Value<'static>> {
    match cell {
        "T" => Some(Value::Bool(true)),
        "F" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// What stands before the first separator, and what after it if there is one.
fn cut(text: &str, separator: u8) -> (&str, Option<&str>) {
    match split_at(text, separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// `\x09`, or a character that stands for itself. One that is not ASCII separates nothing.
fn separator_byte(text: &str) -> Option<u8> {
    let byte = match text.trim_end().strip_prefix("\\x") {
        Some(hex) => u8::from_str_radix(hex.get(..2)?, 16).ok()?,
        None => *text.as_bytes().first()?,
    };
    byte.is_ascii().then_some(byte)
}

/// Undoes the `\xHH` and `\\` that Zeek writes.
fn unescape<'a>(text: &'a str, bump: &'a Bump) -> &'a str {
    if memchr(b'\\', text.as_bytes()).is_none() {
        return text;
    }
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        let (byte, after) = match (byte, after) {
            (b'\\', [b'x', high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                (hex(*high) << 4 | hex(*low), after)
            }
            (b'\\', [b'\\', after @ ..]) => (b'\\', after),
            plain => plain,
        };
        out.push(byte);
        rest = after;
    }
    bump.alloc_str(&String::from_utf8_lossy(&out))
}
