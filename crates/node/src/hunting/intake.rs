//! What comes in by the network, on its way to the hunt: a bounded queue, and an answer for who waits for one.

use super::Hunting;
use event::Format;
use std::sync::mpsc::TrySendError;
use telemetry::follow::StreamId;
use tokio::sync::oneshot;

/// How many bad records an answer names.
pub(crate) const MAX_BAD: usize = 20;

/// Telemetry that somebody sent.
pub(crate) struct Delivery {
    /// What it is called in findings.
    pub(crate) name: String,
    /// By which its records are known: the same for what is sent again.
    pub(crate) stream: StreamId,
    /// The watch that it counts under.
    pub(crate) watch: &'static str,
    /// The bytes, in any format that is read, packed or not.
    pub(crate) bytes: Vec<u8>,
    /// How they are written, where that is known.
    pub(crate) format: Option<Format>,
    /// Who waits until its findings are on the disk.
    pub(crate) reply: Option<oneshot::Sender<Receipt>>,
}

/// What became of a delivery, once it is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// How many records were read.
    pub(crate) events: u64,
    /// How many could not be.
    pub(crate) bad: u64,
    /// The first of these: number and why.
    pub(crate) first_bad: Vec<(u64, String)>,
    /// How many times a rule or an indicator met.
    pub(crate) findings: u64,
    /// Why nothing could be read, or not to the end.
    pub(crate) failed: Option<String>,
}

/// The queue is full, or the node stops.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Delivery);

impl Hunting {
    /// Puts a delivery into the queue, if there is room.
    ///
    /// # Errors
    /// There is none; the delivery comes back.
    pub(crate) fn deliver(&self, delivery: Delivery) -> Result<(), Refused> {
        self.sender.try_send(delivery).map_err(|error| match error {
            TrySendError::Full(delivery) | TrySendError::Disconnected(delivery) => Refused(delivery),
        })
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.bytes.len())
    }
}
