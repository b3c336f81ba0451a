//! The fields of one record, in buffers that are used again for the next.

use crate::cell::Kind;

/// Field values one after another.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    text: Vec<u8>,
    /// Where each field ends, and what it is.
    ends: Vec<(usize, Kind)>,
}

impl Fields {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Adds to the field under way.
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        self.text.extend_from_slice(bytes);
    }

    /// Ends the field under way.
    pub(crate) fn end(&mut self, kind: Kind) {
        self.ends.push((self.text.len(), kind));
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<(Kind, &[u8])> {
        let &(end, kind) = self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before)?.0,
            None => 0,
        };
        Some((kind, self.text.get(start..end)?))
    }
}
