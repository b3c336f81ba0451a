//! The engine: rules compiled so that an event costs what its own content costs, not what the number of rules would.
//!
//! For each class of events (a channel and an event id, a Zeek stream ...) the rules that are for it are compiled into one
//! [`partition`]: what the class decides is decided, equal predicates are merged, the literals of each field go
//! into one [`field_index`]. An event's values are passed over once; the predicates that come to hold name the few rules
//! worth looking at, because each rule is watched under a set of predicates one of which must hold.

mod affixes;
mod check;
mod classes;
mod compile;
mod field_index;
mod fold;
mod glob;
mod hunter;
mod look;
mod memory;
mod names;
mod partition;
mod paths;
mod plain;
mod program;
mod recall;
mod regex;
mod ruleset;
mod search;
mod shelf;
mod specialise;
mod substrings;
mod trigger;

pub(crate) use check::number_in;
pub(crate) use fold::fold;
pub use hunter::{Hunter, Input, Sight};
pub use look::Look;
pub use ruleset::Ruleset;

#[cfg(test)]
mod tests;
