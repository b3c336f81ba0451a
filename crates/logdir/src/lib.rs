//! Logs and bodies in files that survive a crash at any step.
//!
//! A [`LogDir`] is the folder of one log, one's own or the mirror of another's, laid out as C2SP tlog-tiles serves it. What is appended is
//! *committed* by a record at the end of a journal, with one wait for the disk, and *settled* into the tiles later, many batches at a time, by a thread while the log goes on;
//! until then readers in the same process get it from memory ([`LogDir::tiles`]). Start-up settles what was committed, the same way, whether or
//! not it had been settled before.
//!
//! | file | may it be lost? |
//! |---|---|
//! | `checkpoint` | from a mirror or a witness, all of the log can be had again; a witness's cosignature on a newer one than is here means that this folder is from a backup and must not sign |
//! | `tile/` | as above |
//! | `journal` | no: what is in it is acknowledged and perhaps not in the tiles yet. A last record that was not written to its end may go, and goes |
//! | `journal.settling` | no, as `journal`: an older part of it, whose entries are about to be in the tiles |
//! | `*.new` | yes: nobody has been told of it |
//! | a body | from any mirror that holds it |
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod bodies;
pub mod crash;
mod disk;
mod error;
mod growing;
mod journal;
mod logdir;
mod record;
mod tiles;

pub use bodies::Bodies;
pub use error::Error;
pub use logdir::LogDir;
pub use tiles::Tiles;
