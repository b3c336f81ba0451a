//! What a text may want to say to look for, and where it says so.

use super::{AttackId, Cve, Oddity, Why};
use statement::observable::{Observable, Steps};
use std::fmt::{Display, Formatter, Result};

/// How many places of one candidate are kept. The rest are counted: whoever judges a value does not read it a thousand times.
pub const MAX_PLACES: usize = 8;

/// A value or a name that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// An address, a name, a URL, a hash: what telemetry can be searched for.
    Observable(Observable),
    /// A vulnerability.
    Vulnerability(Cve),
    /// An object of MITRE ATT&CK.
    Attack(AttackId),
}

impl Value {
    /// The word for its kind: that of the observable, `cve` or `attack`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Observable(observable) => observable.kind().as_str(),
            Self::Vulnerability(_) => "cve",
            Self::Attack(_) => "attack",
        }
    }

    /// The value in its canonical form.
    pub fn text(&self) -> &str {
        match self {
            Self::Observable(observable) => observable.value(),
            Self::Vulnerability(cve) => cve.as_str(),
            Self::Attack(id) => id.as_str(),
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(self.text())
    }
}

/// What a value in a text probably is. The greater of two is kept where it stands twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Judgement {
    /// What the text mentions besides: its author's site, its references.
    Context,
    /// Nothing in the text says.
    Unsure,
    /// What the text says to look for.
    Indicator,
}

impl Judgement {
    /// The word, as outputs show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Context => "likely context",
            Self::Unsure => "unsure",
            Self::Indicator => "likely indicator",
        }
    }
}

/// A place in the readable text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line of the readable text, counted from 1.
    pub line: usize,
    /// The character of the line, counted from 1.
    pub column: usize,
    /// The sentence around it, its white space made single; of a long one what is near.
    pub sentence: String,
    /// The link text, if it is not written there but is where a link there goes.
    pub link: Option<String>,
}

/// A value that a text holds, for a person to accept or refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The value.
    pub value: Value,
    /// How it stood at its first place.
    pub text: String,
    /// What it took to read it there. Empty for identifiers.
    pub steps: Steps,
    /// Its first places, [`MAX_PLACES`] at most.
    pub places: Vec<Place>,
    /// How often it stands in the text.
    pub count: usize,
    /// A first guess.
    pub judgement: Judgement,
    /// The reason for it.
    pub why: Why,
    /// What is odd in how it is written: characters that nobody sees, letters that look like others.
    pub oddities: Vec<Oddity>,
}
