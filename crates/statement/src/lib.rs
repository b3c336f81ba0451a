//! What members say to one another, and the vocabulary of it.
#![deny(clippy::indexing_slicing)]
