//! A record that is being put together, with its limits.

use crate::{BadRecord, Fault, Field, NameRefused, PathId, Paths, Position, Value};
use std::borrow::Cow;

/// How many fields a record may have. The largest Windows events have a few hundred; an audit record of a
/// command with thousands of arguments has thousands.
const MAX_FIELDS: usize = 1 << 16;

/// Why a record is refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) fault: Fault,
    pub(crate) detail: Cow<'static, str>,
}

impl Refusal {
    pub(crate) fn malformed(detail: impl Into<Cow<'static, str>>) -> Self {
        Refusal { fault: Fault::Malformed, detail: detail.into() }
    }

    pub(crate) fn too_large(detail: impl Into<Cow<'static, str>>) -> Self {
        Refusal { fault: Fault::TooLarge, detail: detail.into() }
    }

    pub(crate) fn not_utf8() -> Self {
        Refusal { fault: Fault::NotUtf8, detail: "not UTF-8".into() }
    }

    pub(crate) fn at(self, position: Position) -> BadRecord {
        BadRecord { position, fault: self.fault, detail: self.detail.into_owned() }
    }
}

impl From<NameRefused> for Refusal {
    fn from(error: NameRefused) -> Self {
        Refusal::too_large(error.to_string())
    }
}

/// The fields of one record so far.
pub(crate) struct Record<'a, 'p> {
    pub(crate) paths: &'p mut Paths,
    pub(crate) fields: Vec<Field<'a>>,
    /// The path of the last field, from which the next one is guessed.
    pub(crate) last: PathId,
}

impl<'a, 'p> Record<'a, 'p> {
    /// A record in the memory of the one before.
    pub(crate) fn new(paths: &'p mut Paths, fields: Vec<Field<'a>>) -> Self {
        Record { paths, fields, last: PathId::ROOT }
    }

    /// A field of a name that has no level above it.
    pub(crate) fn push(&mut self, name: &str, value: Value<'a>) -> Result<(), Refusal> {
        let path = self.paths.child(PathId::ROOT, name, self.last)?;
        self.push_at(path, value)
    }

    pub(crate) fn text(&mut self, name: &str, text: &'a str) -> Result<(), Refusal> {
        self.push(name, Value::Text(text))
    }

    pub(crate) fn push_at(&mut self, path: PathId, value: Value<'a>) -> Result<(), Refusal> {
        if self.fields.len() >= MAX_FIELDS {
            return Err(Refusal::too_large(format!("more than {MAX_FIELDS} fields")));
        }
        self.last = path;
        self.fields.push(Field { path, value });
        Ok(())
    }
}
