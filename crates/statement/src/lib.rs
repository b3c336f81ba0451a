//! What members say to one another.
//!
//! The only thing that a member can say to the unit is a statement: a [`Header`] in a strict grammar, signed as a note
//! and entered in the member's log, and a [body](Body) beside it that the header commits to. The bytes that are signed are the bytes that
//! are logged, shared and verified; a statement is never written anew to be checked.
//!
//! The specification for other implementers is docs/spec/statement.md, with good and bad examples in vectors/statement.
//!
//! [`observable`] is the vocabulary of it: the typed values that telemetry holds and that indicators name, each in one spelling.
//!
//! This crate opens no file, reads no clock and draws no random number.
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod audience;
mod body;
mod charter;
mod entry;
mod header;
mod id;
mod keys;
mod marking;
mod member;
pub mod observable;
mod stamp;

pub use audience::{Audience, MAX_MEMBERS};
pub use body::{Body, BodyRef, MAX_BODY, MediaType, SealedRef};
pub use charter::{
    BadCharter, Charter, Coalition, LogQuorum, MAX_CHARTER, Power, Quota, Seat, SignedCharter, Thresholds,
    Times, Unsafe, Unsigned,
};
pub use entry::{Entry, NotAnEntry};
pub use header::{
    Action, Common, Content, Header, Kind, Line, MAX_HEADER, MAX_REFS, MAX_VALUES, Seed, Value, Verdict, Word,
};
pub use id::{CharterId, Digest, StatementId, UnitId};
pub use keys::{BadSheet, KeySheet, MAX_SHEET, Role, Void};
pub use marking::{Marking, Pap, Tlp};
pub use member::{MemberName, OperatorName};
pub use stamp::{Day, Stamp};
