//! testkit

pub mod indicators;
pub mod roll;
pub mod vectors;
