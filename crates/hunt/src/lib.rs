//! Rules over events: which rule met which record.

mod diagnostic;
mod engine;
mod finding;
mod mapping;
mod rule;
pub mod sigma;
mod yaml;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use engine::{Hunter, Input, Ruleset, Sight};
pub use finding::{Cause, Correlated, Finding, Origin, Part, Sighted};
pub use mapping::{
    Candidate, Class, MAX_CLASS_FIELDS, MAX_MARKS, Mapping, Mappings, Marks, PathFacts, PathNames, TooMany,
    Values,
};
pub use rule::*;
pub use yaml::Span;
