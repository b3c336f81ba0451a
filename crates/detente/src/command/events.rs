//! `detente events`: what the hunt sees of each record, for those who write rules and mappings.

use super::reading::{Next, Yield, inputs, read};
use crate::{
    mappings,
    output::{escape::json_string, jsonl},
};
use anyhow::Context;
use clap::Args;
use event::{Block, Decoder, Event, Format, Paths};
use hunt::{Hunter, Ruleset};
use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
    thread,
};

/// Arguments of `detente events`.
#[derive(Debug, Args)]
pub struct EventsArgs {
    /// Files, folders, globs or archives of logs; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// A mapping file of your own: see docs/MAPPINGS.md
    #[arg(short, long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,

    /// Take every record for one of this mapping's (windows, zeek, ...), instead of recognising each; lines reads any text line by line
    #[arg(long, value_name = "KIND")]
    source: Option<String>,
}

/// Runs `detente events`.
///
/// # Errors
/// A mapping that is wrong, and an output that cannot be written.
pub fn run(args: EventsArgs) -> anyhow::Result<ExitCode> {
    let mappings = mappings::load_or_fail(&args.mappings, args.source.as_deref())?;
    let ruleset = Ruleset::new(Vec::new(), mappings);
    let threads = thread::available_parallelism().map_or(1, Into::into);
    let mut out = BufWriter::new(io::stdout());
    let done = read(
        inputs(&args.paths, args.source.as_deref()),
        threads,
        || (Decoder::default(), Hunter::new(&ruleset, args.source.as_deref(), super::now())),
        |(decoder, hunter), source, block| lines(decoder, hunter, &source.label, block),
        |_, lines| out.write_all(&lines).map(|()| Next::More),
    )?;
    out.flush().context("cannot write the events")?;
    Ok(done.exit_code())
}

/// The records of a block as lines, and what could not be read.
fn lines(decoder: &mut Decoder, hunter: &mut Hunter<'_>, file: &str, mut block: Block) -> Yield<Vec<u8>> {
    let mut lines = Yield { made: Vec::new(), records: 0, bad: std::mem::take(&mut block.refused) };
    let format = block.format;
    decoder.decode(&mut block, |paths, record| match record {
        Ok(event) => {
            lines.records += 1;
            line(&mut lines.made, hunter, paths, &event, file, format);
        }
        Err(record) => lines.bad.push(record),
    });
    lines
}

/// Appends an event as a line of JSON.
pub fn line(
    out: &mut Vec<u8>,
    hunter: &mut Hunter<'_>,
    paths: &Paths,
    event: &Event<'_>,
    file: &str,
    format: Format,
) {
    let (sight, time) = hunter.sight(paths, event);
    out.extend_from_slice(b"{\"time\":");
    jsonl::time(out, time);
    out.extend_from_slice(b",\"source\":");
    jsonl::source(out, file, event.position, format);
    out.extend_from_slice(b",\"mapping\":");
    match sight.source {
        Some(source) => json_string(out, source),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"logsource\":");
    jsonl::logsource(out, sight.class);
    out.extend_from_slice(b",\"fields\":");
    jsonl::fields(out, paths, event.fields);
    out.extend_from_slice(b"}\n");
}
