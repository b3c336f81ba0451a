//! Made-up indicators by the million, and telemetry of many formats with some of them planted and with what only looks like them.
//!
//! No real value: domains stand under made-up names, addresses in a block that the values below are told apart in by their last bit.
//! The same seed gives the same files. Each planted indicator is known by file and record, so that a test can ask for each, and for
//! nothing else. There is no EVTX among the formats: writing it needs more than this crate should know.

mod dress;
mod listing;
mod scene;
mod write;

pub use listing::Listing;
pub use scene::{Planted, Scene};
