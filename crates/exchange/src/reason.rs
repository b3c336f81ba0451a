//! Why something in a file of indicators is not taken.

use crate::{MAX_ELEMENT, MAX_LINE, PatternRefused};
use statement::observable::NotAnObservable;
use thiserror::Error;

/// Why something is not taken, in words for whoever wrote the file or got it. Words of the file in it are not escaped.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Reason {
    /// The value is none, or not of the kind that a label says.
    #[error(transparent)]
    Value(#[from] NotAnObservable),
    /// There is a label, but no value.
    #[error("labelled {0}, but there is no value")]
    NoValue(String),
    /// The label says a kind that is not looked for, whatever the value looks like.
    #[error("labelled {0}, which is not a kind that is looked for")]
    Kind(String),
    /// More than a value stands on a line.
    #[error("more than a value stands on the line, and no header says what is what")]
    Several,
    /// A line that is too long.
    #[error("the line is longer than {MAX_LINE} bytes")]
    LineTooLong,
    /// Text in no known encoding.
    #[error("not UTF-8")]
    NotUtf8,
    /// A comment with more values than are taken from one.
    #[error("a comment with more than {0} values; what follows in it was not read")]
    Crowded(usize),
    /// A row of a table without a value in any column that has one.
    #[error("the row holds no value")]
    EmptyRow,
    /// A cell of a table without its closing quote.
    #[error("a quote is not closed")]
    OpenQuote,
    /// Too many of them.
    #[error("once more a quote is not closed; nothing behind it was read")]
    OpenQuotes,
    /// A JSON text that cannot be read further.
    #[error("not JSON: {0}; nothing behind it was read")]
    Json(&'static str),
    /// One part of a JSON text is none.
    #[error("not JSON: {0}")]
    Element(String),
    /// One part of a JSON text is too large.
    #[error("larger than {MAX_ELEMENT} bytes")]
    ElementTooLarge,
    /// The manifest of a feed of MISP.
    #[error("the manifest of a MISP feed, which only lists events: take the events themselves, the files UUID.json beside it")]
    Manifest,
    /// A JSON value that is neither of STIX nor of MISP.
    #[error("neither a STIX object nor a MISP attribute")]
    Unknown,
    /// A STIX object that says what was seen, which is not to say what to look for.
    #[error("a STIX observable ({0}): it was seen somewhere, and nobody says to look for it")]
    Observed(String),
    /// Taken back by its author.
    #[error("revoked by its author")]
    Revoked,
    /// No longer valid.
    #[error("no longer valid since {0}")]
    Expired(String),
    /// Not valid yet.
    #[error("not valid before {0}")]
    NotYet(String),
    /// A pattern in another language.
    #[error("the pattern is in the language {0}, not in that of STIX")]
    Language(String),
    /// A STIX pattern, or a part of one, that is more than an equality.
    #[error(transparent)]
    Pattern(#[from] PatternRefused),
    /// MISP's `to_ids` is false.
    #[error("to_ids is false: its author says not to look for it")]
    NotToIds,
    /// A deleted MISP attribute.
    #[error("deleted by its author")]
    Deleted,
    /// A file name beside a hash.
    #[error("a file name beside a hash: the hash is taken, and tells the file alone")]
    Beside,
}
