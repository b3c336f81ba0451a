//! Opens what holds telemetry: files, folders, patterns of paths, standard input, and archives in them. Hands
//! out [`event::Block`]s to threads. This crate does the IO and parses nothing.
//!
//! 1. [`Inputs::find`] makes a list of what a user points at.
//! 2. [`sweep`] opens one after another, has worker threads work on the blocks, and gives the results out in
//!    the order of the input: the same for any number of threads.
//!
//! What is still being written is followed: [`follow`].
//!
//! What a file is, container or log, is told by its content and never by its name. Nothing is unpacked to
//! disk, and the names inside archives are labels for people, never paths. An input that cannot be read, or
//! not to its end, is one [`Item::Failed`] among the results; everything else is still read.
#![deny(clippy::indexing_slicing)]

mod error;
mod feed;
pub mod follow;
mod inputs;
mod open;
mod parcel;
mod progress;
mod sweep;
mod walk;

pub use error::Error;
pub use inputs::Inputs;
pub use parcel::Parcel;
pub use progress::Progress;
pub use sweep::{Item, Source, sweep};
