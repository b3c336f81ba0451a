//! Intelligence in the formats of others, to the vocabulary of the unit and back.
//!
//! So far one way: lists of indicators, as lines, tables, STIX bundles and MISP events, to [`Indicator`](statement::observable::Indicator)s.
//! [`read`] takes bytes and hands out each indicator as soon as it has it, with the place where it stood; and each thing that it does
//! not take, with the reason. Nothing is held but the line, row or object that is being read. It opens no file, follows no link and
//! reads no clock.
#![deny(clippy::indexing_slicing)]

mod bytes;
mod comment;
mod context;
pub mod convert;
mod header;
mod json;
mod label;
mod lines;
mod list;
mod loss;
mod media;
pub mod misp;
mod moment;
mod named;
mod outcome;
mod query;
mod read;
mod reason;
mod rows;
mod sha1;
mod sighting;
mod sniff;
pub mod stix;
mod table;
pub mod text;
mod uuid;

pub use context::Context;
pub use json::{MAX_ELEMENT, MAX_NESTING, NotJson, canonical_json};
pub use lines::MAX_LINE;
pub use loss::Loss;
pub use media::Media;
pub use moment::Moment;
pub use named::named;
pub use outcome::{NotTaken, Outcome, Place, Taken};
pub use query::{MAX_WORDS, Met, Query};
pub use read::{Options, Summary, read};
pub use reason::Reason;
pub use rows::MAX_ROW;
pub use sighting::{SIGHTING_TYPE, Sighted, Telling, sighting};
pub use sniff::Format;
pub use stix::{PatternRefused, Usable, pattern};
pub use uuid::Uuid;
