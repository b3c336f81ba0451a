//! `detente hunt`: rules and indicators over logs, and what they find.

mod args;
mod correlate;
mod harvest;
mod intel;
mod tally;

pub use args::HuntArgs;

use crate::{
    command::reading::{Complaints, UNREADABLE, inputs},
    output::{Manner, Portion, Writer, escape::terminal, grouped},
    progress::Bar,
    scratch::FileScratch,
};
use anyhow::Context;
use correlate::{Gathering, write_losses};
use harvest::{Harvest, Terms, Worker};
use hunt::{Finding, Ruleset, correlation::Loss};
use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
    sync::Arc,
    time::Instant,
};
use tally::Tally;
use telemetry::{Item, Source, sweep};

/// Something at or above `--fail-on` was found.
const FOUND: u8 = 1;

/// Runs `detente hunt`.
///
/// # Errors
/// What keeps the hunt from starting (rules, mappings), and an output that cannot be written.
pub fn run(args: HuntArgs) -> anyhow::Result<ExitCode> {
    let manner = args.manner()?;
    let armed = args.arm()?;
    let rules = armed.rules as u64;
    let bar = Bar::new();
    bar.say(&format!("{} rules: {}", grouped(rules), armed.remarks.join("; ")));
    armed.intel.iter().for_each(|remark| bar.say(remark));
    let inputs = inputs(&args.paths, args.source.as_deref());
    let progress = inputs.progress();
    let terms = Terms::new(&args, manner);
    let started = Instant::now();
    let mut hunt = Hunt {
        out: Writer::open(manner, args.output.as_deref())?,
        bar,
        tally: Tally::default(),
        complaints: Complaints::default(),
        gathering: Gathering::new(FileScratch::beside(args.output.as_deref().unwrap_or(Path::new(".")))),
        losses: Vec::new(),
        unread: 0,
        files: 0,
    };
    sweep(
        inputs,
        args.threads(),
        || Worker::new(&armed.ruleset, args.source.as_deref(), super::now(), terms),
        |worker, source, block| worker.harvest(&Arc::from(source.label.as_str()), block),
        |item| {
            hunt.take(item)?;
            hunt.bar.show(&progress, hunt.tally.records());
            Ok::<(), anyhow::Error>(())
        },
    )
    .context("cannot write the findings")?;
    hunt.correlate(&armed.ruleset, manner).context("cannot write the findings")?;
    let code = hunt.exit_code(&args);
    hunt.finish(&args, started).context("cannot write the findings")?;
    Ok(code)
}

/// The hunt as its results come in, in the order of the input.
struct Hunt {
    out: Writer,
    bar: Bar,
    tally: Tally,
    complaints: Complaints,
    gathering: Gathering<FileScratch>,
    losses: Vec<Loss>,
    /// Inputs that could not be read, or not to their end.
    unread: u64,
    files: u64,
}

impl Hunt {
    fn take(&mut self, item: Item<Harvest>) -> anyhow::Result<()> {
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

    fn gather(&mut self, source: &Source, harvest: Harvest) -> anyhow::Result<()> {
        self.out.take(harvest.findings)?;
        self.gathering.take(&source.label, source.format, &harvest.hits)?;
        self.tally.add(harvest.tally);
        let Hunt { complaints, bar, .. } = self;
        harvest.bad.iter().for_each(|bad| complaints.about(&source.label, bad, |line| bar.say(line)));
        Ok(())
    }

    /// Finds what events mean together, now that all have been read.
    fn correlate(&mut self, ruleset: &Ruleset, manner: Manner) -> anyhow::Result<()> {
        let nothing = Gathering::new(FileScratch::beside(Path::new(".")));
        let gathering = std::mem::replace(&mut self.gathering, nothing);
        self.losses = gathering.correlate(ruleset, |finding: &Finding<'_>| {
            self.tally.finding(finding.kind(), finding.about.level);
            let mut portion = Portion::new(manner);
            portion.add(finding);
            self.out.take(portion)
        })?;
        Ok(())
    }

    fn miss(&mut self, label: &str, reason: &str) {
        self.unread += 1;
        self.bar.say(&format!("{}: {}", terminal(label), terminal(reason)));
    }

    /// Writes what has waited for the last finding, and the summary. The numbers go to standard error, where they disturb no pipe.
    fn finish(self, args: &HuntArgs, started: Instant) -> anyhow::Result<()> {
        let reading = self.reading()?;
        let Hunt { out, bar, tally, files, .. } = self;
        match args.output {
            // Where findings go to a file, a terminal has room for the bar.
            Some(_) => bar.wait("writing the findings"),
            None => bar.finish(),
        }
        let remark = out.finish(&reading)?;
        bar.finish();
        let seconds = started.elapsed().as_secs_f64();
        let rate = tally.records() as f64 / seconds.max(0.001);
        eprintln!(
            "{} records in {} inputs, {seconds:.1} s, {} a second",
            grouped(tally.records()),
            grouped(files),
            grouped(rate as u64)
        );
        eprint!("{reading}");
        remark.into_iter().for_each(|remark| eprintln!("{remark}"));
        Ok(())
    }

    /// What was read, what not, and what was found, in lines.
    fn reading(&self) -> io::Result<String> {
        let mut lines = Vec::new();
        self.tally.write(&mut lines)?;
        write_losses(&mut lines, &self.losses)?;
        if self.unread > 0 {
            writeln!(
                lines,
                "{} inputs could not be read, or not to their end: see above",
                grouped(self.unread)
            )?;
        }
        Ok(String::from_utf8_lossy(&lines).into_owned())
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
