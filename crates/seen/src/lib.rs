//! The observable index: what this member has seen, so that new intelligence can be asked backwards: *was this ever here?* How its files are written,
//! and what each may lose, is said in docs/spec/seen.md.
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
//!
//! # Why it is made like this
//! Of a value it keeps the days and the hosts, and no count, no time of day. Sets can be joined in any order and any number of times; a count of
//! events could not be fed again after a crash, and a first time of day could not be told the same once earlier days are forgotten. It also means that what
//! happens most, a value that is known today on this host, changes nothing and is written nowhere.
//!
//! Values are *keys* whose order makes a range of each indicator ([`Wanted`]): a name and all below it, a network, a host and its URLs. They are
//! noted in a table in memory, which is never looked up on the disk first, and go from there to sorted files, which are merged now and then. That is a
//! log-structured merge tree (O'Neil et al., 1996), with two things left out that others need. There is no order among its files, because joining
//! sets has none: so any of them may be merged at any time, a few at a time. And there is no list of files: a file says of itself what is in it, and one
//! whose content is in another one too does no harm. So nothing has to be changed at two places at once, and a crash leaves at most a file too many.
//!
//! SQLite holds less of each value in more than twice the room, and writes to a page at random for each new one.
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod block;
mod bytes;
mod crash;
mod damage;
mod day;
mod days;
mod disk;
mod error;
mod filter;
mod hash;
mod hosts;
mod index;
mod job;
mod journal;
mod key;
mod layers;
mod limits;
mod merge;
#[doc(hidden)]
pub mod raw;
mod record;
mod run;
mod seen;
mod table;
#[cfg(test)]
mod tests;
mod wanted;

pub use crash::POINTS;
pub use day::Day;
pub use error::Error;
pub use hosts::MAX_HOSTS;
pub use index::{Index, Notes, Stats, Tended};
pub use limits::{Limits, MAX_AGE};
pub use seen::{Hosts, Looked, Meeting, Met, Noted, Seen};
pub use wanted::Wanted;
