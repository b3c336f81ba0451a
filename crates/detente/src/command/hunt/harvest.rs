//! What one block of telemetry gives: findings as they will be written, and the numbers.

use super::{args::HuntArgs, tally::Tally};
use crate::output::{Manner, Portion};
use event::{BadRecord, Block, Decoder, Event, Paths, Time};
use hunt::{Finding, Hunter, Input, Ruleset, correlation::Hit};
use std::sync::Arc;

/// The part of the arguments that decides about findings.
#[derive(Clone, Copy)]
pub struct Terms {
    manner: Manner,
    since: Option<Time>,
    until: Option<Time>,
}

/// A thread's own.
pub struct Worker<'r> {
    decoder: Decoder,
    hunter: Hunter<'r>,
    terms: Terms,
}

/// What came out of one block, in the order of its records.
pub struct Harvest {
    /// The findings.
    pub findings: Portion,
    /// The numbers.
    pub tally: Tally,
    /// What met rules that correlations refer to.
    pub hits: Vec<Hit>,
    /// What could not be read.
    pub bad: Vec<BadRecord>,
}

impl Terms {
    /// The terms that the arguments ask for.
    pub fn new(args: &HuntArgs, manner: Manner) -> Self {
        Terms { manner, since: args.since, until: args.until }
    }

    fn admits(&self, time: Option<Time>) -> bool {
        let after = self.since.is_none_or(|since| time.is_some_and(|time| time >= since));
        let before = self.until.is_none_or(|until| time.is_some_and(|time| time < until));
        after && before
    }
}

impl Harvest {
    /// Takes a finding that the terms admit.
    fn find(&mut self, finding: &Finding<'_>) {
        self.tally.finding(finding.kind(), finding.about.level);
        self.findings.add(finding);
    }
}

impl<'r> Worker<'r> {
    /// A worker; `source` and `now` as in [`Hunter::new`].
    pub fn new(ruleset: &'r Ruleset, source: Option<&str>, now: Option<Time>, terms: Terms) -> Self {
        Worker { decoder: Decoder::default(), hunter: Hunter::new(ruleset, source, now), terms }
    }

    /// Hunts through a block of the input that is called `file`.
    pub fn harvest(&mut self, file: &Arc<str>, mut block: Block) -> Harvest {
        let mut harvest = Harvest {
            findings: Portion::new(self.terms.manner),
            tally: Tally::default(),
            hits: Vec::new(),
            bad: std::mem::take(&mut block.refused),
        };
        let format = block.format;
        let Worker { decoder, hunter, terms } = self;
        decoder.decode(&mut block, |paths: &Paths, record: Result<Event<'_>, BadRecord>| match record {
            Ok(event) => {
                let sight = hunter.hunt(Input { file, format }, paths, &event, |finding: &Finding<'_>| {
                    match terms.admits(finding.time) {
                        true => harvest.find(finding),
                        false => harvest.tally.outside(),
                    }
                });
                harvest.tally.record(format, sight.source);
            }
            Err(bad) => harvest.bad.push(bad),
        });
        harvest.hits = hunter.take_hits();
        harvest.hits.retain(|hit| terms.admits(hit.time));
        harvest.bad.iter().for_each(|bad| harvest.tally.bad(format, bad.fault));
        harvest
    }
}
