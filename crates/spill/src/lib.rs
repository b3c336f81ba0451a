//! Sorting more than memory holds: sorted runs in scratch storage, merged when they are read.
//!
//! A record is a key and a payload, and both are only bytes here: keys are compared byte by byte, and whoever wants another
//! order writes keys that have it ([`key`] does so for times). Records with equal keys come out in the order in which they went in.
//!
//! This crate does no IO. Storage is an argument ([`Scratch`]), its errors are passed on, and after one nothing that was
//! pushed is lost: see [`Sorter::push`].
//!
//! # Memory
//! At most the budget that the sorter was given, or [`LEAST_MEMORY`] where that is more, whatever the number of records.
//! What comes on top: sixteen bytes for each piece of a spilled run (a 512th of the budget, between 4 KiB and 256 KiB), and, where
//! single records are larger than a piece, one such record for each of the up to [`MAX_MERGED`] runs that are merged at a time.
//!
//! # Storage
//! Storage only grows. Every record is written once, and once more for each time that the number of runs grows by
//! [`MAX_MERGED`] times: with a budget of 64 MiB, twice from 6 GiB on.
//!
//! ```
//! use spill::{Memory, Sorter};
//!
//! let mut sorter = Sorter::new(Memory::default(), 1 << 20);
//! for (key, payload) in [("b", "second"), ("a", "first"), ("b", "third")] {
//!     sorter.push(key.as_bytes(), payload.as_bytes())?;
//! }
//! let mut sorted = sorter.finish()?;
//! let mut payloads = Vec::new();
//! while let Some(record) = sorted.next_record()? {
//!     payloads.push(String::from_utf8_lossy(record.payload).into_owned());
//! }
//! assert_eq!(payloads, ["first", "second", "third"]);
//! # Ok::<(), spill::SpillError>(())
//! ```
#![deny(clippy::indexing_slicing)]

mod cursor;
mod error;
mod gathered;
pub mod key;
mod merge;
mod record;
mod run;
mod scratch;
mod sorter;

pub use error::SpillError;
pub use merge::Sorted;
pub use record::Record;
pub use scratch::{Memory, Scratch};
pub use sorter::{LEAST_MEMORY, MAX_MERGED, Sorter};
