//! Bytes of telemetry to [`Event`]s.
//!
//! This crate knows the formats that telemetry is kept in (EVTX, JSON, event XML, Zeek, auditd, syslog, access logs,
//! logs of DNS servers, tables, plain lines)
//! and nothing of rules, findings or members. It opens no file and reads no clock: a caller hands it
//! bytes or a [`Read`](std::io::Read), and gets events out. The way through it:
//!
//! 1. [`sniff`] tells the [`Format`] of a stream from its first bytes, never from a name.
//! 2. [`Blocks`] cuts the stream into [`Block`]s of whole records, each of which can be decoded on its own.
//! 3. A [`Decoder`] turns a block into events: flat [`Field`]s that borrow from the block, no tree.
//!
//! A record that cannot be read costs that record: it comes out as a [`BadRecord`] and the next one follows.
#![deny(clippy::indexing_slicing)]

mod access_log;
mod auditd;
mod bad;
mod block;
mod blocks;
mod csv;
mod decoder;
mod dns;
mod each;
mod elements;
mod event;
mod evtx;
mod json;
mod line_kind;
mod lines;
mod path;
mod plain;
mod record;
mod sniff;
mod syslog;
mod table;
mod time;
mod value;
mod w3c;
mod xml;
mod zeek;

pub use bad::{BadRecord, Fault};
pub use block::{Block, Format};
pub use blocks::{BLOCK, Blocks, MAX_RECORD, Resume};
pub use decoder::Decoder;
pub use event::{Event, Field, Position};
pub use path::{NameRefused, PathId, Paths};
pub use sniff::{SNIFF, sniff};
pub use time::{Parts, Time};
pub use value::Value;
