//! `detente search`: the records that hold a text or a value.
//!
//! What is looked for becomes a rule, and the engine of the hunt runs it; so field names, mappings and folding are the same in both.

mod show;

use super::{
    events::line,
    reading::{Next, ReadingArgs, Yield, inputs, many, read},
};
use anyhow::{Context, bail};
use clap::Args;
use event::{Block, Decoder, Event, Format, Paths};
use hunt::{Finding, Hunter, Input, Mapping, Ruleset};
use respond::{Prefilter, Query, Syntax};
use std::{
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

/// Nothing was found, and everything could be read.
const NOT_FOUND: u8 = 1;

/// Arguments of `detente search`.
#[derive(Debug, Args)]
#[command(
    override_usage = "detente search [OPTIONS] <PATTERN> <PATH>...\n       detente search [OPTIONS] -e <PATTERN>... <PATH>...",
    after_help = "PATTERN is a text that may stand in any value, whatever its case, or NAME:VALUE for the value of one field, where * stands for \
                  any text, quotes may surround the value, and NAME: alone asks whether the field is there. NAME is the field's name in the \
                  record or the one that rules use.\n\nExit code: 0 found, 1 nothing found, 2 wrong usage, 3 some input could not be read."
)]
pub struct SearchArgs {
    /// What to look for, unless -e says it; then files, folders, globs or archives of logs; - is standard input
    #[arg(required = true, value_name = "PATTERN PATH")]
    words: Vec<String>,

    /// A further thing to look for; may be given several times
    #[arg(short = 'e', long = "term", value_name = "PATTERN")]
    terms: Vec<String>,

    /// One of several terms is enough
    #[arg(long, conflicts_with = "all")]
    any: bool,

    /// All terms must stand in the record, which is how it is without this flag
    #[arg(long)]
    all: bool,

    /// Patterns are regular expressions (of Rust's regex crate)
    #[arg(short = 'E', long)]
    regex: bool,

    /// Patterns are texts even where they look like NAME:VALUE
    #[arg(short = 'F', long, conflicts_with = "regex")]
    literal: bool,

    /// Case matters
    #[arg(short = 's', long)]
    case_sensitive: bool,

    /// Print only how many records were found
    #[arg(short, long)]
    count: bool,

    /// Stop after so many records
    #[arg(short, long, value_name = "N")]
    limit: Option<u64>,

    /// How records are written [default: text on a terminal, jsonl elsewhere]
    #[arg(short, long, value_enum)]
    format: Option<Shape>,

    #[command(flatten)]
    reading: ReadingArgs,
}

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// When, where and what matched, for a person
    Text,
    /// The whole record, as `detente events` prints it
    Jsonl,
}

/// What a search does with what it finds.
#[derive(Clone, Copy)]
struct Terms<'s> {
    query: &'s Query,
    reading: &'s ReadingArgs,
    shape: Shape,
    colour: bool,
    count: bool,
}

/// The records found in a block, written out one after the other.
#[derive(Default)]
struct Found {
    written: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    count: u64,
}

/// Runs `detente search`.
///
/// # Errors
/// A pattern or mapping that is wrong, and an output that cannot be written.
pub fn run(args: SearchArgs) -> anyhow::Result<ExitCode> {
    let (query, paths) = args.query()?;
    let mappings = args.reading.load_mappings()?;
    let asked: Vec<_> =
        mappings.list().iter().map(Mapping::telling).flat_map(|told| told.fields().cloned()).collect();
    let ruleset = Ruleset::new(vec![query.rule()], mappings).asking(&asked);
    let prefilter = Prefilter::new(&query);
    let terms = args.terms(&query);
    let source = args.reading.source.as_deref();
    let mut out = BufWriter::new(io::stdout());
    let (mut found, limit) = (0, args.limit.unwrap_or(u64::MAX));
    let done = read(
        inputs(&paths, source),
        args.reading.threads(),
        || (Decoder::default(), Hunter::new(&ruleset, source, super::now())),
        |(decoder, hunter), source, block| {
            let file = Arc::from(source.label.as_str());
            let parts = match &prefilter {
                Some(prefilter) => prefilter.narrow(block),
                None => vec![block],
            };
            terms.block(decoder, hunter, &file, parts)
        },
        |_, part| {
            let wanted = part.count.min(limit - found);
            found += wanted;
            out.write_all(part.first(wanted))?;
            Ok(if found >= limit { Next::Enough } else { Next::More })
        },
    )?;
    if args.count {
        writeln!(out, "{found}").context("cannot write the number")?;
    }
    out.flush().context("cannot write the records")?;
    args.say(&query, found, limit);
    Ok(match (done.unread, found) {
        (0, 0) => ExitCode::from(NOT_FOUND),
        _ => done.exit_code(),
    })
}

