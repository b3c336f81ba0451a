//! Rules over events: which rule met which record.

mod rule;

pub use rule::*;
