//! Records one by one, for files whose header is not simply their first line.

use std::io::Read;

use crate::cell::Kind;
use crate::error::SealError;
use crate::input::Format;
use crate::input::blocks::Blocks;
use crate::input::delimited::{Scan, scan};
use crate::input::fields::Fields;
use crate::input::normalise::text;

/// A field's text, normalised as in sealed tables.
pub(crate) fn field_text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&text(bytes).1).into_owned()
}

/// Calls `each` with every record of a delimited file and the line on which it starts.
pub(crate) fn each_record(
    name: &str,
    reader: impl Read,
    format: Format,
    mut each: impl FnMut(u64, Result<&[(Kind, &[u8])], &'static str>),
) -> Result<(), SealError> {
    let mut blocks = Blocks::new(name, reader, format);
    let Format::Delimited { delimiter, quotes } = format else {
        return Err(blocks.header_error("JSON lines cannot be read here; give a CSV or TSV file"));
    };
    while let Some(block) = blocks.next()? {
        let mut fields = Fields::default();
        let (mut rest, mut line) = (block.bytes.as_slice(), block.line);
        while !rest.is_empty() {
            fields.clear();
            let found = scan(rest, delimiter, quotes, true, Some(&mut fields));
            let (length, bad) = match found {
                Scan::Record(length) => (length, None),
                Scan::Bad(length, reason) => (length, Some(reason)),
                Scan::More => (rest.len(), None), // never: nothing follows a block
            };
            match bad {
                Some(reason) => each(line, Err(reason)),
                None => {
                    let values: Vec<_> = (0..fields.len()).filter_map(|at| fields.get(at)).collect();
                    each(line, Ok(&values));
                }
            }
            let (record, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            line += memchr::memchr_iter(b'\n', record).count() as u64;
            rest = after;
        }
    }
    Ok(())
}
