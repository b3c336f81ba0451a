//! Indicators of STIX 2.0 and 2.1 (OASIS, "STIX Version 2.1", 4.7 and 9).

mod comparison;
mod object;
mod pattern;
#[cfg(test)]
mod tests;
mod token;

pub use comparison::{PatternRefused, Usable, pattern};
pub(crate) use object::{is_object, take};
