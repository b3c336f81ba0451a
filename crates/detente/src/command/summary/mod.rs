//! `detente summary`: what is in the logs, before any rule is asked.

mod events;
mod hosts;
mod logons;

use super::reading::{Next, Read, ReadingArgs, Yield, inputs, read};
use crate::output::{
    grouped,
    table::{Format, Table, colour},
};
use anyhow::Context;
use clap::{Args, Subcommand};
use event::{Block, Decoder, Position};
use hunt::{Hunter, Look, Mapping, Ruleset};
use respond::Join;
use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

/// The commands of `detente summary`.
#[derive(Debug, Subcommand)]
pub enum SummaryCommand {
    /// Who logged on, or tried to: from where, how, to what, when
    Logons(logons::LogonsArgs),
    /// Which machines recorded what, from when to when, where records are missing, and which logs were cleared
    Hosts(hosts::HostsArgs),
    /// Which kinds of events there are, with their names
    Events(events::EventsArgs),
}

/// Flags of all summaries.
#[derive(Debug, Args)]
pub struct SummaryArgs {
    /// Files, folders, globs or archives (.gz, .zst, .zip, .tar) of logs; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// How the summary is written
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// How many rows the text shows; the other formats have all
    #[arg(long, value_name = "N", default_value_t = 50)]
    top: usize,

    #[command(flatten)]
    reading: ReadingArgs,
}

/// Runs a summary.
///
/// # Errors
/// A mapping that is wrong, and an output that cannot be written.
pub fn run(command: SummaryCommand) -> anyhow::Result<ExitCode> {
    match command {
        SummaryCommand::Logons(args) => logons::run(&args),
        SummaryCommand::Hosts(args) => hosts::run(&args),
        SummaryCommand::Events(args) => events::run(&args),
    }
}

/// What gathers something from events.
trait Gather: Join + Default + Send {
    /// Takes an event that counts.
    fn take(&mut self, look: &Look<'_, '_>, place: Place<'_>);
}

/// Where an event stood.
struct Place<'p> {
    file: &'p str,
    position: Position,
}

impl SummaryArgs {
    /// Reads everything and gathers from it.
    fn gather<G: Gather>(&self) -> anyhow::Result<(G, Read)> {
        let mappings = self.reading.load_mappings()?;
        let asked: Vec<_> =
            mappings.list().iter().map(Mapping::telling).flat_map(|told| told.fields().cloned()).collect();
        let ruleset = Ruleset::new(Vec::new(), mappings).asking(&asked);
        let source = self.reading.source.as_deref();
        let mut whole = G::default();
        let done = read(
            inputs(&self.paths, self.reading.source.as_deref()),
            self.reading.threads(),
            || (Decoder::default(), Hunter::new(&ruleset, source, super::now())),
            |(decoder, hunter), source, block| self.block(decoder, hunter, &source.label, block),
            |_, part| {
                whole.join(part);
                Ok(Next::More)
            },
        )?;
        Ok((whole, done))
    }

    fn block<G: Gather>(
        &self,
        decoder: &mut Decoder,
        hunter: &mut Hunter<'_>,
        file: &str,
        mut block: Block,
    ) -> Yield<G> {
        let mut part = Yield { made: G::default(), records: 0, bad: std::mem::take(&mut block.refused) };
        decoder.decode(&mut block, |paths, record| match record {
            Ok(event) => {
                part.records += 1;
                let look = hunter.look(paths, &event);
                if self.reading.admits(look.time()) {
                    part.made.take(&look, Place { file, position: event.position });
                }
            }
            Err(bad) => part.bad.push(bad),
        });
        part
    }

    /// Writes a table; for people, with lines before and after it.
    fn write(&self, table: &Table, before: &[String], after: &[String]) -> anyhow::Result<()> {
        let mut out = BufWriter::new(io::stdout());
        self.write_to(&mut out, table, before, after)
            .and_then(|()| out.flush())
            .context("cannot write the summary")
    }

    fn write_to(
        &self,
        out: &mut dyn Write,
        table: &Table,
        before: &[String],
        after: &[String],
    ) -> io::Result<()> {
        match self.format {
            Format::Jsonl => table.jsonl(out),
            Format::Csv => table.csv(out),
            Format::Text => {
                before.iter().try_for_each(|line| writeln!(out, "{line}"))?;
                if !table.rows.is_empty() {
                    table.text(out, self.top, colour())?;
                }
                let hidden = table.rows.len().saturating_sub(self.top) as u64;
                if hidden > 0 {
                    writeln!(out, "and {} more rows: --top {} shows all", grouped(hidden), table.rows.len())?;
                }
                after.iter().try_for_each(|line| writeln!(out, "{line}"))
            }
        }
    }
}

/// Says of what found no room, in every format: on standard error where the output is for machines.
fn beyond(args: &SummaryArgs, events: u64, most: usize, what: &str) -> Vec<String> {
    if events == 0 {
        return Vec::new();
    }
    let line = format!(
        "not shown: {} records of further {what}; no more than {} different ones are kept (--since and --until narrow it)",
        grouped(events),
        grouped(most as u64)
    );
    if args.format != Format::Text {
        eprintln!("{line}");
    }
    vec![line]
}
