//! Values that were looked at before, with what came of it.
//!
//! Telemetry repeats itself: the same programs start, the same keys are read. What a text says to the indexes of a
//! field never changes, so the last texts are kept with the predicates that they make hold. The memory is small and
//! forgets at once what its place is needed for; a text that is not remembered costs a hash.

use super::{field_index::PredicateId, partition::Slot};
use hashbrown::DefaultHashBuilder;
use std::hash::BuildHasher;

/// Texts longer than this are rarely repeated, and dear to keep.
const MAX_TEXT: usize = 1024;

/// How many texts are remembered. With [`MAX_TEXT`] this bounds the memory to a few mebibytes a thread.
const PLACES: usize = 4096;

/// Which index of which class a text was searched with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Shelfmark {
    /// The number of the class; never given twice.
    pub(crate) class: u32,
    /// The slot of the field.
    pub(crate) slot: Slot,
}

/// The memory of one thread.
#[derive(Debug, Default)]
pub(crate) struct Recall {
    hasher: DefaultHashBuilder,
    /// Empty until the first text comes.
    places: Vec<Remembered>,
}

/// A text, where it was searched, and the predicates that hold for it.
#[derive(Debug, Default)]
struct Remembered {
    mark: Shelfmark,
    text: Vec<u8>,
    holds: Vec<PredicateId>,
    taken: bool,
}

/// What the memory says of a text.
pub(crate) enum Recalled<'r> {
    /// It is known.
    Known(&'r [PredicateId]),
    /// It is not, and has been given this place, whose predicates are to be filled in.
    New(&'r mut Vec<PredicateId>),
    /// It is too long to be kept.
    TooLong,
}

impl Recall {
    /// Looks a text up, and makes it a place if it has none.
    #[inline]
    pub(crate) fn look_up(&mut self, mark: Shelfmark, text: &[u8]) -> Recalled<'_> {
        if text.len() > MAX_TEXT {
            return Recalled::TooLong;
        }
        if self.places.is_empty() {
            self.places.resize_with(PLACES, Remembered::default);
        }
        let place = self.hasher.hash_one((mark, text)) as usize % PLACES;
        let Some(found) = self.places.get_mut(place) else { return Recalled::TooLong };
        if found.taken && found.mark == mark && found.text == text {
            return Recalled::Known(&found.holds);
        }
        found.taken = true;
        found.mark = mark;
        found.text.clear();
        found.text.extend_from_slice(text);
        found.holds.clear();
        Recalled::New(&mut found.holds)
    }
}
