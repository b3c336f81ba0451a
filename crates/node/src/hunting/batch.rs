//! What was hunted and is not on the disk yet.

use super::{Receipt, find::Find};
use crate::{Node, crash::point};
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};
use store::Met;
use telemetry::follow::{Position, StreamId};
use tokio::sync::oneshot;

/// How long findings and positions wait for others before they go to the disk together.
const WAIT: Duration = Duration::from_millis(500);

/// How long a sender waits for others.
const WAIT_FOR_SENDER: Duration = Duration::from_millis(20);

/// How many findings a batch has at most, about: they are in memory until it is on the disk.
const MAX_FINDS: usize = 5_000;

/// Findings, positions, and those who wait for them.
#[derive(Default)]
pub(super) struct Batch {
    written: Arc<Written>,
    replies: Vec<(oneshot::Sender<Receipt>, Receipt)>,
    /// Something was noted in the index.
    pub(super) noted: bool,
    since: Option<Instant>,
}

/// What goes into the transaction.
#[derive(Clone, Default)]
struct Written {
    finds: Vec<Find>,
    positions: BTreeMap<StreamId, Position>,
}

impl Batch {
    fn written(&mut self) -> &mut Written {
        self.since.get_or_insert_with(Instant::now);
        // Shared only while it is being written.
        Arc::make_mut(&mut self.written)
    }

    pub(super) fn find(&mut self, find: Find) {
        self.written().finds.push(find);
    }

    /// Everything before this position is in the batch.
    pub(super) fn reach(&mut self, position: Position) {
        self.written().positions.insert(position.stream, position);
    }

    pub(super) fn reply(&mut self, to: oneshot::Sender<Receipt>, receipt: Receipt) {
        self.since.get_or_insert_with(Instant::now);
        self.replies.push((to, receipt));
    }

    /// When it goes to the disk; never if it is empty.
    pub(super) fn due(&self) -> Option<Instant> {
        let wait = if self.replies.is_empty() { WAIT } else { WAIT_FOR_SENDER };
        let wait = if self.written.finds.len() >= MAX_FINDS { Duration::ZERO } else { wait };
        self.since.map(|since| since + wait)
    }

    pub(super) fn is_due(&self) -> bool {
        self.due().is_some_and(|due| due <= Instant::now())
    }

    /// Writes it: the index first, then findings and positions as one. If we crash before the transaction, the records are hunted again, and what the
    /// index has of them it has once all the same.
    ///
    /// # Errors
    /// The disk: everything is still here, and may be written later.
    pub(super) fn commit(&mut self, node: &Node) -> anyhow::Result<()> {
        if self.since.is_none() {
            return Ok(());
        }
        point("hunt.begun");
        if let Some(index) = node.hunting.index().filter(|_| self.noted) {
            index.commit()?;
        }
        point("hunt.indexed");
        write(node, self.written.clone())?;
        point("hunt.counted");
        *self = Batch { replies: std::mem::take(&mut self.replies), ..Batch::default() };
        for (to, receipt) in self.replies.drain(..) {
            // Whoever asked may have gone.
            drop(to.send(receipt));
        }
        Ok(())
    }
}

/// Counts findings that come with no position.
///
/// # Errors
/// The disk: nothing was counted.
pub(super) fn count(node: &Node, finds: Vec<Find>) -> Result<(), store::Error> {
    write(node, Arc::new(Written { finds, positions: BTreeMap::new() }))
}

fn write(node: &Node, written: Arc<Written>) -> Result<(), store::Error> {
    let now = node.clock.now().unsigned_abs();
    let met = node.store.keep().transact("count findings", move |tx| {
        let met: Vec<Met> =
            written.finds.iter().map(|find| tx.meet(&find.as_new(now))).collect::<Result<_, _>>()?;
        for (stream, position) in &written.positions {
            let text = serde_json::to_string(position).unwrap_or_default();
            tx.put_position(&stream.0.to_be_bytes(), &text, now)?;
        }
        point("hunt.staged");
        Ok(met)
    })?;
    node.tell_met(&met);
    Ok(())
}
