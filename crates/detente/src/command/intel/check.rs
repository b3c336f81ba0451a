//! `detente intel check`: what there is to say of files of indicators before anyone hunts with them.

use super::{EXIT_REMARKS, EXIT_UNREADABLE, json, report::Report, text};
use crate::intel;
use anyhow::Context;
use clap::{Args, ValueEnum};
use exchange::{Moment, Options};
use std::{
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

/// Arguments of `detente intel check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files of indicators (lists, tables, STIX, MISP) and folders of them; - is standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,

    /// Show every indicator, not only how many; into a pipe or a file it is so anyway
    #[arg(short, long)]
    verbose: bool,

    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Take only what is valid at this time, where a file says how long it is (2026-10-27 or 2026-10-27T12:00:00Z)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    valid_at: Option<Moment>,

    /// Take MISP attributes whose to_ids is false, too
    #[arg(long)]
    ignore_to_ids: bool,

    /// Exit with 1 when anything was not taken
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For machines: one JSON object a line
    Jsonl,
}

/// Reads a moment as `--valid-at` takes it.
fn moment(text: &str) -> Result<Moment, String> {
    Moment::read(text).ok_or_else(|| "not a time such as 2026-10-27 or 2026-10-27T12:00:00Z".to_owned())
}

/// Runs the command.
///
/// # Errors
/// An output that cannot be written.
pub fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let is_terminal = io::stdout().is_terminal();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut report: Box<dyn Report> = match args.format {
        Format::Jsonl => Box::new(json::Lines::new(&mut out)),
        Format::Text => Box::new(text::Text::new(&mut out, args.verbose || !is_terminal)),
    };
    let mut written = Ok(());
    let files = intel::read(
        &args.paths,
        Options { valid_at: args.valid_at, ignore_to_ids: args.ignore_to_ids },
        &mut |file: &Arc<str>, outcome| {
            if written.is_ok() {
                written = report.outcome(file, &outcome);
            }
        },
    );
    written.and_then(|()| report.end(&files)).context("cannot write what was read")?;
    drop(report);
    out.flush().context("cannot write what was read")?;
    Ok(exit_code(&files, args.strict))
}

fn exit_code(files: &[intel::FileRead], strict: bool) -> ExitCode {
    let refused = files.iter().flat_map(|file| &file.outcome).any(|summary| summary.not_taken > 0);
    match (files.iter().any(|file| file.outcome.is_err()), strict && refused) {
        (true, _) => ExitCode::from(EXIT_UNREADABLE),
        (false, true) => ExitCode::from(EXIT_REMARKS),
        (false, false) => ExitCode::SUCCESS,
    }
}
