//! The rules that are for one class of events, compiled together.

use super::{
    check::Check,
    field_index::{Checks, FieldIndex, PredicateId},
    names::NameId,
    program::{NodeId, Program},
};
use std::sync::Arc;

/// Where a field's value goes: a field that some rule of the partition asks for.
pub(crate) type Slot = u32;

/// Rules whose predicates have been merged: each question about a field is asked once, for all of them.
#[derive(Debug, Default)]
pub(crate) struct Partition {
    /// In the order of the ruleset.
    pub(crate) rules: Vec<Entry>,
    pub(crate) program: Program,
    /// By [`NameId::index`].
    pub(crate) slots: Vec<Option<Slot>>,
    /// By slot.
    pub(crate) fields: Vec<Field>,
    /// What keywords look for in a value that no other index looks at; those with literals of their own include it.
    pub(crate) keywords: FieldIndex,
    /// Whether that is one search over all such values of an event.
    pub(crate) keywords_joined: bool,
    /// By question.
    pub(crate) questions: Vec<Question>,
    pub(crate) checks: Checks,
    /// By predicate: the rules (places in `rules`) to look at when it holds.
    pub(crate) watchers: Vec<Vec<u32>>,
    /// Rules that may hold when no predicate does; looked at for every event.
    pub(crate) always: Vec<u32>,
}

/// One rule of a partition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Its place in the ruleset.
    pub(crate) rule: u32,
    pub(crate) condition: NodeId,
}

/// What is done with the values of one slot.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) index: FieldIndex,
    /// Holds when the event has the field at all.
    pub(crate) presence: Option<PredicateId>,
}

/// Something that no literal answers.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) subject: Asked,
    pub(crate) check: Arc<Check>,
    /// The other field, where two are compared.
    pub(crate) other: Option<Slot>,
}

/// Whose values a question is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked {
    Slot(Slot),
    Every,
}

impl Partition {
    pub(crate) fn slot(&self, name: NameId) -> Option<Slot> {
        self.slots.get(name.index()).copied().flatten()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}
