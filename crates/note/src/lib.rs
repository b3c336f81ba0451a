//! Signed notes (C2SP signed-note): text that a person can read, a blank line, and a line for each signature. Everything that is
//! signed in a unit is one: statements, checkpoints, key sheets, charters.
//!
//! This crate opens no file, reads no clock and draws no random number.
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

pub mod encoding;
mod error;
mod key;
mod name;
mod note;
mod parse;
mod sign;

pub use error::{BadSignature, Malformed, Unverified};
pub use key::{Algorithm, KeyId, VerifierKey};
pub use name::KeyName;
pub use note::{MAX_NOTE, MAX_SIGNATURES, Note, Signature};
pub use sign::SigningKey;
