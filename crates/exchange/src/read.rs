//! The way in: one file of indicators, whatever it is.

use crate::{
    Format, Moment, Outcome,
    bytes::Opened,
    json, list,
    outcome::Sink,
    sniff::{Sniffed, sniff},
    table,
};
use std::{
    collections::BTreeMap,
    io::{self, Read},
};

/// What may be asked of reading.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Take only what is valid at this moment, where a file says how long it is. Without it all is taken but what was revoked: the
    /// telemetry may be as old as the indicators.
    pub valid_at: Option<Moment>,
    /// Take MISP attributes whose `to_ids` is false, too: some publishers mark none of theirs.
    pub ignore_to_ids: bool,
}

/// What was in a file, in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How it is written.
    pub format: Format,
    /// How many indicators were handed out.
    pub taken: u64,
    /// How many other things were handed out.
    pub not_taken: u64,
    /// STIX objects that hold no value to look for, such as `report` and `relationship`: how many of each type.
    pub passed: BTreeMap<String, u64>,
}

/// Reads a file of indicators and hands out each with its place, and each thing that is not taken with the reason.
///
/// How the file is written is told from its first 64 KiB. At no time more than a line ([`MAX_LINE`](crate::MAX_LINE)), a row
/// ([`MAX_ROW`](crate::MAX_ROW)) or a JSON object ([`MAX_ELEMENT`](crate::MAX_ELEMENT)) is held.
///
/// ```
/// use exchange::{Options, Outcome, read};
/// let mut values = Vec::new();
/// let summary = read("# bad\nhxxp://evil[.]example.com/a\n1.2.3\n".as_bytes(), Options::default(), &mut |outcome| match outcome {
///     Outcome::Taken(taken) => values.push(format!("{} {}", taken.place, taken.indicator.observable.value())),
///     Outcome::NotTaken(not) => values.push(format!("{} {}: {}", not.place, not.text, not.reason)),
/// }).unwrap();
/// assert_eq!(summary.taken, 1);
/// assert_eq!(values[0], "2 evil.example.com/a");
/// ```
///
/// # Errors
/// If the input cannot be read. What cannot be understood is handed out.
pub fn read(input: impl Read, options: Options, to: &mut dyn FnMut(Outcome<'_>)) -> io::Result<Summary> {
    let opened = Opened::new(input)?;
    let sniffed = sniff(&opened.start);
    let mut sink = Sink::new(to);
    let mut passed = BTreeMap::new();
    let format = match sniffed {
        Sniffed::List => {
            list::read(opened.into_reader(), &mut sink)?;
            Format::List
        }
        Sniffed::Table(header) => {
            table::read(opened.into_reader(), &header, &mut sink)?;
            Format::Table
        }
        Sniffed::Json => {
            passed = json::read(opened.into_reader(), options, &mut sink)?;
            Format::Json
        }
    };
    Ok(Summary { format, taken: sink.taken, not_taken: sink.not_taken, passed })
}
