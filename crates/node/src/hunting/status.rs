//! How the hunt does, for people and machines.

use serde::Serialize;
use std::collections::BTreeMap;
use telemetry::follow::WatchState;
use utoipa::ToSchema;

/// How many watches are counted: those of the configuration, and the doors of the network.
const MAX_COUNTED: usize = 512;

/// What the worker says of itself.
#[derive(Debug, Default)]
pub(super) struct State {
    watches: BTreeMap<String, Counts>,
    listed: Vec<WatchState>,
    /// Syslog messages that came by UDP while there was no room.
    pub(super) dropped: u64,
    /// How many rules are hunted with.
    pub(super) rules: usize,
    /// How many indicators.
    pub(super) indicators: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    events: u64,
    bad: u64,
    findings: u64,
    last: Option<i64>,
}

/// How a watch, or a door of the network, does.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WatchStatus {
    /// What it is called.
    pub name: String,
    /// How many files it has.
    pub files: usize,
    /// How many bytes of them were not read yet.
    pub behind: u64,
    /// How many records were read since the start.
    pub events: u64,
    /// How many could not be read.
    pub bad: u64,
    /// How often a rule or an indicator met.
    pub findings: u64,
    /// When the last record was read, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<i64>,
    /// Why it, or a part of it, cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

impl State {
    /// Counts what came of a block.
    pub(super) fn count(&mut self, watch: &str, events: u64, bad: u64, findings: u64, now: i64) {
        if !self.watches.contains_key(watch) {
            if self.watches.len() >= MAX_COUNTED {
                return;
            }
            self.watches.insert(watch.to_owned(), Counts::default());
        }
        let Some(counts) = self.watches.get_mut(watch) else { return };
        counts.events += events;
        counts.bad += bad;
        counts.findings += findings;
        counts.last = if events > 0 { Some(now) } else { counts.last };
    }

    pub(super) fn list(&mut self, listed: Vec<WatchState>) {
        self.listed = listed;
    }

    /// All watches of the configuration, then whatever else was counted.
    pub(super) fn all(&self) -> Vec<WatchStatus> {
        let status = |name: &str, state: Option<&WatchState>| {
            let counts = self.watches.get(name).copied().unwrap_or_default();
            WatchStatus {
                name: name.to_owned(),
                files: state.map_or(0, |state| state.files),
                behind: state.map_or(0, |state| state.behind),
                events: counts.events,
                bad: counts.bad,
                findings: counts.findings,
                last: counts.last,
                trouble: state.and_then(|state| state.trouble.clone()),
            }
        };
        let listed = self.listed.iter().map(|state| status(&state.name, Some(state)));
        let is_listed = |name: &String| self.listed.iter().any(|state| *state.name == **name);
        let others = self.watches.keys().filter(|name| !is_listed(name)).map(|name| status(name, None));
        listed.chain(others).collect()
    }
}

impl super::Hunting {
    /// How all watches do.
    pub(crate) fn watches(&self) -> Vec<WatchStatus> {
        self.with_state(|state| state.all())
    }

    /// How many rules and indicators are hunted with.
    pub(crate) fn arms(&self) -> (usize, usize) {
        self.with_state(|state| (state.rules, state.indicators))
    }

    /// How many messages of syslog came while there was no room.
    pub(crate) fn dropped(&self) -> u64 {
        self.with_state(|state| state.dropped)
    }
}
