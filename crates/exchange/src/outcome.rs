//! What comes out of a file of indicators.

use crate::{Context, Reason};
use statement::observable::{Indicator, Read, Steps};
use std::fmt::{Display, Formatter, Result};

/// Something that a file holds: taken, or not.
#[derive(Debug)]
pub enum Outcome<'f> {
    /// An indicator.
    Taken(Taken<'f>),
    /// What is none, or is one that is not looked for.
    NotTaken(NotTaken<'f>),
}

/// An indicator as it stood in a file.
#[derive(Debug)]
pub struct Taken<'f> {
    /// The indicator.
    pub indicator: Indicator,
    /// What it took to read it from `text`.
    pub steps: Steps,
    /// Where it stood.
    pub place: Place<'f>,
    /// How it stood there.
    pub text: &'f str,
    /// What the file says of it: a comment, a name. The first of its lines, if it has several.
    pub label: Option<&'f str>,
    /// What else stands beside it.
    pub context: Context<'f>,
}

/// What is not taken.
#[derive(Debug)]
pub struct NotTaken<'f> {
    /// Where it stood.
    pub place: Place<'f>,
    /// What stood there, as far as there is a text; of a long one the beginning.
    pub text: &'f str,
    /// Why it is not taken.
    pub reason: Reason,
}

/// Where in a file something stood. Displayed, it is what comes behind `file:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'f> {
    /// A line, counted from 1.
    Line(u64),
    /// A cell of a table: the line where its row starts, counted from 1, and the name of the column.
    Cell(u64, &'f str),
    /// A value of a JSON text, as a JSON pointer (RFC 6901).
    Pointer(&'f str),
}

impl Display for Place<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Line(line) => write!(f, "{line}"),
            Self::Cell(line, column) => write!(f, "{line}:{column}"),
            Self::Pointer(pointer) => f.write_str(pointer),
        }
    }
}

/// Where outcomes go.
pub(crate) struct Sink<'s> {
    pub(crate) to: &'s mut dyn FnMut(Outcome<'_>),
    pub(crate) taken: u64,
    pub(crate) not_taken: u64,
}

/// The longest text that is shown of what is not taken, in bytes. It is there to be recognised.
const MAX_SHOWN: usize = 200;

impl<'s> Sink<'s> {
    pub(crate) fn new(to: &'s mut dyn FnMut(Outcome<'_>)) -> Self {
        Self { to, taken: 0, not_taken: 0 }
    }

    /// Hands on what was read; with `exact`, only that and nothing below it.
    pub(crate) fn take(&mut self, read: Read, exact: bool, stood: Stood<'_>) {
        self.taken += 1;
        let indicator =
            if exact { Indicator::exactly(read.observable) } else { Indicator::new(read.observable) };
        let label = stood
            .label
            .and_then(|label| label.trim().lines().next())
            .map(str::trim_end)
            .filter(|label| !label.is_empty());
        (self.to)(Outcome::Taken(Taken {
            indicator,
            steps: read.steps,
            place: stood.place,
            text: stood.text,
            label,
            context: stood.context,
        }));
    }

    pub(crate) fn refuse(&mut self, place: Place<'_>, text: &str, reason: impl Into<Reason>) {
        self.not_taken += 1;
        let text = text.get(..text.floor_char_boundary(MAX_SHOWN)).unwrap_or(text);
        (self.to)(Outcome::NotTaken(NotTaken { place, text, reason: reason.into() }));
    }

    /// One or the other.
    pub(crate) fn put(
        &mut self,
        outcome: std::result::Result<Read, impl Into<Reason>>,
        exact: bool,
        stood: Stood<'_>,
    ) {
        match outcome {
            Ok(read) => self.take(read, exact, stood),
            Err(reason) => self.refuse(stood.place, stood.text, reason),
        }
    }
}

/// How a value stood in its file.
#[derive(Clone, Copy)]
pub(crate) struct Stood<'f> {
    pub(crate) place: Place<'f>,
    pub(crate) text: &'f str,
    pub(crate) label: Option<&'f str>,
    pub(crate) context: Context<'f>,
}
