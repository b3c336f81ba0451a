//! Intelligence in the formats of others, to the vocabulary of the unit and back.
#![deny(clippy::indexing_slicing)]
