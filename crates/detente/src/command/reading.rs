//! What commands that read telemetry have in common: the flags, the loop over the inputs, and what is said about those that could not be
//! read.

use crate::{
    mappings,
    output::{escape::terminal, grouped},
    progress::Bar,
};
use anyhow::Context;
use clap::Args;
use event::{BadRecord, Block, Time};
use hunt::Mappings;
use std::{io, path::PathBuf, process::ExitCode, thread};
use telemetry::{Inputs, Item, Source, sweep};

/// How many bad records of an input are described; the others are counted.
const MAX_DESCRIBED: usize = 5;

/// Some input, a record or a whole file, could not be read; all else was.
pub const UNREADABLE: u8 = 3;

/// Flags that say how telemetry is read and which of it counts.
#[derive(Debug, Args)]
pub struct ReadingArgs {
    /// A mapping file of your own: see docs/MAPPINGS.md
    #[arg(short, long = "mapping", value_name = "FILE")]
    pub mappings: Vec<PathBuf>,

    /// Take every record for one of this mapping's (windows, zeek, ...), instead of recognising each; lines reads any text line by line
    #[arg(long, value_name = "KIND")]
    pub source: Option<String>,

    /// Leave out events before this time, such as 2026-11-22T20:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub since: Option<Time>,

    /// Leave out events from this time on
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub until: Option<Time>,

    /// How many threads work [default: as many as there are processors]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// A time, as flags take it.
pub fn time(text: &str) -> Result<Time, String> {
    Time::parse(text).ok_or_else(|| "not a time: write it like 2026-11-22 or 2026-11-22T20:00:00Z".to_owned())
}

/// Whether a time is not before `since` and before `until`. No time is only so where none is asked for.
pub fn within(since: Option<Time>, until: Option<Time>, time: Option<Time>) -> bool {
    let after = since.is_none_or(|since| time.is_some_and(|time| time >= since));
    let before = until.is_none_or(|until| time.is_some_and(|time| time < until));
    after && before
}

impl ReadingArgs {
    /// The mappings that are asked for.
    ///
    /// # Errors
    /// A mapping that is wrong.
    pub fn load_mappings(&self) -> anyhow::Result<Mappings> {
        mappings::load_or_fail(&self.mappings, self.source.as_deref())
    }

    /// Whether an event of this time counts. One without a time counts only where no time is asked for.
    pub fn admits(&self, time: Option<Time>) -> bool {
        within(self.since, self.until, time)
    }

    /// How many threads are to work.
    pub fn threads(&self) -> usize {
        self.threads.map_or_else(|| thread::available_parallelism().map_or(1, Into::into), usize::from)
    }
}

/// The inputs that a user names, in the format that the named source asks for, if it asks for one.
pub fn inputs(paths: &[PathBuf], source: Option<&str>) -> Inputs {
    Inputs::find(paths).with_format(mappings::format_of(source))
}

/// What a block gave.
pub struct Yield<T> {
    /// What came of its records.
    pub made: T,
    /// How many there were.
    pub records: u64,
    /// What could not be read.
    pub bad: Vec<BadRecord>,
}

/// Whether more of the input is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Go on.
    More,
    /// The rest of the input need not be read.
    Enough,
}

/// What is known of the inputs when all have been read.
#[derive(Debug, Default)]
pub struct Read {
    /// Records that were read.
    pub records: u64,
    /// Records and inputs that could not be read, or not to their end.
    pub unread: u64,
}

impl Read {
    /// The exit code: 3 if something could not be read.
    pub fn exit_code(&self) -> ExitCode {
        if self.unread > 0 { ExitCode::from(UNREADABLE) } else { ExitCode::SUCCESS }
    }
}

/// Why a sweep ended early.
enum Stop {
    Failed(io::Error),
    Enough,
}

/// Reads all inputs, on so many threads. `work` makes something of each block; `take` gets it, in the order of the input. What could not be
/// read is said on standard error, as it comes.
///
/// # Errors
/// The first error of `take`, which is about the output.
pub fn read<W, T: Send>(
    inputs: Inputs,
    threads: usize,
    make_worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &Source, Block) -> Yield<T> + Sync,
    mut take: impl FnMut(&Source, T) -> io::Result<Next> + Send,
) -> anyhow::Result<Read> {
    let progress = inputs.progress();
    let mut speaker = Speaker { bar: Bar::new(), complaints: Complaints::default(), read: Read::default() };
    let swept = sweep(inputs, threads, make_worker, work, |item| {
        let taken = speaker.item(item, &mut take);
        speaker.bar.show(&progress, speaker.read.records);
        match taken {
            Ok(Next::More) => Ok(()),
            Ok(Next::Enough) => Err(Stop::Enough),
            Err(error) => Err(Stop::Failed(error)),
        }
    });
    speaker.bar.finish();
    match swept {
        Err(Stop::Failed(error)) => Err(error).context("cannot write the output"),
        Ok(()) | Err(Stop::Enough) => Ok(speaker.read),
    }
}

struct Speaker {
    bar: Bar,
    complaints: Complaints,
    read: Read,
}

impl Speaker {
    fn item<T>(
        &mut self,
        item: Item<Yield<T>>,
        take: &mut impl FnMut(&Source, T) -> io::Result<Next>,
    ) -> io::Result<Next> {
        match item {
            Item::Done(source, made) => {
                self.read.records += made.records;
                self.read.unread += made.bad.len() as u64;
                let Speaker { bar, complaints, .. } = self;
                made.bad.iter().for_each(|bad| complaints.about(&source.label, bad, |line| bar.say(line)));
                return take(&source, made.made);
            }
            Item::Ended { source, .. } => self.complaints.close(&source.label, |line| self.bar.say(line)),
            Item::Failed { label, error } => {
                self.complaints.close(&label, |line| self.bar.say(line));
                self.miss(&label, &error.to_string());
            }
            Item::Unrecognised { label } => {
                self.miss(&label, "in no format that detente reads (docs/HUNT.md lists them)")
            }
            Item::Empty { label } => self.bar.say(&format!("{}: empty", terminal(&label))),
            Item::Started(_) => {}
        }
        Ok(Next::More)
    }

    fn miss(&mut self, label: &str, reason: &str) {
        self.read.unread += 1;
        self.bar.say(&format!("{}: {}", terminal(label), terminal(reason)));
    }
}

/// The bad records of the input at hand: the first few described, the rest counted.
#[derive(Default)]
pub struct Complaints {
    shown: usize,
    hidden: u64,
}

impl Complaints {
    /// Describes a bad record of `file`, or counts it.
    pub fn about(&mut self, file: &str, bad: &BadRecord, mut say: impl FnMut(&str)) {
        if self.shown == MAX_DESCRIBED {
            self.hidden += 1;
            return;
        }
        self.shown += 1;
        say(&format!("{}: {}", terminal(file), terminal(&bad.to_string())));
    }

    /// Says how many were not described, and starts anew for the next input.
    pub fn close(&mut self, file: &str, mut say: impl FnMut(&str)) {
        if self.hidden > 0 {
            say(&format!(
                "{}: and {} more records that could not be read",
                terminal(file),
                grouped(self.hidden)
            ));
        }
        *self = Complaints::default();
    }
}

/// How many there are of something: `1 record`, `2,000 records`.
pub fn many(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}
