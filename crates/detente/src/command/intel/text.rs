//! The report for people.

use super::report::{Counts, Report};
use crate::{intel::FileRead, output::escape::terminal};
use exchange::{NotTaken, Outcome, Summary, Taken};
use std::{
    io::{self, Write},
    sync::Arc,
};

/// How many things that were not taken are shown on a terminal. The rest are counted.
const MAX_SHOWN: u64 = 100;

/// Lines that are read from the left: where, what, and what was done to it.
pub struct Text<W> {
    out: W,
    verbose: bool,
    not_taken: u64,
    counts: Counts,
}

impl<W: Write> Text<W> {
    pub fn new(out: W, verbose: bool) -> Self {
        Self { out, verbose, not_taken: 0, counts: Counts::default() }
    }

    fn taken(&mut self, file: &str, taken: &Taken<'_>) -> io::Result<()> {
        let observable = &taken.indicator.observable;
        let (kind, value) = (observable.kind(), terminal(observable.value()));
        let mut remarks: Vec<_> = taken.steps.iter().map(|step| step.as_str()).collect();
        if taken.indicator.exact {
            remarks.push("exact");
        }
        let remarks = if remarks.is_empty() { String::new() } else { format!("  ({})", remarks.join(", ")) };
        let place = terminal(&taken.place.to_string());
        writeln!(self.out, "{}:{place}: {kind} {value}{remarks}", terminal(file))
    }

    fn not_taken(&mut self, file: &str, not: &NotTaken<'_>) -> io::Result<()> {
        let (place, reason) = (terminal(&not.place.to_string()), terminal(&not.reason.to_string()));
        let text =
            if not.text.trim().is_empty() { String::new() } else { format!("\"{}\": ", terminal(not.text)) };
        writeln!(self.out, "{}:{place}: not taken: {text}{reason}", terminal(file))
    }

    fn file(&mut self, file: &str, summary: &Summary) -> io::Result<()> {
        let (format, taken, not_taken) = (summary.format.as_str(), summary.taken, summary.not_taken);
        writeln!(self.out, "{} ({format}): {taken} taken, {not_taken} not taken", terminal(file))?;
        for (kind, count) in self.counts.of(file) {
            writeln!(self.out, "  {count:>9} {kind}")?;
        }
        for (kind, count) in &summary.passed {
            writeln!(
                self.out,
                "  {count:>9} objects of the type {}, which hold nothing to look for",
                terminal(kind)
            )?;
        }
        Ok(())
    }
}

impl<W: Write> Report for Text<W> {
    fn outcome(&mut self, file: &Arc<str>, outcome: &Outcome<'_>) -> io::Result<()> {
        match outcome {
            Outcome::Taken(taken) => {
                self.counts.add(file, taken.indicator.observable.kind());
                if self.verbose { self.taken(file, taken) } else { Ok(()) }
            }
            Outcome::NotTaken(not) => {
                self.not_taken += 1;
                if self.verbose || self.not_taken <= MAX_SHOWN { self.not_taken(file, not) } else { Ok(()) }
            }
        }
    }

    fn end(&mut self, files: &[FileRead]) -> io::Result<()> {
        if !self.verbose && self.not_taken > MAX_SHOWN {
            writeln!(
                self.out,
                "... and {} more that were not taken (--verbose)",
                self.not_taken - MAX_SHOWN
            )?;
        }
        for read in files {
            match &read.outcome {
                Ok(summary) => self.file(&read.file, summary)?,
                Err(error) => {
                    writeln!(
                        self.out,
                        "{}: cannot be read: {}",
                        terminal(&read.file),
                        terminal(&error.to_string())
                    )?;
                }
            }
        }
        Ok(())
    }
}
