//! Speaking with the nodes of other members: HTTP/1.1 over TLS 1.3, the key of each side pinned by its key sheet. docs/spec/peer.md is the protocol.
//!
//! Two sides that share only the formats:
//!
//! - Who dials is a [`Peer`]: one other member, asked one thing at a time or a few, each answer within a deadline and a number of bytes.
//! - Who is dialled is a [`Server`]: a loop over connections, each of one member, within limits on everything that a stranger or a member can
//!   make larger. What it answers it asks of the [`Desk`], which is the node.
//!
//! Nothing here believes a peer: what comes is parsed, and proofs and signatures are for the caller to check.

mod about;
mod admission;
mod answer;
mod ask;
mod body;
mod connection;
mod counts;
mod desk;
mod dial;
mod download;
mod error;
mod fetch;
mod heads;
mod identity;
mod limits;
mod listener;
mod patience;
mod peer;
mod pins;
mod taking;
mod tls;
mod waiting;

pub use about::{About, MAX_ABOUT, PROTOCOL};
pub use ask::Ask;
pub use counts::PeerCounts;
pub use desk::{Asked, Desk};
pub use error::PeerError;
pub use fetch::{Fetch, Fetched};
pub use heads::{MAX_HEADS, parse_heads, write_heads};
pub use identity::Identity;
pub use limits::PeerLimits;
pub use listener::Server;
pub use peer::{Answer, Peer, Waits};
