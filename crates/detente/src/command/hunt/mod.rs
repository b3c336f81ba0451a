//! `detente hunt`: rules over logs, and what they find.

mod args;
mod harvest;
mod tally;

pub use args::HuntArgs;

use crate::{
    command::reading::{Complaints, UNREADABLE, grouped},
    output::{csv, escape::terminal, pretty::Groups},
    progress::Bar,
};
use anyhow::Context;
use args::Format;
use harvest::{Harvest, Terms, Worker};
use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
    time::Instant,
};
use tally::Tally;
use telemetry::{Inputs, Item, Source, sweep};

/// Something at or above `--fail-on` was found.
const FOUND: u8 = 1;

/// Runs `detente hunt`.
///
/// # Errors
/// What keeps the hunt from starting (rules, mappings), and an output that cannot be written.
pub fn run(args: HuntArgs) -> anyhow::Result<ExitCode> {
    let armed = args.arm()?;
    let rules = armed.ruleset.rules().len() as u64;
    let bar = Bar::new();
    bar.say(&format!("{} rules: {}", grouped(rules), armed.remarks.join("; ")));
    let inputs = Inputs::find(&args.paths);
    let progress = inputs.progress();
    let terms = Terms::of(&args);
    let started = Instant::now();
    let mut hunt = Hunt {
        out: open(&args)?,
        bar,
        tally: Tally::default(),
        groups: Groups::default(),
        complaints: Complaints::default(),
        unread: 0,
        files: 0,
    };
    if args.format() == Format::Csv {
        hunt.out.write_all(csv::HEADER)?;
    }
    sweep(
        inputs,
        args.threads(),
        || Worker::new(&armed.ruleset, args.source.as_deref(), super::now(), terms),
        |worker, source, block| worker.harvest(&Arc::from(source.label.as_str()), block),
        |item| {
            hunt.take(item)?;
            hunt.bar.show(&progress, hunt.tally.records());
            Ok::<(), io::Error>(())
        },
    )
    .context("cannot write the findings")?;
    hunt.finish(&args, started).context("cannot write the findings")?;
    Ok(hunt.exit_code(&args))
}

/// The hunt as its results come in, in the order of the input.
struct Hunt {
    out: Box<dyn Write + Send>,
    bar: Bar,
    tally: Tally,
    groups: Groups,
    complaints: Complaints,
    /// Inputs that could not be read, or not to their end.
    unread: u64,
    files: u64,
}

impl Hunt {
    fn take(&mut self, item: Item<Harvest>) -> io::Result<()> {
        match item {
            Item::Started(_) => self.files += 1,
            Item::Done(source, harvest) => self.gather(&source, harvest)?,
            Item::Ended { source, .. } => self.complaints.close(&source.label, |line| self.bar.say(line)),
            Item::Failed { label, error } => {
                self.complaints.close(&label, |line| self.bar.say(line));
                self.miss(&label, &error.to_string());
            }
            Item::Unrecognised { label } => {
                self.miss(&label, "in no format that detente reads (docs/HUNT.md lists them)")
            }
            Item::Empty { label } => self.bar.say(&format!("{}: empty", terminal(&label))),
        }
        Ok(())
    }

    fn gather(&mut self, source: &Source, harvest: Harvest) -> io::Result<()> {
        self.out.write_all(&harvest.written)?;
        self.groups.join(harvest.groups);
        self.tally.add(harvest.tally);
        let Hunt { complaints, bar, .. } = self;
        harvest.bad.iter().for_each(|bad| complaints.about(&source.label, bad, |line| bar.say(line)));
        Ok(())
    }

    fn miss(&mut self, label: &str, reason: &str) {
        self.unread += 1;
        self.bar.say(&format!("{}: {}", terminal(label), terminal(reason)));
    }

    /// What is left to write when all input has been read: for people, the findings themselves.
    fn finish(&mut self, args: &HuntArgs, started: Instant) -> io::Result<()> {
        self.bar.finish();
        if args.format() == Format::Pretty {
            let colour =
                args.output.is_none() && io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            self.groups.write(&mut self.out, colour)?;
        }
        self.out.flush()?;
        self.summary(started)
    }

    /// The numbers go to standard error, where they disturb no pipe.
    fn summary(&self, started: Instant) -> io::Result<()> {
        let mut err = io::stderr().lock();
        let seconds = started.elapsed().as_secs_f64();
        let rate = self.tally.records() as f64 / seconds.max(0.001);
        writeln!(
            err,
            "{} records in {} inputs, {seconds:.1} s, {} a second",
            grouped(self.tally.records()),
            grouped(self.files),
            grouped(rate as u64)
        )?;
        self.tally.write(&mut err)?;
        if self.unread > 0 {
            writeln!(
                err,
                "{} inputs could not be read, or not to their end: see above",
                grouped(self.unread)
            )?;
        }
        Ok(())
    }

    fn exit_code(&self, args: &HuntArgs) -> ExitCode {
        let found = args.fail_on.is_some_and(|level| self.tally.worst().is_some_and(|worst| worst >= level));
        match (found, self.unread + self.tally.all_bad()) {
            (true, _) => ExitCode::from(FOUND),
            (false, 0) => ExitCode::SUCCESS,
            (false, _) => ExitCode::from(UNREADABLE),
        }
    }
}

fn open(args: &HuntArgs) -> anyhow::Result<Box<dyn Write + Send>> {
    match &args.output {
        None => Ok(Box::new(BufWriter::new(io::stdout()))),
        Some(path) => {
            let file = File::create(path).with_context(|| format!("cannot write to {}", path.display()))?;
            Ok(Box::new(BufWriter::new(file)))
        }
    }
}
