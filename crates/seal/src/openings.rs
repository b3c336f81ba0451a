//! The openings of a seal: seed and rows. They stay at home (docs/spec/seal.md, section 7).

use std::io::{BufRead, Read, Write};

use crate::batch::{Batch, Record, RowSource};
use crate::cell::{Cells, key_of};
use crate::declaration::Declaration;
use crate::digest::{Seed, from_hex, to_hex};
use crate::error::SealError;
use crate::varint;

const MAGIC: &str = "detente/seal-openings/v1";
/// The declaration and the seed of openings are refused beyond this: a header is small.
const MAX_HEADER: u64 = 4 << 20;
/// The longest row that is sealed or read back, in bytes: more is a quote left open, or an attack.
pub(crate) const MAX_ROW: usize = 16 << 20;

/// What stands before the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningsHeader {
    /// The secret seed.
    pub seed: Seed,
    /// The declaration of the seal.
    pub declaration: Declaration,
    /// The number of rows that follow.
    pub rows: u64,
}

impl OpeningsHeader {
    /// Whether `start`, the first bytes of a file, are those of openings.
    pub fn begins(start: &[u8]) -> bool {
        start.starts_with(MAGIC.as_bytes())
    }
}

/// Writes openings.
#[derive(Debug)]
pub struct OpeningsWriter<W: Write> {
    out: W,
    length: Vec<u8>,
}

impl<W: Write> OpeningsWriter<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// [`SealError::Write`].
    pub fn new(mut out: W, header: &OpeningsHeader) -> Result<Self, SealError> {
        let seed = to_hex(header.seed.as_bytes());
        let text = format!("{MAGIC}\nseed {seed}\n{}\n", header.declaration.to_text(header.rows));
        out.write_all(text.as_bytes()).map_err(SealError::Write)?;
        Ok(OpeningsWriter { out, length: Vec::new() })
    }

    /// Writes one encoded row. Rows come in the order of their keys.
    ///
    /// # Errors
    /// [`SealError::Write`].
    pub fn row(&mut self, row: &[u8]) -> Result<(), SealError> {
        self.length.clear();
        varint::push(&mut self.length, row.len() as u64);
        self.out.write_all(&self.length).and_then(|()| self.out.write_all(row)).map_err(SealError::Write)
    }

    /// Flushes, and gives the writer back.
    ///
    /// # Errors
    /// [`SealError::Write`].
    pub fn finish(mut self) -> Result<W, SealError> {
        self.out.flush().map_err(SealError::Write)?;
        Ok(self.out)
    }
}

/// Reads openings: a source of rows that refuses rows out of order, cut short or left over.
#[derive(Debug)]
pub struct Openings<R> {
    header: OpeningsHeader,
    input: R,
    read: u64,
    row: Vec<u8>,
    key: Vec<u8>,
    last_key: Vec<u8>,
}

impl<R: BufRead + Send> Openings<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`SealError::Malformed`], and those of reading.
    pub fn open(mut input: R) -> Result<Self, SealError> {
        let header = read_header(&mut input)?;
        Ok(Openings { header, input, read: 0, row: Vec::new(), key: Vec::new(), last_key: Vec::new() })
    }

    /// Seed, declaration and number of rows.
    pub fn header(&self) -> &OpeningsHeader {
        &self.header
    }

    /// Reads one row into the buffers. False: there are no more, and nothing follows.
    fn advance(&mut self) -> Result<bool, SealError> {
        let row = self.read;
        let damaged = |reason| SealError::Openings { row, reason };
        let cut = |_: std::io::Error| damaged("the file is cut short");
        if self.read == self.header.rows {
            return match self.input.fill_buf().map_err(cut)?.is_empty() {
                true => Ok(false),
                false => Err(damaged("more follows than the header announces")),
            };
        }
        let length = read_length(&mut self.input).ok_or_else(|| damaged("a length is wrong"))?;
        self.row.resize(length, 0);
        self.input.read_exact(&mut self.row).map_err(cut)?;
        std::mem::swap(&mut self.key, &mut self.last_key);
        let declaration = &self.header.declaration;
        if !Cells::is_clean(&self.row, declaration.columns.len())
            || !key_of(&self.row, &declaration.key, &mut self.key)
        {
            return Err(damaged("the row does not have the declared columns"));
        }
        if self.read > 0 && self.key <= self.last_key {
            return Err(damaged("the rows are out of order"));
        }
        self.read += 1;
        Ok(true)
    }
}

impl<R: BufRead + Send> RowSource for Openings<R> {
    fn next_batch(&mut self) -> Result<Batch, SealError> {
        let mut batch = Batch::default();
        while !batch.is_full() && self.advance()? {
            batch.push(Record { key: &self.key, row: &self.row, line: 0 });
        }
        Ok(batch)
    }
}

fn read_header(input: &mut impl BufRead) -> Result<OpeningsHeader, SealError> {
    let mut input = input.take(MAX_HEADER);
    let mut text = String::new();
    let mut lines = 0;
    while !text.ends_with("\n\n") {
        lines += 1;
        match input.read_line(&mut text) {
            Ok(1..) => {}
            _ => return Err(SealError::Malformed { what: "openings file", line: lines }),
        }
    }
    let malformed = SealError::Malformed { what: "openings file", line: 1 };
    let Some(rest) = text.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix("\nseed ")) else {
        return Err(malformed);
    };
    let seed = rest.split_once('\n').and_then(|(seed, rest)| Some((from_hex(seed)?.try_into().ok()?, rest)));
    let (seed, rest) = seed.ok_or(SealError::Malformed { what: "openings file", line: 2 })?;
    let declared = rest.strip_suffix('\n').unwrap_or(rest);
    let (declaration, rows) = Declaration::parse(declared)?;
    Ok(OpeningsHeader { seed: Seed::from_bytes(seed), declaration, rows })
}

fn read_length(input: &mut impl Read) -> Option<usize> {
    let mut bytes = Vec::new();
    loop {
        let mut byte = [0];
        input.read_exact(&mut byte).ok()?;
        let [last] = byte;
        bytes.push(last);
        if last & 0x80 == 0 {
            break;
        }
        if bytes.len() > 4 {
            return None; // no row is that long
        }
    }
    let length = usize::try_from(varint::take(&mut bytes.as_slice())?).ok()?;
    (length <= MAX_ROW).then_some(length)
}
