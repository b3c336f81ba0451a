//! Sorting more than memory holds: sorted runs in scratch storage, merged when they are read.
#![deny(clippy::indexing_slicing)]
