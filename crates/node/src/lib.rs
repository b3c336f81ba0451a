//! A member's node: a process that speaks with the nodes of the other members, witnesses their logs and has its own witnessed, and serves
//! the member's own people.
//!
//! Nobody is trusted but this machine. What comes from a peer is a stranger's until a signature, a proof or a hash says otherwise, and
//! what a peer does wrong becomes an [`Alarm`] and, where it can be shown to others, evidence.
//!
//! - `pipeline.rs` is the sentence of the house as code.
//! - `peers/` speaks with other nodes: TLS both ways, public keys pinned by key sheets.
//! - `http/` is `/api/v1` for people and programs of the member; `people/` are its operators.
//! - `findings/` is what happens between a finding and a sighting; `notify/` tells those whom the configuration names.
//! - `jobs/` is what happens without being asked.
//! - `config/` is one struct a concern.

mod addresses;
mod alarm;
mod backoff;
mod change;
mod clock;
pub mod config;
pub mod crash;
mod findings;
mod gates;
mod heads;
mod histories;
mod http;
mod hunting;
mod jobs;
mod mirrors;
mod node;
mod notify;
mod own;
mod papers;
pub mod peers;
pub mod people;
mod pipeline;
mod proof;
mod quotas;
mod raising;
mod reading;
mod rebuild;
mod refusal;
mod restored;
mod roster;
mod rounds;
mod say;
mod serve;
mod start;
mod status;
mod witness;

pub use alarm::{Alarm, AlarmKind, Alarms};
pub use change::Change;
pub use clock::Clock;
pub use findings::{Preview, Released, Told, ToldBy};
pub use http::{AskedValue, Client, SOCKET, SeenAnswer, SeenValue};
pub use hunting::WatchStatus;
pub use node::{Node, Said};
pub use papers::{Known, Papers};
pub use rebuild::{Rebuilt, rebuild};
pub use refusal::Refusal;
pub use roster::Contact;
pub use serve::serve;
pub use start::run;
pub use status::{Cosigned, Gate, LogStatus, PeerStatus, Status};

/// Does what waits for the disk, on a thread that may wait.
fn blocking<T>(act: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(act)
}
