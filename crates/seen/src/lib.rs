//! The observable index: what this member has seen, so that new intelligence can be asked backwards: *was this ever here?*
//!
//! ```
//! use seen::{Day, Index, Limits};
//! use statement::observable::{Indicator, Kind, Observable};
//! # let folder = tempfile::tempdir().unwrap();
//! let now = 1_795_392_000; // 2026-11-23
//! let index = Index::open(folder.path(), Limits::default(), Day::of(now).unwrap()).unwrap();
//! let mut notes = index.notes();
//! notes.note(Kind::Domain, "www.evil.example", now, Some("PC7")).unwrap();
//! drop(notes);
//! index.commit().unwrap(); // now it is safe to store how far telemetry was read
//! let indicator = Indicator::new(Observable::read_as(Kind::Domain, "evil.example").unwrap().observable);
//! let met = index.meet(&indicator, 10);
//! assert_eq!(met.values[0].value, "www.evil.example");
//! ```
//!
//! # Who calls what
//! One thread feeds: [`Index::notes`] for a batch of events, then [`Index::commit`], then it stores its positions. If it is killed between
//! the two it feeds the same events again, which changes nothing: what is kept of a value is the *set* of days and the *set* of hosts.
//! Another thread calls [`Index::tend`] with the time, again and again while [`Tended::more`]; it writes, merges and forgets in steps of about a second.
//! Any thread asks: [`Index::look`], [`Index::meet`], [`Index::meet_all`].
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod day;
mod error;
mod index;
mod limits;
mod seen;

pub use day::Day;
pub use error::Error;
pub use index::{Index, MAX_HOSTS, MERGING, Notes, Stats, Tended, Wanted};
pub use limits::{Limits, MAX_AGE};
pub use seen::{Hosts, Looked, Meeting, Met, Noted, Seen};
