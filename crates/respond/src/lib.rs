//! What a responder asks of telemetry besides rules: who logged on, what was recorded and where recording stopped, which
//! kinds of events there are, where a text stands, and what else stood around a finding.
//!
//! Events are seen through the mappings of `hunt`; what a logon looks like in a source, and what its event ids are
//! called, is data (`crates/hunt/mappings`, `names/`). Like everything on its floor this crate opens no file, prints nothing
//! and has no thread of its own. What it gathers has a limit and can be joined in the order of the input.
#![deny(clippy::indexing_slicing)]

mod account;
mod around;
mod coverage;
mod kind;
mod ledger;
mod logon;
mod names;
mod ordinary;
mod prefilter;
mod query;
mod span;
mod text;

pub use account::is_own_account;
pub use around::{What, around};
pub use coverage::{Coverage, Gap};
pub use kind::{Kind, recorder};
pub use ledger::{Join, Ledger};
pub use logon::{Cleared, Logon, cleared, logon};
pub use names::name;
pub use ordinary::ordinary;
pub use prefilter::Prefilter;
pub use query::{Query, QueryError, Syntax, Term};
pub use span::Span;
