//! Rules and indicators over events: what met which record.

pub mod correlation;
mod diagnostic;
mod engine;
mod finding;
mod indicator;
mod mapping;
mod rule;
pub mod sigma;
mod yaml;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use engine::{Hunter, Input, Look, Ruleset, Sight};
pub use finding::{Cause, Correlated, Finding, Origin, Part, Sighted};
pub use indicator::{Cited, Collector, Gatherer, Indicators, Listed, NoRoom};
pub use mapping::{
    Candidate, Class, ClearedForm, Conditions, Kind, LogonForm, LogonPart, MAX_CLASS_FIELDS, MAX_MARKS,
    Mapping, Mappings, Marks, Outcome, PathFacts, PathNames, Telling, TextForm, TooMany, Values,
};
pub use rule::*;
pub use yaml::Span;
