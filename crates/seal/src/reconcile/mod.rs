//! Ballot manifests against counts, batch by batch.
//!
//! A manifest says how many ballot cards lie in each batch; the counts say how many were read from it: a list of counts, a published
//! comparison such as Colorado's (both counts in one file), or a CVR export with one row per card. Headers vary by county and
//! year, so columns are found by the words of their names. A difference is a question to the batch, not an answer.

mod columns;
mod compare;
mod read;

pub use compare::{Batch, BatchDifference, Doubled, Reconciliation, reconcile};
pub use read::{BatchFile, read};
