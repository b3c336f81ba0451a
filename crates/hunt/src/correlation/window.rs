//! The events of one group that are within the timespan of one another, and what is measured of them.

use super::{
    measuring::Tally,
    model::{Correlation, Demand},
};
use crate::engine::fold;
use event::{Position, Time};
use std::{collections::VecDeque, sync::Arc};

/// An event, or a finding of another correlation with all of its events.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Where it stands in the window, in nanoseconds since the epoch.
    pub(super) at: i64,
    /// Which of the references it met.
    pub(super) input: usize,
    /// What is counted of it.
    pub(super) value: Counted,
    /// The events that it stands for.
    pub(super) events: Events,
    /// Host, user and the values that are handed on.
    pub(super) carried: Arc<[Option<Box<str>>]>,
}

/// What is counted of an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Counted {
    /// Only that it is there.
    Presence,
    /// That it has these values.
    Text(Arc<[u8]>),
    /// A number.
    Number(f64),
}

/// The events that an entry stands for.
#[derive(Clone, Debug)]
pub(super) struct Events {
    pub(super) first: Time,
    /// The last of them, which is told even where there are too many to name all.
    pub(super) last: Place,
    pub(super) count: u64,
    /// The first of them; empty where `last` is all there is.
    pub(super) named: Arc<[Place]>,
}

/// One event and the rule that it met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) rule: u32,
    pub(super) time: Time,
    pub(super) file: u32,
    pub(super) position: Position,
}

/// How many events of a correlation are named. The others are counted.
pub(super) const MAX_NAMED: usize = 100;

/// The window of one group.
#[derive(Debug)]
pub(super) struct Window {
    entries: VecDeque<Entry>,
    tally: Tally,
    bytes: usize,
}

impl Window {
    pub(super) fn new(correlation: &Correlation) -> Self {
        let tally = Tally::new(correlation.measure, correlation.references.len());
        Window { entries: VecDeque::new(), tally, bytes: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// About how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn last(&self) -> Option<&Entry> {
        self.entries.back()
    }

    pub(super) fn push(&mut self, mut entry: Entry) {
        // What consecutive events hand on is mostly the same.
        if let Some(before) = self.last().filter(|before| before.carried == entry.carried) {
            entry.carried = before.carried.clone();
        }
        self.bytes += entry.bytes();
        self.tally.enter(&entry);
        self.entries.push_back(entry);
    }

    /// Drops what stands before a time.
    pub(super) fn forget_before(&mut self, at: i64) {
        while self.entries.front().is_some_and(|oldest| oldest.at < at) {
            self.forget_oldest();
        }
    }

    /// Drops the oldest; how many events that were.
    pub(super) fn forget_oldest(&mut self) -> u64 {
        let Some(oldest) = self.entries.pop_front() else { return 0 };
        self.bytes = self.bytes.saturating_sub(oldest.bytes());
        self.tally.leave(&oldest, &self.entries);
        oldest.events.count
    }

    /// The measure, where it is as the correlation demands.
    pub(super) fn measured(&self, correlation: &Correlation) -> Option<f64> {
        let value = self.tally.value(correlation.measure, &self.entries)?;
        let holds = match &correlation.demand {
            Demand::Within(bounds) => bounds.hold(value),
            Demand::These(formula) => self.tally.fits(formula),
        };
        holds.then_some(value)
    }

    /// How many events there are.
    pub(super) fn count(&self) -> u64 {
        self.entries.iter().map(|entry| entry.events.count).sum()
    }

    /// All events together; `None` where there is none.
    pub(super) fn events(&self) -> Option<Events> {
        let all = || self.entries.iter().map(|entry| &entry.events);
        let mut named: Vec<Place> = Vec::new();
        for events in all() {
            let own =
                if events.named.is_empty() { std::slice::from_ref(&events.last) } else { &events.named };
            named.extend(own.iter().take(MAX_NAMED.saturating_sub(named.len())));
        }
        Some(Events {
            first: all().map(|events| events.first).min()?,
            last: all().map(|events| events.last).max_by_key(|last| last.time)?,
            count: self.count(),
            named: named.into(),
        })
    }

    /// What the entries hand on: the values on which all that have one agree, in the spelling of the last.
    pub(super) fn agreed(&self) -> Vec<Option<String>> {
        let columns = self.last().map_or(0, |last| last.carried.len());
        (0..columns).map(|column| self.agreed_on(column)).collect()
    }

    fn agreed_on(&self, column: usize) -> Option<String> {
        let mut values = self.entries.iter().rev().filter_map(|entry| entry.carried.get(column)?.as_deref());
        let last = values.next()?;
        let folded = fold(last);
        values.all(|value| value == last || fold(value) == folded).then(|| last.to_owned())
    }
}

impl Entry {
    /// About how much memory it takes.
    fn bytes(&self) -> usize {
        let value = match &self.value {
            // Once in the entry, and an entry in the table of different values.
            Counted::Text(text) => text.len() + 64,
            Counted::Presence | Counted::Number(_) => 0,
        };
        let carried: usize = self.carried.iter().flatten().map(|text| text.len() + 16).sum();
        size_of::<Entry>() + value + carried + size_of_val(&*self.events.named)
    }
}