impl SearchArgs {
    fn query(&self) -> anyhow::Result<(Query, Vec<PathBuf>)> {
        let (terms, paths) = match (self.terms.is_empty(), self.words.split_first()) {
            (true, Some((pattern, paths))) => (std::slice::from_ref(pattern), paths),
            _ => (self.terms.as_slice(), self.words.as_slice()),
        };
        if paths.is_empty() {
            bail!("where to look? After the pattern come files or folders; - is standard input");
        }
        let syntax = Syntax { regex: self.regex, literal: self.literal, cased: self.case_sensitive };
        let query = Query::parse(terms, self.any, syntax).context("cannot look for this")?;
        Ok((query, paths.iter().map(PathBuf::from).collect()))
    }

    fn terms<'s>(&'s self, query: &'s Query) -> Terms<'s> {
        let terminal = io::stdout().is_terminal();
        let shape = self.format.unwrap_or(if terminal { Shape::Text } else { Shape::Jsonl });
        Terms {
            query,
            reading: &self.reading,
            shape,
            colour: crate::output::table::colour(),
            count: self.count,
        }
    }

    /// Says on standard error what the output does not say.
    fn say(&self, query: &Query, found: u64, limit: u64) {
        if found >= limit && limit > 0 {
            eprintln!("stopped after {}: --limit", many(found, "record"));
        }
        let field = query.terms.iter().find_map(|term| term.field.as_ref());
        match (found, field) {
            (0, Some(field)) => eprintln!(
                "nothing found. `{0}:` was taken for the name of a field (names are told apart by case; `detente events` shows them); \
                 --literal looks for the text",
                crate::output::escape::terminal(field)
            ),
            (0, None) => eprintln!("nothing found"),
            _ => {}
        }
    }
}

impl Terms<'_> {
    fn block(
        self,
        decoder: &mut Decoder,
        hunter: &mut Hunter<'_>,
        file: &Arc<str>,
        parts: Vec<Block>,
    ) -> Yield<Found> {
        let mut made = Yield { made: Found::default(), records: 0, bad: Vec::new() };
        for mut block in parts {
            made.bad.append(&mut block.refused);
            let input = Input { file, format: block.format };
            decoder.decode(&mut block, |paths, record| match record {
                Ok(event) => {
                    made.records += 1;
                    self.event(hunter, input, paths, &event, &mut made.made);
                }
                Err(bad) => made.bad.push(bad),
            });
        }
        made
    }

    fn event(
        self,
        hunter: &mut Hunter<'_>,
        input: Input<'_>,
        paths: &Paths,
        event: &Event<'_>,
        found: &mut Found,
    ) {
        let mut matched = Vec::new();
        let mut hit = false;
        hunter.hunt(input, paths, event, |finding: &Finding<'_>| {
            hit = self.reading.admits(finding.time);
            if hit && self.shape == Shape::Text && !self.count {
                matched = show::matched(finding.matched, self.query);
            }
        });
        if !hit {
            return;
        }
        found.count += 1;
        if !self.count {
            let format: Format = input.format;
            match self.shape {
                Shape::Jsonl => line(&mut found.written, hunter, paths, event, input.file, format),
                Shape::Text => show::record(
                    &mut found.written,
                    &hunter.look(paths, event),
                    input,
                    event,
                    &matched,
                    self.colour,
                ),
            }
        }
        found.ends.push(found.written.len());
    }
}

impl Found {
    /// What was written of the first so many records.
    fn first(&self, count: u64) -> &[u8] {
        let last = usize::try_from(count).ok().and_then(|count| count.checked_sub(1));
        let end = last.and_then(|last| self.ends.get(last)).copied().unwrap_or(0);
        self.written.get(..end).unwrap_or_default()
    }
}
