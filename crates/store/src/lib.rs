//! What a node remembers, in two SQLite files of one folder: the only crate with SQL.
//!
//! | file | what is in it | may it be lost? |
//! |---|---|---|
//! | `keep.sqlite` | [`Keep`]: the states of the witness, operators and tokens, the local audit log, alarms, addresses, what was checked, findings and what people made of them | no: with an old one the witness could sign two histories. [`Store::backup`] copies it; what was acknowledged survives a loss of power |
//! | `cache.sqlite` | [`Cache`]: statements, references, quotes, bodies, receipts, as the logs have them | yes: [`Store::drop_cache`], and replaying the logs gives the same again. A loss of power may take the last transactions, and no more |
//! | `*-wal`, `*-shm` | the newest part of the file beside it, and who reads it | not apart from that file: copy neither alone, take a backup |
//! | `restored.sqlite` | a backup that is about to take the place of `keep.sqlite` | yes: the backup is still where it was |
//! | `replaced.sqlite` | the `keep.sqlite` that a restore put aside | yes, once nobody wants it back |
//! | `store.lock` | nothing; whoever uses the folder has it locked | yes |
//!
//! A [`Store`] has a [`Database`] for each file, with one writing connection in a thread of its own, and a few that only read. Whoever writes hands
//! a closure to [`Database::transact`] and waits; what waits together is committed together, so that many small changes share one wait
//! for the disk. Nothing here is async, reads a clock or draws a random number: times and identifiers are arguments.
//!
//! ```
//! # let folder = tempfile::tempdir()?;
//! use store::{Store, Act};
//! let store = Store::open(folder.path())?;
//! let member: statement::MemberName = "alpha".parse()?;
//! let (from, to) = (log::Held::default(), log::Held { size: 1, root: log::Hash::leaf(b"entry") });
//! assert!(store.swap_held(&member, &from, &to)?);
//! assert!(!store.swap_held(&member, &from, &to)?, "somebody else was faster");
//! store.keep().transact("note the start", |tx| tx.audit(&Act { time: 1_795_000_000, who: "node", act: "start", object: "" }))?;
//! assert_eq!(store.keep().read("state of a witness", |view| view.held(&member))?, to);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod backup;
mod cache;
mod column;
mod connection;
mod database;
mod disk;
mod error;
mod file;
mod group;
mod keep;
mod migrate;
mod readers;
mod restore;
mod store;
mod takeover;
mod tx;

pub use cache::{
    Bodies, BodyState, Cursor, Direction, Filter, Found, Log, MAX_NUMBER, MAX_PAGE, MAX_PREFIX_FOUND, Noted,
    Page, Quote, Receipt, Said, Spoken, Tally, WantedBody,
};
pub use database::Database;
pub use error::{Cause, Error};
pub use file::{Cache, File, Keep};
pub use keep::{
    Act, Address, Alarm, AlarmId, Attempts, AuditHead, AuditRow, Chain, Finding, FindingAct, FindingCause,
    FindingCursor, FindingFilter, FindingId, FindingPage, FindingState, FindingTally, Flaw, HostCount,
    MAX_ADDRESS, MAX_ALARMS, MAX_ATTEMPTS, MAX_EXAMPLE, MAX_FINDING_PAGE, MAX_FINDINGS, MAX_HOSTS,
    MAX_HOSTS_SHOWN, MAX_NOTICES, MAX_OPERATORS, MAX_ORIGINS, MAX_POSITION, MAX_POSITIONS, MAX_RECORDS,
    MAX_SCOPES, MAX_TOKENS, MAX_WHY, Met, NewAlarm, NewFinding, Notices, Operator, Origin, PasswordHash,
    Release, Role, Scope, Seen, Severity, StreamName, Token, TokenId, Verdict,
};
pub use store::Store;
pub use tx::{Tx, View};
