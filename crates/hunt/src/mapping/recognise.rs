//! Which source an event belongs to, told by the fields that it has.

use std::sync::Arc;

use event::Value;

use super::values::Values;

/// Which of the fields that recognisers ask for are present: one bit for each. United with `|`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks(pub(super) u128);

impl Marks {
    /// Whether all of `other` are among these.
    pub fn contain(self, other: Marks) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl std::ops::BitOr for Marks {
    type Output = Marks;

    fn bitor(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }
}

impl std::ops::BitOrAssign for Marks {
    fn bitor_assign(&mut self, other: Marks) {
        self.0 |= other.0;
    }
}

/// An entry of `recognise`: an event that has all these fields, with these values, belongs to the source.
#[derive(Clone, Debug, Default)]
pub(super) struct Alternative {
    pub(super) present: Vec<Arc<str>>,
    pub(super) having: Vec<(Arc<str>, Values)>,
    /// What then goes for a field that decides on the class and that the event lacks.
    pub(super) assume: Vec<(Arc<str>, Arc<str>)>,
}

/// A mapping that an event may belong to, by the fields that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The place of the mapping in the [`Mappings`](super::Mappings).
    pub mapping: usize,
    /// The alternative of `recognise` that fits, for [`Mapping::classify`](super::Mapping::classify).
    pub alternative: usize,
    /// What still has to hold: a field that bears the mark has one of the values.
    pub having: Vec<(Marks, Values)>,
}

impl Candidate {
    /// Whether the values of an event fit, given as (marks of the path, value).
    pub fn fits<'v>(&self, fields: impl Iterator<Item = (Marks, Value<'v>)> + Clone) -> bool {
        self.having.iter().all(|(mark, values)| {
            fields.clone().any(|(marks, value)| marks.contain(*mark) && values.contains(&value))
        })
    }
}

impl Alternative {
    /// Every field that it asks for.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Arc<str>> {
        self.present.iter().chain(self.having.iter().map(|(field, _)| field))
    }
}
