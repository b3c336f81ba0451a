//! testkit

pub mod agreement;
pub mod chance;
#[cfg(feature = "hostile")]
pub mod hostile;
pub mod indicators;
pub mod leaks;
pub mod receivers;
pub mod resign;
pub mod roll;
pub mod vectors;
pub mod verifiers;
