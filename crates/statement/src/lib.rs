//! What members say to one another, and the vocabulary of it.
//!
//! So far the vocabulary: [`observable`], the typed values that telemetry holds and that indicators name. This crate takes texts
//! and returns values; it opens nothing, and knows nothing of files, formats, rules or events.
#![deny(clippy::indexing_slicing)]

pub mod observable;
