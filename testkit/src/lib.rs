//! testkit

pub mod indicators;
pub mod roll;
