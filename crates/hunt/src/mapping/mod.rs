//! Mappings: what a source of telemetry calls its fields, what rules call them, and which log an event is from.
//!
//! A mapping is data, read from YAML (docs/MAPPINGS.md is its reference). It answers three questions, each
//! by a pure function whose answer the engine remembers, because telemetry repeats itself:
//!
//! 1. Of a path, once: [`Mappings::path`] gives the names that the field answers to, and marks.
//! 2. Of a set of marks: [`Mappings::candidates`] gives the mappings that such an event may belong to.
//! 3. Of the few values that decide: [`Mapping::classify`] gives the [`Class`], which is the log sources and
//!    the further names in such events.
//!
//! A rename changes what a field is called, never its value.

mod class;
mod entry;
mod load;
mod merge;
mod names;
mod reader;
mod recognise;
mod set;
mod source;
mod telling;
mod values;

pub use class::Class;
pub use names::{PathFacts, PathNames};
pub use recognise::{Candidate, Marks};
pub use set::{MAX_MARKS, Mappings, TooMany};
pub use source::{MAX_CLASS_FIELDS, Mapping};
pub use telling::{ClearedForm, Conditions, Kind, LogonForm, LogonPart, Outcome, Telling, TextForm};
pub use values::Values;

#[cfg(test)]
mod tests;
