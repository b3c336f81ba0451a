//! A review file that a person went through.

use super::{MAGIC, quote::take};
use crate::text::{AttackId, Cve, Value};
use statement::{
    Marking, Tlp,
    observable::{Indicator, Kind, NotAnObservable, Observable},
};
use std::fmt::{Display, Formatter};
use thiserror::Error;

/// The longest review file, in bytes: a hundred thousand candidates with a sentence each.
pub const MAX_REVIEW: usize = 64 << 20;

/// How many faults of one file are told.
pub const MAX_FAULTS: usize = 50;

/// The longest note that is kept, in bytes.
const MAX_NOTE: usize = 2000;

/// What a review file says of the text that was gone through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What the text calls itself.
    pub title: Option<String>,
    /// What the document is called.
    pub document: Option<String>,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: Option<String>,
    /// When it says that it was published, as RFC 3339 writes it in UTC.
    pub published: Option<String>,
    /// Who may be told, as the text marks itself.
    pub tlp: Option<Tlp>,
}

/// What a person accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The value.
    pub value: Value,
    /// What stands behind it on its line, for people: place, reason, sentence. Empty where there is nothing.
    pub note: String,
    /// The line of the review file, counted from 1.
    pub line: usize,
}

impl Accepted {
    /// What to look for, if it is something that telemetry can be searched for.
    pub fn indicator(&self) -> Option<Indicator> {
        match &self.value {
            Value::Observable(observable) => Some(Indicator::new(observable.clone())),
            Value::Vulnerability(_) | Value::Attack(_) => None,
        }
    }
}

/// A review file, decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// The text.
    pub about: About,
    /// What has a `+`, each value once, in the order of the file.
    pub accepted: Vec<Accepted>,
    /// How many lines have a `-`.
    pub left: usize,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// Nobody decided.
    #[error("not decided: {0} has a ?; make it + or -")]
    Undecided(String),
    /// It starts with something else.
    #[error("starts with neither +, - nor ?")]
    Sign,
    /// It names no kind.
    #[error("{0} is no kind of value")]
    Kind(String),
    /// It has no value.
    #[error("there is no value, or its quotes do not close")]
    NoValue,
    /// More stands there than a value.
    #[error("more than a value stands before the #")]
    Behind,
    /// The value is none of the kind.
    #[error(transparent)]
    Value(#[from] NotAnObservable),
    /// It is no such identifier.
    #[error("not an identifier of the kind {0}")]
    Identifier(&'static str),
}

/// A fault and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultAt {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub fault: Fault,
}

impl Display for FaultAt {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.fault)
    }
}

/// Why a review file is not taken. Nothing of it is, then.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotAccepted {
    /// It is none.
    #[error("not a review file: that starts with the line `{MAGIC}`")]
    NotAReview,
    /// It is too long.
    #[error("a review file of {0} bytes is longer than {MAX_REVIEW}")]
    TooLong(usize),
    /// Some lines are wrong or not decided: the first [`MAX_FAULTS`] of them, and how many there are.
    #[error("lines that are wrong or not decided ({count}): {}", listed(.faults))]
    Faults {
        /// The first of them.
        faults: Vec<FaultAt>,
        /// How many there are.
        count: usize,
    },
}

/// How many faults one message names.
const MAX_NAMED: usize = 10;

fn listed(faults: &[FaultAt]) -> String {
    let named: Vec<_> = faults.iter().take(MAX_NAMED).map(ToString::to_string).collect();
    let more = if faults.len() > MAX_NAMED { "; and more" } else { "" };
    format!("{}{more}", named.join("; "))
}

/// Whether a file that starts with these bytes is a review file.
pub fn is_review(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    start
        .strip_prefix(MAGIC.as_bytes())
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"\n") || rest.starts_with(b"\r"))
}

/// Reads a review file.
///
/// # Errors
/// If it is none, or a line of it is wrong or not decided. Nothing is taken in part.
pub fn read(bytes: &[u8]) -> Result<Review, NotAccepted> {
    if bytes.len() > MAX_REVIEW {
        return Err(NotAccepted::TooLong(bytes.len()));
    }
    if !is_review(bytes) {
        return Err(NotAccepted::NotAReview);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut review = Review::default();
    let (mut faults, mut count) = (Vec::new(), 0);
    let mut seen = std::collections::HashSet::new();
    for (number, line) in text.lines().enumerate().skip(1) {
        if let Err(fault) = review.line(line.trim(), number + 1, &mut seen) {
            count += 1;
            if faults.len() < MAX_FAULTS {
                faults.push(FaultAt { line: number + 1, fault });
            }
        }
    }
    if count > 0 { Err(NotAccepted::Faults { faults, count }) } else { Ok(review) }
}

impl Review {
    fn line(
        &mut self,
        line: &str,
        number: usize,
        seen: &mut std::collections::HashSet<Value>,
    ) -> Result<(), Fault> {
        let mut letters = line.chars();
        match letters.next() {
            None | Some('#') => Ok(()),
            Some('-') => {
                self.left += 1;
                Ok(())
            }
            Some('?') => Err(Fault::Undecided(
                letters.as_str().split(" # ").next().unwrap_or_default().trim().chars().take(100).collect(),
            )),
            Some('+') => {
                let accepted = accepted(letters.as_str(), number)?;
                if seen.insert(accepted.value.clone()) {
                    self.accepted.push(accepted);
                }
                Ok(())
            }
            Some(_) => self.about.line(line).ok_or(Fault::Sign),
        }
    }
}

impl About {
    /// Takes a line of the head.
    fn line(&mut self, line: &str) -> Option<()> {
        let (name, rest) = line.split_once(' ')?;
        if name == "tlp" {
            self.tlp = Some(rest.trim().parse::<Marking>().ok()?.tlp);
            return Some(());
        }
        let place = match name {
            "title" => &mut self.title,
            "document" => &mut self.document,
            "sha256" => &mut self.sha256,
            "published" => &mut self.published,
            _ => return None,
        };
        let (text, behind) = take(rest)?;
        *place = Some(text);
        behind.trim().is_empty().then_some(())
    }
}

/// What stands behind a plus.
fn accepted(line: &str, number: usize) -> Result<Accepted, Fault> {
    let (kind, rest) = take(line).ok_or(Fault::NoValue)?;
    let (text, behind) = take(rest).filter(|(text, _)| !text.starts_with('#')).ok_or(Fault::NoValue)?;
    let behind = behind.trim();
    let note = match behind.strip_prefix('#') {
        Some(note) => note.trim(),
        None if behind.is_empty() => "",
        None => return Err(Fault::Behind),
    };
    let note = note.get(..note.floor_char_boundary(MAX_NOTE)).unwrap_or_default().to_owned();
    Ok(Accepted { value: value(&kind, &text)?, note, line: number })
}

fn value(kind: &str, text: &str) -> Result<Value, Fault> {
    match kind {
        "cve" => Cve::read(text).map(Value::Vulnerability).ok_or(Fault::Identifier("cve")),
        "attack" => AttackId::read(text).map(Value::Attack).ok_or(Fault::Identifier("attack")),
        _ => {
            let known = Kind::ALL.into_iter().find(|known| known.as_str() == kind);
            let kind = known.ok_or_else(|| Fault::Kind(kind.chars().take(40).collect()))?;
            Ok(Value::Observable(Observable::read_as(kind, text)?.observable))
        }
    }
}
