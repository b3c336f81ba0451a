//! testkit

pub mod roll;
