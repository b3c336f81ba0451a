//! Tables with a header row: each further row is an event whose fields have the names of the columns.
//!
//! How they are written stands in `table.rs`. A cell that holds a JSON object (`AuditData` of Purview, `AdditionalFields` of
//! Defender) is text as ever, and its members are fields below the column besides.

use crate::{
    Block, PathId, Paths, Position, Value,
    each::Each,
    json,
    lines::{Scratch, utf8},
    record::{Record, Refusal},
    table::{Cells, Row, delimiter, row, with_message},
};
use bumpalo::Bump;
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;

/// How many columns a table may have; exports of sign-ins have some eighty.
const MAX_COLUMNS: usize = 4096;

/// How often, in one block, a row over several lines that is none is taken apart, to go on at its second line. A block made of
/// open quotes would be read once for each of its lines.
const MAX_RETRIES: u32 = 64;

/// Decodes a block of rows under its header.
pub(crate) fn decode(block: &Block, paths: &mut Paths, scratch: &mut Scratch, each: &mut Each<'_>) {
    let mut table = Table::new(block.header.as_deref().unwrap_or_default());
    let mut rest = block.bytes.as_slice();
    let mut position = Position { record: block.first_record, offset: block.offset };
    let mut retries = 0;
    while !rest.is_empty() {
        let found = row(rest, table.delimiter);
        let len = if let Row::Ends(len) = found { len } else { rest.len() };
        let text = rest.get(..len).unwrap_or_default();
        let read = table.read(text, found, position, paths, scratch, each);
        let first_line = memchr(b'\n', text).map_or(len, |end| end + 1);
        let taken = if read || first_line == len || retries == MAX_RETRIES {
            len
        } else {
            retries += 1;
            first_line
        };
        let passed = rest.get(..taken).unwrap_or_default();
        position.record += memchr_iter(b'\n', passed).count() as u64;
        position.offset += taken as u64;
        rest = rest.get(taken..).unwrap_or_default();
    }
}

struct Table<'h> {
    delimiter: u8,
    columns: Vec<(Cow<'h, str>, PathId)>,
    /// How many cells a row has that has one more than there are names, for the message.
    with_message: Option<usize>,
    generation: Option<u64>,
}

impl<'h> Table<'h> {
    fn new(header: &'h str) -> Self {
        let delimiter = delimiter(header.as_bytes());
        let names: Vec<_> = Cells::new(header, delimiter).take(MAX_COLUMNS + 1).collect();
        let with_message = with_message(&names);
        let named = |(number, name): (usize, Cow<'h, str>)| match name.trim() {
            "" => Cow::Owned(format!("column {}", number + 1)),
            trimmed if trimmed.len() < name.len() => Cow::Owned(trimmed.to_owned()),
            _ => name,
        };
        let columns = names.into_iter().enumerate().map(|cell| (named(cell), PathId::ROOT)).collect();
        Table { delimiter, columns, with_message, generation: None }
    }

    /// Hands the row on, as an event or as a bad record. Whether it was one; blank lines are none, and no harm.
    fn read(
        &mut self,
        text: &[u8],
        found: Row,
        position: Position,
        paths: &mut Paths,
        scratch: &mut Scratch,
        each: &mut Each<'_>,
    ) -> bool {
        let mut read = true;
        if !text.trim_ascii().is_empty() {
            scratch.record(position, text, paths, each, |record, text, bump| {
                let added = self.row(utf8(text, bump), found, bump, record);
                read = added.is_ok();
                added
            });
        }
        read
    }

    fn row<'a>(
        &mut self,
        text: &'a str,
        found: Row,
        bump: &'a Bump,
        record: &mut Record<'a, '_>,
    ) -> Result<(), Refusal> {
        if found == Row::Open {
            return Err(Refusal::malformed("a quote has no end"));
        }
        if self.columns.len() > MAX_COLUMNS {
            return Err(Refusal::too_large(format!("the table has more than {MAX_COLUMNS} columns")));
        }
        self.number_the_columns(record.paths)?;
        let mut cells = Cells::new(text, self.delimiter);
        for (_, path) in &self.columns {
            let cell = cells.next().ok_or_else(|| Refusal::malformed("fewer cells than columns"))?;
            add(*path, cell, bump, record)?;
        }
        match (cells.next(), self.with_message) {
            (None, _) => Ok(()),
            (Some(message), Some(_)) => {
                let path = record.paths.path("Message")?;
                add(path, message, bump, record)
            }
            (Some(_), None) => Err(Refusal::malformed("more cells than columns")),
        }
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
}

/// An empty cell is a field without a value.
fn add<'a>(
    path: PathId,
    cell: Cow<'a, str>,
    bump: &'a Bump,
    record: &mut Record<'a, '_>,
) -> Result<(), Refusal> {
    let text = match cell {
        Cow::Borrowed("") => return record.push_at(path, Value::Null),
        Cow::Borrowed(text) => text,
        Cow::Owned(text) => bump.alloc_str(&text),
    };
    record.push_at(path, Value::Text(text))?;
    if text.starts_with('{') && text.ends_with('}') {
        json::add_below(path, text, bump, record);
    }
    Ok(())
}
