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
    /// Show everything that is left out, not only the first hundred
    #[arg(short, long)]
    verbose: bool,
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

/// How much of what is left out is shown, unless all is asked for. The rest is counted.
const MAX_SHOWN: u64 = 100;

/// What is not in what is written, said as it is met.
#[derive(Debug)]
pub struct LeftOut {
    is_verbose: bool,
    count: u64,
}

impl LeftOut {
    /// Says that something is not in what is written.
    fn leave_out(&mut self, said: &Said, what: &str) {
        self.count += 1;
        if self.is_verbose || self.count <= MAX_SHOWN {
            warn(&format!("left out of {}: {what}", said.id));
        }
    }

    /// How much was not shown.
    fn sum(&self) {
        if !self.is_verbose && self.count > MAX_SHOWN {
            eprintln!("... and {} more (--verbose)", self.count - MAX_SHOWN);
        }
    }
}

/// Runs the command.
pub fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let record = Record::open(&home)?;
    let ids: Vec<_> = args.ids.iter().map(|id| id.0).collect();
    let chosen = record.chosen(&ids, args.all, now_seconds()?)?;
    if chosen.is_empty() {
        warn("no intelligence is on record here that holds today; --all takes the rest, too");
    }
    let mut left = LeftOut { is_verbose: args.verbose, count: 0 };
    match &args.output {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(args.format, &record, &chosen, &mut left, &mut out)?;
            out.flush()?;
        }
        Some(path) => to_file(path, |out| write(args.format, &record, &chosen, &mut left, out))?,
    }
    left.sum();
    Ok(if left.count == 0 { ExitCode::SUCCESS } else { ExitCode::from(EXIT_REMARKS) })
}

fn write(
    form: Form,
    record: &Record<'_>,
    chosen: &[Said],
    left: &mut LeftOut,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    match form {
        Form::Stix => stix::write(record, chosen, left, out),
        Form::Misp => misp::write(record, chosen, left, out),
        Form::Csv => csv::write(record, chosen, left, out),
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
