//! `detente intel export`: intelligence for others.

mod csv;
mod misp;
mod stix;

use super::{
    EXIT_REMARKS,
    record::{Record, Said},
};
use crate::{
    command::{home::HomeArgs, id::IdArg, now_seconds},
    output::say::warn,
};
use anyhow::Context;
use clap::{Args, ValueEnum};
use exchange::{Moment, convert::Source, stix::make::Terms};
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Arguments of `detente intel export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Statements [default: all intelligence on record that is neither retracted nor expired]
    #[arg(value_name = "ID")]
    ids: Vec<IdArg>,
    #[command(flatten)]
    home: HomeArgs,
    /// In which format
    #[arg(long, value_enum, default_value_t = Form::Stix)]
    format: Form,
    /// Write to this file, which appears whole or not at all [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Retracted, expired and not yet recorded statements, too
    #[arg(long, conflicts_with = "ids")]
    all: bool,
}

/// A format to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A bundle of STIX 2.1: objects as they came, indicators for the values of lists
    Stix,
    /// Events of MISP: as they came, or made of anything else
    Misp,
    /// A table: a row for each value that is to be looked for
    Csv,
}

/// What was written, and what could not be.
#[derive(Debug, Default)]
pub struct Written {
    /// How many sentences there are to say about what is left out; they were said.
    left_out: u64,
}

impl Written {
    /// Says that something is not in what is written.
    fn leave_out(&mut self, said: &Said, what: &str) {
        self.left_out += 1;
        warn(&format!("left out of {}: {what}", said.id));
    }
}

/// Runs the command.
pub fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let record = Record::open(&home)?;
    let ids: Vec<_> = args.ids.iter().map(|id| id.0).collect();
    let chosen = record.chosen(&ids, args.all, now_seconds()?)?;
    let written = match &args.output {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            let written = write(args.format, &record, &chosen, &mut out)?;
            out.flush()?;
            written
        }
        Some(path) => to_file(path, |out| write(args.format, &record, &chosen, out))?,
    };
    Ok(if written.left_out == 0 { ExitCode::SUCCESS } else { ExitCode::from(EXIT_REMARKS) })
}

fn write(form: Form, record: &Record<'_>, chosen: &[Said], out: &mut dyn Write) -> anyhow::Result<Written> {
    match form {
        Form::Stix => stix::write(record, chosen, out),
        Form::Misp => misp::write(record, chosen, out),
        Form::Csv => csv::write(record, chosen, out),
    }
}

/// What is known of a statement's body, for what the body does not say itself.
fn source<'s>(said: &Said, id: &'s str, called: &'s str) -> anyhow::Result<Source<'s>> {
    let created = Moment::read(&said.made.to_string()).context("a statement has a time")?;
    let until = said.until.and_then(|until| Moment::read(&until.to_string()));
    let terms = Terms { created, source: id, author: None, tlp: Some(said.marking.tlp) };
    Ok(Source { terms, until, called })
}

/// Writes a file beside its place, and puts it there when it is whole.
pub fn to_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let cannot = || format!("cannot write {}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = BufWriter::new(tempfile::NamedTempFile::new_in(folder).with_context(cannot)?);
    let written = write(&mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error).with_context(cannot)?;
    file.as_file().sync_all().with_context(cannot)?;
    file.persist(path).with_context(cannot)?;
    Ok(written)
}
