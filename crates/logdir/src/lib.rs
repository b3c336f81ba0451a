//! Logs, bodies and the state of witnesses in files that survive a crash at any step.
//!
//! A [`LogDir`] is the folder of one log, one's own or the mirror of another's, laid out as C2SP tlog-tiles serves it. What is appended is
//! *staged* in a file of its own, *committed* by linking that file to the name of the size it starts from, which only one can do, and
//! *applied* to the tiles. Start-up applies what was committed: the same way, whether or not it had been applied before.
//!
//! | file | may it be lost? |
//! |---|---|
//! | `checkpoint` | from a mirror or a witness, all of the log can be had again; a witness's cosignature on a newer one than is here means that this folder is from a backup and must not sign |
//! | `tile/` | as above |
//! | `batch/SIZE` | no: it is acknowledged and perhaps not in the tiles yet |
//! | `new.*` | yes: nobody has been told of it |
//! | a witness's state | never: with an old one the witness could sign two histories |
//! | a body | from any mirror that holds it |
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod batch;
mod bodies;
pub mod crash;
mod disk;
mod error;
mod growing;
mod logdir;
mod tiles;
mod witness;

pub use bodies::Bodies;
pub use error::Error;
pub use logdir::LogDir;
pub use tiles::Tiles;
pub use witness::WitnessFile;
