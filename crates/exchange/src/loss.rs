//! What one format says and another cannot.

use std::fmt::{Display, Formatter, Result};

/// Something that is lost where one format is made of another. Nothing is left out without one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Where it stood: the id of an object, or a place in a file.
    pub place: String,
    /// What it is, in the words of the format that it comes from. Words of strangers in it are not escaped.
    pub what: String,
    /// Why it cannot be said.
    pub why: &'static str,
}

/// The longest word of a stranger that a loss repeats, in bytes. It is there to be recognised.
const MAX_SHOWN: usize = 200;

impl Loss {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>, why: &'static str) -> Self {
        let mut what = what.into();
        what.truncate(what.floor_char_boundary(MAX_SHOWN));
        let mut place = place.into();
        place.truncate(place.floor_char_boundary(MAX_SHOWN));
        Self { place, what, why }
    }
}

impl Display for Loss {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: {}: {}", self.place, self.what, self.why)
    }
}
