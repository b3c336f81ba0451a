//! The thread that hunts.

use super::{
    Delivery,
    batch::Batch,
    shift::{End, Shift},
};
use crate::{AlarmKind, Node};
use std::{
    sync::{Arc, mpsc::Receiver},
    time::{Duration, Instant},
};
use telemetry::follow::{Follow, Position, StreamId, Watch};

/// How long positions of streams that are in no file are kept, in seconds: until then what was renamed is packed.
const KEEP: u64 = 30 * 86_400;

/// How often is noted which streams are there.
const TOUCH: Duration = Duration::from_secs(6 * 3_600);

/// Hunts until the node stops.
pub(super) fn run(node: &Arc<Node>, deliveries: &Receiver<Delivery>) {
    // What was not written when the rules changed goes on into the next shift.
    let mut batch = Batch::default();
    let mut follow = None;
    while !node.is_stopping() {
        let Some(armed) = node.hunting.armed() else {
            super::pause();
            continue;
        };
        let reloads = node.hunting.reloads();
        let following = match follow.take() {
            Some(follow) => follow,
            None => match begin(node) {
                Ok(follow) => follow,
                Err(error) => {
                    node.alarm(
                        AlarmKind::Disk,
                        None,
                        format!("where telemetry goes on cannot be read: {error:#}"),
                    );
                    super::pause();
                    continue;
                }
            },
        };
        let mut shift = Shift::new(node, &armed, following, batch);
        let end = shift.work(deliveries, reloads);
        let (following, left) = shift.end();
        batch = left;
        match end {
            // Positions are in the store: what follows goes on from there.
            End::OtherWatches => {}
            End::OtherRules => follow = Some(following),
            End::Stopped => return,
        }
    }
}

/// Follows the watches of the configuration from where they were left.
fn begin(node: &Node) -> anyhow::Result<Follow> {
    let kept = node.store.keep().read("how far telemetry was read", |view| view.positions())?;
    let positions = kept.iter().filter_map(|text| serde_json::from_str::<Position>(text).ok());
    let mut run = [0; 8];
    getrandom::fill(&mut run).map_err(|error| anyhow::anyhow!("there is no randomness: {error}"))?;
    let config = node.config();
    let watches =
        config.watch.iter().map(|watch| Watch { name: watch.name().into(), path: watch.path.clone() });
    Ok(Follow::new(watches.collect(), positions, u64::from_ne_bytes(run)))
}

/// Notes which streams are there, now and then, and forgets those that are not for long.
pub(super) struct Touching(Option<Instant>);

impl Touching {
    pub(super) fn new() -> Self {
        Touching(None)
    }

    pub(super) fn turn(&mut self, node: &Node, follow: &mut Follow) -> Result<(), store::Error> {
        if self.0.is_some_and(|last| last.elapsed() < TOUCH) {
            return Ok(());
        }
        self.0 = Some(Instant::now());
        let present: Vec<[u8; 16]> = follow.present().map(|stream| stream.0.to_be_bytes()).collect();
        let now = node.clock.now().unsigned_abs();
        let gone = node.store.keep().transact("forget streams that are gone", move |tx| {
            tx.touch_positions(&present, now)?;
            tx.forget_positions(now.saturating_sub(KEEP))
        })?;
        gone.iter().for_each(|stream| follow.forget(StreamId(u128::from_be_bytes(*stream))));
        Ok(())
    }
}
