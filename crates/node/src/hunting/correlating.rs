//! Correlations over events as they come.
//!
//! What is bounded: hits wait a little, so that those of several sources come in the order of their times; one that comes later than that
//! is left out. Windows are in memory: a restart, or other rules, begins with empty ones. What one hit completes is found once, since no
//! record is hunted twice.

use event::{Format, Time};
use hunt::{
    Finding, Ruleset,
    correlation::{Correlator, Hit, KEY_BYTES},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a hit waits for earlier ones.
const HOLD: Duration = Duration::from_secs(3);

/// How many hits wait at most; the earliest go before their time.
const MAX_WAITING: usize = 100_000;

/// How many inputs are told apart. The names of more are one name.
const MAX_FILES: usize = 1 << 16;

/// The correlations of a ruleset at work.
pub(super) struct Correlating<'r> {
    correlator: Correlator<'r>,
    files: HashMap<(Arc<str>, Format), u32>,
    waiting: BTreeMap<([u8; KEY_BYTES], u64), (Instant, Hit)>,
    /// Events are numbered on from here.
    events: u64,
    passed: Option<Time>,
    /// Hits that came too late.
    pub(super) late: u64,
}

impl<'r> Correlating<'r> {
    /// Those of a ruleset, if it has any.
    pub(super) fn new(ruleset: &'r Ruleset) -> Option<Self> {
        (!ruleset.correlations().list().is_empty()).then(|| Correlating {
            correlator: Correlator::new(ruleset, &[]),
            files: HashMap::new(),
            waiting: BTreeMap::new(),
            events: 0,
            passed: None,
            late: 0,
        })
    }

    /// Takes the hits of a block.
    pub(super) fn take(&mut self, file: &Arc<str>, format: Format, hits: Vec<Hit>) {
        let Some(last) = hits.last() else { return };
        let events = last.event + 1;
        let number = self.file(file, format);
        for (order, hit) in (0..).zip(hits) {
            let hit = Hit { event: self.events + hit.event, file: number, ..hit };
            match hit.key() {
                Some(_) if hit.time < self.passed => self.late += 1,
                Some(key) => drop(self.waiting.insert((key, order), (Instant::now(), hit))),
                None => self.correlator.untimed(hit.rule, 1),
            }
        }
        self.events += events;
    }

    /// Passes on what has waited long enough.
    pub(super) fn pass(&mut self, mut found: impl FnMut(&Finding<'_>)) {
        let is_over = |waiting: &BTreeMap<_, (Instant, Hit)>| {
            waiting.len() > MAX_WAITING
                || waiting.first_key_value().is_some_and(|(_, (came, _))| came.elapsed() >= HOLD)
        };
        while is_over(&self.waiting) {
            let Some((_, (_, hit))) = self.waiting.pop_first() else { return };
            self.passed = hit.time;
            self.correlator.take(&hit, &mut found);
        }
    }

    /// When something will have waited long enough.
    pub(super) fn due(&self) -> Option<Instant> {
        self.waiting.first_key_value().map(|(_, (came, _))| *came + HOLD)
    }

    fn file(&mut self, name: &Arc<str>, format: Format) -> u32 {
        if let Some(number) = self.files.get(&(name.clone(), format)) {
            return *number;
        }
        let name: Arc<str> = if self.files.len() < MAX_FILES { name.clone() } else { "another input".into() };
        let correlator = &mut self.correlator;
        *self.files.entry((name.clone(), format)).or_insert_with(|| correlator.file(name, format))
    }
}
