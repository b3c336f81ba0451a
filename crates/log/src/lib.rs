//! A log that nobody can rewrite, its owner included, over entries that are only bytes here.
//!
//! What is signed is a [note](note::Note). A log's head is a [`Checkpoint`] in a note; who has checked it against all heads before puts a
//! [cosignature](Cosigner) under it. Entries are the leaves of an RFC 6962 tree, kept as tiles; short proofs show that an entry is
//! in the tree ([`verify_inclusion`]) and that one tree has grown out of another ([`verify_consistency`]). [`Held`] begins the
//! state machine of a witness, which signs no two histories; [`Equivocation`] is what is left of a log that showed two.
//!
//! The formats are those of C2SP: signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-witness, tlog-proof and tlog-policy,
//! so that programs of others read what is written here and the other way round.
//!
//! This crate opens no file, reads no clock, draws no random number and knows nothing of what entries say.
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod checkpoint;
mod cosignature;
mod error;
mod evidence;
mod hash;
mod policy;
mod proof;
mod tree;
mod witness;

pub use checkpoint::{Checkpoint, Origin};
pub use cosignature::{Cosigner, Head, NotAHead, Timestamp, record_time};
pub use error::Refused;
pub use evidence::{BadEvidence, Between, Equivocation, MAX_EVIDENCE, NotEvidence};
pub use hash::Hash;
pub use policy::{Accepted, MAX_POLICY, MAX_POLICY_FILE, NotAccepted, Policy};
pub use proof::{MAX_PROOF_FILE, Proof};
pub use tree::{
    Bundle, Edge, MAX_ENTRY, MAX_PROOF, Node, TILE_WIDTH, Tile, TileId, consistency_proof, inclusion_proof,
    root_of, verify_consistency, verify_inclusion,
};
pub use witness::{AddCheckpoint, Advance, Declined, Held, Holding, MAX_REQUEST, NotStored, Stored};
