//! Free text to candidates: a mail, a page or an advisory, for a person to go through before anything of it is said.
//!
//! [`read`] makes of bytes a [`Document`]: the readable text, with what a page or a mail has besides it told apart, and the
//! [`Candidate`]s in it: values, CVE and ATT&CK identifiers, each with its places, with what was done to read it and with a first
//! [`Judgement`] and the reason. What looks like a value and is none is there too ([`NotOne`]). [`review`] writes them down for a person to
//! accept or refuse, and reads what the person accepted.
//!
//! A judgement is a first guess and decides nothing: the same text can call the same name the attacker's and its victim's. Nothing is
//! ever fetched, no link is followed, no script is run and no clock is read.
//!
//! The stages, each of which sees only what the one before it made: `sniff` tells the kind, `mail`, `html` and `plain` write
//! lines of one `Readable` in light Markdown, `structure` says where each line stands (section, table, list), `token` and
//! `scan` find, `judge` judges.

mod beside;
mod candidate;
mod collect;
mod document;
mod doubtful;
mod hidden;
mod html;
mod identifier;
mod judge;
mod known;
mod mail;
mod plain;
mod readable;
mod refused;
pub mod review;
mod scan;
mod section;
mod setting;
mod sniff;
mod structure;
mod table;
mod token;
mod why;

pub use candidate::{Candidate, Judgement, MAX_PLACES, Place, Value};
pub use collect::{MAX_CANDIDATES, MAX_NOT_ONE};
pub use document::{Document, DocumentKind, MAX_DOCUMENT, NotRead, TextOptions, read};
pub use hidden::Oddity;
pub use identifier::{AttackId, Cve};
pub use readable::{Attachment, Part, Remark};
pub use refused::{NotOne, WhyNot};
pub use why::Why;
