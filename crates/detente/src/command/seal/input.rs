//! Tables, folders and openings as the commands take them.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use seal::diff::{TableVersion, Version};
use seal::{
    ColumnType, Declaration, Format, Layout, Openings, OpeningsHeader, Options, PublicPart, RowSource,
    SealError, Table, load_as, read_header,
};

use super::progress::Progress;
use crate::scratch::FileScratch;

/// A public part or a proof is refused beyond this: they are small texts.
const MAX_TEXT: u64 = 64 << 20;

/// How tables are written; guessed from their first lines where nothing is said.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ReadArgs {
    /// How the table is written [default: as its first line looks]
    #[arg(long, value_name = "FORMAT")]
    read_as: Option<TableFormat>,
    /// What stands between fields, one character [default: by the format]
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<char>,
    /// Double quotes are characters like any other
    #[arg(long)]
    no_quotes: bool,
    /// How a column's values are written before they are sealed or compared: text, integer, decimal or date (may be repeated)
    #[arg(long = "type", value_name = "COLUMN=TYPE")]
    types: Vec<String>,
}

/// Formats of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum TableFormat {
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// One JSON object a line
    Jsonl,
}

impl ReadArgs {
    /// The format of a file.
    pub fn format(&self, path: &Path) -> anyhow::Result<Format> {
        let format = match self.read_as {
            Some(TableFormat::Csv) => Format::CSV,
            Some(TableFormat::Tsv) => Format::TSV,
            Some(TableFormat::Jsonl) => Format::JsonLines,
            None => Format::guess(&start_of(path)?),
        };
        let Format::Delimited { delimiter, quotes } = format else { return Ok(format) };
        let delimiter = match self.delimiter {
            Some(c) if c.is_ascii() && !matches!(c, '"' | '\n' | '\r') => c as u8,
            Some(c) => {
                bail!("--delimiter {c:?}: give one ASCII character that is neither a quote nor a line end")
            }
            None => delimiter,
        };
        Ok(Format::Delimited { delimiter, quotes: quotes && !self.no_quotes })
    }

    /// Declares a table by its header.
    pub fn declare(&self, path: &Path, header: &[String], key: &[String]) -> anyhow::Result<Declaration> {
        let mut declaration = Declaration::table(header, key).with_context(|| path.display().to_string())?;
        for typed in &self.types {
            let parsed =
                typed.rsplit_once('=').and_then(|(name, kind)| Some((name, ColumnType::from_word(kind)?)));
            let Some((name, kind)) = parsed else {
                bail!("--type {typed}: write COLUMN=text, COLUMN=integer, COLUMN=decimal or COLUMN=date");
            };
            declaration = declaration.with_type(name, kind).with_context(|| path.display().to_string())?;
        }
        Ok(declaration)
    }
}

/// The first bytes of a file.
fn start_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut start = Vec::new();
    open(path)?.take(64 << 10).read_to_end(&mut start).with_context(|| cannot_read(path))?;
    Ok(start)
}

/// Opens a file.
pub fn open(path: &Path) -> anyhow::Result<File> {
    let file = File::open(path).with_context(|| cannot_read(path))?;
    if file.metadata().with_context(|| cannot_read(path))?.is_dir() {
        bail!("{}: is a folder; give a file", path.display());
    }
    Ok(file)
}

fn cannot_read(path: &Path) -> String {
    format!("{}: cannot read", path.display())
}

/// The names of a table's columns.
pub fn header(path: &Path, format: Format) -> anyhow::Result<Vec<String>> {
    Ok(read_header(&path.display().to_string(), open(path)?, format)?)
}

/// Reads and sorts a table.
pub fn table<'s>(
    path: &Path,
    format: Format,
    layout: &Layout,
    declaration: &Declaration,
    scratch: &'s FileScratch,
    loose: bool,
) -> anyhow::Result<Table<'s>> {
    let file = open(path)?;
    let progress = Progress::bytes("reading", file.metadata().map_or(0, |metadata| metadata.len()));
    let told = |bytes| progress.add(bytes);
    let options = Options { threads: super::threads(), progress: &told, loose, ..Options::new(scratch) };
    Ok(load_as(&path.display().to_string(), file, format, layout, declaration, &options)?)
}

/// Reads a small text file.
pub fn text(path: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let read = open(path)?.take(MAX_TEXT + 1).read_to_string(&mut text).with_context(|| cannot_read(path))?;
    match read as u64 > MAX_TEXT {
        true => bail!(
            "{}: larger than {MAX_TEXT} bytes; this is neither a public part nor a proof",
            path.display()
        ),
        false => Ok(text),
    }
}

/// Reads a public part.
pub fn public_part(path: &Path) -> anyhow::Result<PublicPart> {
    PublicPart::parse(&text(path)?)
        .with_context(|| format!("{}: not the public part of a seal", path.display()))
}

/// Opens openings.
pub fn openings(path: &Path) -> anyhow::Result<Openings<BufReader<File>>> {
    let reader = BufReader::with_capacity(1 << 20, open(path)?);
    Openings::open(reader).with_context(|| format!("{}: not the openings of a seal", path.display()))
}

/// Whether a file is openings.
pub fn is_openings(path: &Path) -> anyhow::Result<bool> {
    Ok(path.is_file() && OpeningsHeader::begins(&start_of(path)?))
}

/// A version that lies in openings.
pub struct OpeningsVersion {
    path: PathBuf,
    name: String,
    declaration: Declaration,
}

impl OpeningsVersion {
    /// Reads the header.
    pub fn new(path: &Path) -> anyhow::Result<Self> {
        let declaration = openings(path)?.header().declaration.clone();
        Ok(OpeningsVersion { path: path.to_owned(), name: path.display().to_string(), declaration })
    }
}

impl Version for OpeningsVersion {
    fn name(&self) -> &str {
        &self.name
    }

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn open(&self) -> Result<Box<dyn RowSource + '_>, SealError> {
        let file =
            File::open(&self.path).map_err(|source| SealError::Read { name: self.name.clone(), source })?;
        Ok(Box::new(Openings::open(BufReader::with_capacity(1 << 20, file))?))
    }
}

/// A version of any kind.
pub enum AnyVersion<'s> {
    /// Openings of a seal.
    Openings(OpeningsVersion),
    /// A table or a folder.
    Table(TableVersion<'s>),
}

impl AnyVersion<'_> {
    /// The number of rows.
    pub fn rows(&self) -> anyhow::Result<u64> {
        match self {
            AnyVersion::Openings(version) => Ok(openings(&version.path)?.header().rows),
            AnyVersion::Table(version) => Ok(version.table.rows()),
        }
    }

    /// As the comparison takes it.
    pub fn as_version(&self) -> &dyn Version {
        match self {
            AnyVersion::Openings(version) => version,
            AnyVersion::Table(version) => version,
        }
    }
}
