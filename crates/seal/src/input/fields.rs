//! The fields of one record. They lie where the record lies, except those that had to be written anew.

use std::borrow::Cow;

use crate::cell::Kind;

/// Field values one after another.
#[derive(Debug, Default)]
pub(crate) struct Fields<'r> {
    values: Vec<(Kind, Cow<'r, [u8]>)>,
}

impl<'r> Fields<'r> {
    pub(crate) fn clear(&mut self) {
        self.values.clear();
    }

    /// Makes all of `count` fields absent.
    pub(crate) fn make_absent(&mut self, count: usize) {
        self.values.clear();
        self.values.resize(count, (Kind::Absent, Cow::Borrowed(&[])));
    }

    pub(crate) fn push(&mut self, kind: Kind, value: Cow<'r, [u8]>) {
        self.values.push((kind, value));
    }

    /// Fills an absent field. False: it is not absent, or there is none.
    pub(crate) fn fill(&mut self, index: usize, kind: Kind, value: Cow<'r, [u8]>) -> bool {
        match self.values.get_mut(index) {
            Some(place @ (Kind::Absent, _)) => *place = (kind, value),
            _ => return false,
        }
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<(Kind, &[u8])> {
        self.values.get(index).map(|(kind, value)| (*kind, value.as_ref()))
    }
}
