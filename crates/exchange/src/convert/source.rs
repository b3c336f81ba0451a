//! What is known of a text beside the text.

use crate::{Moment, stix::make::Terms};

/// What is known of a text, for what it does not say itself: values have no author and no date, and few events say who may be told.
#[derive(Clone, Debug)]
pub struct Source<'s> {
    /// When it was said, where, by whom, and who may be told.
    pub terms: Terms<'s>,
    /// Until when it holds.
    pub until: Option<Moment>,
    /// What the event of MISP is called that holds what no report names.
    pub called: &'s str,
}
