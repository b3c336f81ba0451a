//! What looks like a value and is none.

use statement::observable::{MAX_TEXT, NotAnObservable};
use thiserror::Error;

/// Why it is none. Words of the text in it are not escaped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WhyNot {
    /// It has not the shape.
    #[error(transparent)]
    Value(#[from] NotAnObservable),
    /// A name of a file, without a word that says so.
    #[error("a name of a file, perhaps, but no label says so")]
    FileName,
    /// Two sentences, and no space between.
    #[error("the end of a sentence without a space behind it, rather than a name")]
    FullStop,
    /// No CVE has such a number.
    #[error("not a CVE identifier: that has a year since 1999 and four digits or more")]
    Cve,
    /// A label says a kind that is not looked for.
    #[error("labelled {0}, which is not a kind that is looked for")]
    Kind(String),
    /// It is too long.
    #[error("longer than {MAX_TEXT} bytes without a space")]
    TooLong,
}

/// Something that looks like a value and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotOne {
    /// How it stands there; of a long one the beginning.
    pub text: String,
    /// The line of the readable text where it stands first, counted from 1.
    pub line: usize,
    /// The character of the line, counted from 1.
    pub column: usize,
    /// How often it stands in the text.
    pub count: usize,
    /// Why it is none.
    pub why: WhyNot,
}
