//! What a hunt found, whatever it was that met: a rule and an event, an indicator and an event, or a correlation and several events.

use crate::{About, Cited, Class};
use event::{Format, Position, Time, Value};
use std::sync::Arc;

/// One finding, borrowed from what made it.
///
/// What all kinds have in common stands here, so that an output need only look at the [`Cause`] where it shows more than that.
#[derive(Debug)]
pub struct Finding<'f> {
    /// What is said of the rule; of an indicator, what is said in its place.
    pub about: &'f Arc<About>,
    /// The number of the rule, correlation or indicator among all of the hunt: findings with the same number have the same cause.
    pub place: usize,
    /// What met, and what only this kind of finding has.
    pub cause: Cause<'f>,
    /// The record; of several, the one that completed the finding.
    pub origin: Origin<'f>,
    /// What kind of record it is. Of no log source for a correlation.
    pub class: &'f Class,
    /// When the event happened, by its own account; `None` where it does not say so in a way that can be read. Of several
    /// events, the last.
    pub time: Option<Time>,
    /// The computer that the event is about.
    pub host: Option<Value<'f>>,
    /// The account that the event is about.
    pub user: Option<Value<'f>>,
    /// Rule: the fields that had a part in meeting it, by the names that the rule uses (a keyword: by the path where
    /// it stood), in the order of the condition, each once. Indicator: the field where it stood. Correlation: the
    /// fields that its events were grouped by.
    pub matched: &'f [(&'f str, Value<'f>)],
}

/// Which kind of finding it is.
#[derive(Clone, Copy, Debug)]
pub enum Cause<'f> {
    /// An event met a rule.
    Rule,
    /// An event holds a value that an indicator names.
    Indicator(Sighted<'f>),
    /// Events met a correlation rule together.
    Correlation(Correlated<'f>),
}

/// An indicator, and how it stood in an event.
#[derive(Clone, Copy, Debug)]
pub struct Sighted<'f> {
    /// The indicator in its canonical form.
    pub value: &'f str,
    /// Its type, such as `domain`.
    pub kind: &'f str,
    /// Where the indicator is from, such as `list.csv:17`.
    pub source: &'f str,
    /// The same one by one, as far as they are kept: four of a value.
    pub cited: &'f [Cited],
    /// The text of the event that is the indicator, as it stands there.
    pub found: &'f str,
    /// What normalisation did to `found` before it was the value, such as `case`; empty where they are the same.
    pub normalised: &'f [&'static str],
}

/// The events that made a correlation.
#[derive(Clone, Copy, Debug)]
pub struct Correlated<'f> {
    /// The type as Sigma spells it, such as `event_count`.
    pub kind: &'f str,
    /// What was counted, summed or averaged: the number that met the condition. Of temporal correlations, how many rules.
    pub value: f64,
    /// The time of the first event.
    pub first: Time,
    /// The events in their order, as many of them as are named.
    pub events: &'f [Part],
    /// How many events there were.
    pub count: u64,
}

/// One event of a correlation.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The rule that it met.
    pub rule: Arc<About>,
    /// Its time.
    pub time: Time,
    /// The name of the input.
    pub file: Arc<str>,
    /// How the input was written.
    pub format: Format,
    /// Where in the input it stood.
    pub position: Position,
}

/// Where a record is from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'f> {
    /// The name of the input.
    pub file: &'f Arc<str>,
    /// How the input is written.
    pub format: Format,
    /// Where in the input the record stood.
    pub position: Position,
}

impl Finding<'_> {
    /// The name of the kind of finding, in every output.
    pub fn kind(&self) -> &'static str {
        match self.cause {
            Cause::Rule => "sigma",
            Cause::Indicator(_) => "indicator",
            Cause::Correlation(_) => "correlation",
        }
    }
}
