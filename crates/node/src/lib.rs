//! A member's node: a process that speaks with the nodes of the other members, witnesses their logs and has its own witnessed, and serves
//! the member's own people.
//!
//! Nobody is trusted but this machine. What comes from a peer is a stranger's until a signature, a proof or a hash says otherwise, and
//! what a peer does wrong becomes an [`Alarm`] and, where it can be shown to others, evidence.
//!
//! - `pipeline.rs` is the sentence of the house as code.
//! - `peers/` speaks with other nodes: TLS both ways, public keys pinned by key sheets.
//! - `http/` is `/api/v1` for people and programs of the member; `people/` are its operators.
//! - `jobs/` is what happens without being asked.
//! - `config/` is one struct a concern.

mod alarm;
mod change;
mod clock;
mod http;
mod node;
mod papers;
pub mod people;
mod seam;
mod status;

pub use alarm::{Alarm, AlarmKind, Alarms};
pub use change::Change;
pub use clock::Clock;
pub use http::{Client, ClientConfig, SOCKET};
pub use node::{Node, Refusal, Said};
pub use papers::{Known, Papers};
pub use status::{Cosigned, Gate, LogStatus, PeerStatus, Status};
