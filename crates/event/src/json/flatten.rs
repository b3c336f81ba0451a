//! Where the scalars of a record go: objects become longer paths, lists several fields of one path.

use super::Refusal;
use crate::{Fault, Field, NameRefused, PathId, Paths, Value};

/// How deep a record may nest. Real telemetry stays below ten; each level costs a stack frame.
pub(super) const MAX_DEPTH: usize = 64;

/// How many fields a record may have. With the limit on names this bounds what a record can make us hold.
const MAX_FIELDS: usize = 1 << 16;

/// XML turned to JSON keeps an element's text under this key where the element also has attributes:
/// the text is then the element's own value.
const TEXT_KEY: &str = "#text";

/// A limit that a record is beyond.
#[derive(Clone, Copy)]
pub(crate) enum Limit {
    /// How deep it may nest.
    Depth,
    /// How many fields it may have.
    Fields,
    /// What it may be called.
    Name(NameRefused),
}

/// Appends the scalars of one record to a list of fields.
pub(crate) struct Flatten<'p, 'f, 'a> {
    paths: &'p mut Paths,
    fields: &'f mut Vec<Field<'a>>,
    last: PathId,
}

impl<'p, 'f, 'a> Flatten<'p, 'f, 'a> {
    pub(crate) fn new(paths: &'p mut Paths, fields: &'f mut Vec<Field<'a>>) -> Self {
        Flatten { paths, fields, last: PathId::ROOT }
    }

    /// The path of a member.
    pub(crate) fn enter(&mut self, path: PathId, key: &str) -> Result<PathId, Limit> {
        if key == TEXT_KEY && path != PathId::ROOT {
            return Ok(path);
        }
        let child = self.paths.child(path, key, self.last).map_err(Limit::Name)?;
        self.last = child;
        Ok(child)
    }

    /// The path of a member, if `quoted`, which stands behind the first quote of its key, starts with a key that is expected here, a
    /// quote and a colon; and how many bytes those are.
    #[inline]
    pub(super) fn expected(&mut self, path: PathId, quoted: &[u8]) -> Option<(PathId, usize)> {
        let (child, length) = self.paths.expected(path, quoted, self.last)?;
        self.last = child;
        Some((child, length))
    }

    #[inline]
    pub(crate) fn push(&mut self, path: PathId, value: Value<'a>) -> Result<(), Limit> {
        if self.fields.len() == MAX_FIELDS {
            return Err(Limit::Fields);
        }
        self.fields.push(Field { path, value });
        Ok(())
    }
}

impl From<Limit> for Refusal {
    fn from(limit: Limit) -> Self {
        let detail = match limit {
            Limit::Depth => format!("the record nests deeper than {MAX_DEPTH} levels"),
            Limit::Fields => format!("the record has more than {MAX_FIELDS} fields"),
            Limit::Name(error) => error.to_string(),
        };
        (Fault::TooLarge, detail)
    }
}
