//! testkit

pub mod indicators;
pub mod roll;
pub mod vectors;
pub mod verifiers;
