//! Tables as they come: CSV, TSV and JSON lines, read in blocks of whole records by several threads.

mod blocks;
mod delimited;
mod fields;
mod json;
mod layout;
mod load;
mod normalise;
mod records;

pub use layout::{HeaderChange, Layout};
pub use load::{Options, load, load_as};
pub(crate) use normalise::push_cell;
pub(crate) use records::{each_record, field_text};

use std::io::Read;

use crate::error::SealError;
use blocks::Blocks;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Records of fields, the first of which is the header.
    Delimited {
        /// What stands between fields.
        delimiter: u8,
        /// Whether a field may stand in double quotes. Quoted fields may hold line ends.
        quotes: bool,
    },
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// Comma-separated values (RFC 4180).
    pub const CSV: Format = Format::Delimited { delimiter: b',', quotes: true };
    /// Tab-separated values; quotes as spreadsheets write them.
    pub const TSV: Format = Format::Delimited { delimiter: b'\t', quotes: true };

    /// The format that the first bytes of a file look like: an object makes JSON lines, else the
    /// commonest of comma, tab, semicolon and bar in the first line separates fields.
    pub fn guess(start: &[u8]) -> Format {
        let start = start.strip_prefix(blocks::BOM).unwrap_or(start);
        if start.trim_ascii_start().starts_with(b"{") {
            return Format::JsonLines;
        }
        let line = start.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let count = |delimiter: u8| line.iter().filter(|&&byte| byte == delimiter).count();
        let delimiter = [b'|', b';', b'\t', b','].into_iter().max_by_key(|&d| count(d)).unwrap_or(b',');
        Format::Delimited { delimiter, quotes: true }
    }
}

/// The names of a table's columns, normalised: the first record of CSV and TSV; for JSON lines all keys of all
/// objects in the order in which they first appear, for which the whole input is read.
///
/// # Errors
/// [`SealError::Header`] where there is none, and those of reading.
pub fn read_header(name: &str, reader: impl Read, format: Format) -> Result<Vec<String>, SealError> {
    let mut blocks = Blocks::new(name, reader, format);
    match format {
        Format::Delimited { .. } => blocks.header(),
        Format::JsonLines => json::header(&mut blocks),
    }
}
