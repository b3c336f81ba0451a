//! What was read, what was bad, and what was found: the numbers of a hunt.

use crate::output::{escape::terminal, grouped};
use event::{Fault, Format};
use hunt::Level;
use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// Counts that can be added up, in any order, to the same sum.
#[derive(Default)]
pub struct Tally {
    /// Records by how they were written and what they were taken for.
    records: BTreeMap<(Format, Option<String>), u64>,
    bad: BTreeMap<(Format, Fault), u64>,
    findings: BTreeMap<Level, u64>,
    /// Findings by what made them; where all are of rules, nothing is said of it.
    kinds: BTreeMap<&'static str, u64>,
    /// Findings left out because their event lies outside the asked time, or has none.
    outside: u64,
}

impl Tally {
    /// Counts a record; `source` is the mapping that recognised it.
    pub fn record(&mut self, format: Format, source: Option<&str>) {
        let same = self.records.iter_mut().find(|((of, name), _)| *of == format && name.as_deref() == source);
        match same {
            Some((_, count)) => *count += 1,
            None => drop(self.records.insert((format, source.map(str::to_owned)), 1)),
        }
    }

    /// Counts a bad record.
    pub fn bad(&mut self, format: Format, fault: Fault) {
        *self.bad.entry((format, fault)).or_default() += 1;
    }

    /// Counts a finding of a kind ([`hunt::Finding::kind`]).
    pub fn finding(&mut self, kind: &'static str, level: Level) {
        *self.findings.entry(level).or_default() += 1;
        *self.kinds.entry(kind).or_default() += 1;
    }

    /// Counts a finding that was left out for its time.
    pub fn outside(&mut self) {
        self.outside += 1;
    }

    /// Adds the numbers of another stretch of input.
    pub fn add(&mut self, other: Tally) {
        other.records.into_iter().for_each(|(key, count)| *self.records.entry(key).or_default() += count);
        other.bad.into_iter().for_each(|(key, count)| *self.bad.entry(key).or_default() += count);
        other.findings.into_iter().for_each(|(key, count)| *self.findings.entry(key).or_default() += count);
        other.kinds.into_iter().for_each(|(key, count)| *self.kinds.entry(key).or_default() += count);
        self.outside += other.outside;
    }

    /// How many records were read.
    pub fn records(&self) -> u64 {
        self.records.values().sum()
    }

    /// How many records could not be read.
    pub fn all_bad(&self) -> u64 {
        self.bad.values().sum()
    }

    /// The worst level of which there was a finding.
    pub fn worst(&self) -> Option<Level> {
        self.findings.keys().next_back().copied()
    }

    /// Writes the numbers, a line for each kind of record and of damage.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for ((format, source), count) in &self.records {
            match source {
                Some(source) => {
                    writeln!(out, "  {:>12}  {format} records of {}", grouped(*count), terminal(source))?
                }
                None => writeln!(
                    out,
                    "  {:>12}  {format} records of no known log source: only rules without a log source were tried on them \
                     (see --source and --mapping)",
                    grouped(*count)
                )?,
            }
        }
        for ((format, fault), count) in &self.bad {
            writeln!(out, "  {:>12}  {format} records not read: {}", grouped(*count), fault.as_str())?;
        }
        self.write_findings(out)
    }

    fn write_findings(&self, out: &mut dyn Write) -> io::Result<()> {
        let levels: Vec<String> =
            self.findings.iter().rev().map(|(level, count)| format!("{} {level}", grouped(*count))).collect();
        let total = grouped(self.findings.values().sum::<u64>());
        match levels.is_empty() {
            true => writeln!(out, "no findings")?,
            false => writeln!(out, "{total} findings: {}", levels.join(", "))?,
        }
        if self.kinds.keys().any(|kind| *kind != "sigma") {
            let kinds: Vec<String> =
                self.kinds.iter().map(|(kind, count)| format!("{} {kind}", grouped(*count))).collect();
            writeln!(out, "  by kind: {}", kinds.join(", "))?;
        }
        if self.outside > 0 {
            writeln!(
                out,
                "{} findings left out: their time is not between --since and --until, or not known",
                grouped(self.outside)
            )?;
        }
        Ok(())
    }
}
