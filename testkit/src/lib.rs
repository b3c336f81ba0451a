//! testkit

pub mod agreement;
pub mod chance;
pub mod indicators;
pub mod resign;
pub mod roll;
pub mod vectors;
pub mod verifiers;
