//! Correlations: hits are kept while inputs are read, sorted by time in bounded memory, and passed over when all have been read.

use crate::output::{escape::terminal, grouped};
use anyhow::Context;
use event::Format;
use hunt::{
    Finding, Ruleset,
    correlation::{Correlator, Hit, Loss},
};
use spill::{Sorter, SpillError};
use std::{
    collections::HashMap,
    io::{self, Write},
    sync::Arc,
};

/// How much memory hits take before they are written to a scratch file.
const SORT_BYTES: usize = 32 << 20;

/// How many rules are told of with what they lost; the others are counted.
const MAX_TOLD: usize = 20;

/// The hits of a hunt, as they come in.
pub struct Gathering<S> {
    sorter: Sorter<S>,
    files: Vec<(Arc<str>, Format)>,
    /// The events with hits so far.
    events: u64,
    /// By rule: hits without a time.
    untimed: HashMap<u32, u64>,
    payload: Vec<u8>,
}

impl<S: spill::Scratch> Gathering<S> {
    /// Nothing so far; `scratch` is used once there is much.
    pub fn new(scratch: S) -> Self {
        Gathering {
            sorter: Sorter::new(scratch, SORT_BYTES),
            files: Vec::new(),
            events: 0,
            untimed: HashMap::new(),
            payload: Vec::new(),
        }
    }

    /// Takes the hits of the block of input that follows.
    ///
    /// # Errors
    /// A scratch file that cannot be written.
    pub fn take(&mut self, file: &str, format: Format, hits: &[Hit]) -> Result<(), SpillError> {
        let Some(last) = hits.last() else { return Ok(()) };
        let events = last.event + 1;
        let file = self.file(file, format);
        for hit in hits {
            let hit = Hit { event: self.events + hit.event, file, ..hit.clone() };
            let Some(key) = hit.key() else {
                *self.untimed.entry(hit.rule).or_default() += 1;
                continue;
            };
            self.payload.clear();
            hit.write(&mut self.payload);
            self.sorter.push(&key, &self.payload)?;
        }
        self.events += events;
        Ok(())
    }

    /// The number of an input. Blocks of one follow each other.
    fn file(&mut self, file: &str, format: Format) -> u32 {
        if self.files.last().is_none_or(|(last, of)| **last != *file || *of != format) {
            self.files.push((file.into(), format));
        }
        u32::try_from(self.files.len() - 1).expect("fewer inputs than fit in memory")
    }

    /// Runs all correlations and says what they lost.
    ///
    /// # Errors
    /// A scratch file that cannot be read, and those of `found`.
    pub fn correlate(
        self,
        ruleset: &Ruleset,
        mut found: impl FnMut(&Finding<'_>) -> anyhow::Result<()>,
    ) -> anyhow::Result<Vec<Loss>> {
        let mut correlator = Correlator::new(ruleset, &self.files);
        let mut untimed: Vec<(u32, u64)> = self.untimed.into_iter().collect();
        untimed.sort_unstable();
        untimed.into_iter().for_each(|(rule, events)| correlator.untimed(rule, events));
        let mut outcome = Ok(());
        let mut tell = |finding: &Finding<'_>| {
            if outcome.is_ok() {
                outcome = found(finding);
            }
        };
        let mut sorted = self.sorter.finish()?;
        while let Some(record) = sorted.next_record()? {
            let hit = Hit::read(record.key, record.payload).context("the scratch file was changed")?;
            correlator.take(&hit, &mut tell);
        }
        let losses = correlator.finish(&mut tell);
        outcome.map(|()| losses)
    }
}

/// Writes what correlations could not take into account, a line for each rule and reason.
pub fn write_losses(out: &mut dyn Write, losses: &[Loss]) -> io::Result<()> {
    // What a limit of ours took comes first.
    let mut sorted: Vec<&Loss> = losses.iter().collect();
    sorted.sort_by_key(|loss| !loss.lost.is_limit());
    for loss in sorted.iter().take(MAX_TOLD) {
        let (events, why) = (grouped(loss.events), loss.lost.as_str());
        writeln!(out, "correlation: {events} events of \"{}\" {why}", terminal(&loss.about.title))?;
    }
    match sorted.len().saturating_sub(MAX_TOLD) {
        0 => Ok(()),
        more => writeln!(out, "correlation: and {more} more of the kind"),
    }
}
