//! The last changes, with numbers, for those who follow `/api/v1/events`.
//!
//! There is one ring for all. A follower has nothing here but the number of what it saw last, so one that does not read costs nothing and holds
//! up nobody: when it looks again, what it missed is gone, and it is told so.

use super::limits::MAX_REMEMBERED;
use crate::{Change, Node};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{broadcast::error::RecvError, watch};

/// A change as it is sent.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// Its number since the node started.
    pub(super) number: u64,
    /// JSON, in one line.
    pub(super) data: Arc<str>,
}

/// What a follower finds when it looks.
#[derive(Debug)]
pub(super) struct Seen {
    /// Whether there was something before these that is not remembered.
    pub(super) missed: bool,
    /// What came since, in its order.
    pub(super) events: Vec<Event>,
    /// Whether nothing will come any more.
    pub(super) is_closed: bool,
}

/// The ring.
#[derive(Clone, Debug)]
pub(super) struct Feed(Arc<Ring>);

#[derive(Debug)]
struct Ring {
    /// Which run of the node this is: numbers begin anew with each.
    run: i64,
    last: Mutex<Last>,
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Last {
    /// The number of the newest change.
    newest: u64,
    /// The number of the newest change that is not remembered.
    forgotten: u64,
    events: VecDeque<Event>,
    is_closed: bool,
}

/// How many events are handed out at a look.
const AT_A_LOOK: usize = 256;

impl Feed {
    /// What changes in a node from now on.
    pub(super) fn of(node: &Node) -> Self {
        let ring = Ring { run: node.clock.now(), last: Mutex::default(), newest: watch::channel(0).0 };
        let feed = Feed(Arc::new(ring));
        let (into, mut changes) = (feed.clone(), node.changes());
        tokio::spawn(async move {
            loop {
                match changes.recv().await {
                    Ok(change) => into.push(&change),
                    Err(RecvError::Lagged(many)) => into.skip(many),
                    Err(RecvError::Closed) => break,
                }
            }
        });
        feed
    }

    fn push(&self, change: &Change) {
        // A change is text and numbers; what could not be written would be missed, and said so.
        let Ok(data) = serde_json::to_string(change) else { return self.skip(1) };
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.newest += 1;
        let number = last.newest;
        last.events.push_back(Event { number, data: data.into() });
        if last.events.len() > MAX_REMEMBERED
            && let Some(gone) = last.events.pop_front()
        {
            last.forgotten = last.forgotten.max(gone.number);
        }
        drop(last);
        self.0.newest.send_replace(number);
    }

    /// Notes that so many changes went by too fast.
    fn skip(&self, many: u64) {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.newest += many;
        last.forgotten = last.newest;
        last.events.clear();
        let newest = last.newest;
        drop(last);
        self.0.newest.send_replace(newest);
    }

    /// The number of the newest change; it becomes another when there is one.
    pub(super) fn newest(&self) -> watch::Receiver<u64> {
        self.0.newest.subscribe()
    }

    /// What came after the change `after`; some of it, if it is much.
    pub(super) fn since(&self, after: u64) -> Seen {
        let last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        let from = last.events.partition_point(|event| event.number <= after);
        let events = last.events.range(from..).take(AT_A_LOOK).cloned().collect();
        Seen { missed: after < last.forgotten, events, is_closed: last.is_closed }
    }

    /// The node stops: sends all followers home.
    pub(super) fn close(&self) {
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_closed = true;
        self.0.newest.send_replace(last.newest);
    }

    /// The newest change of all that are forgotten: behind it everything is known.
    pub(super) fn forgotten(&self) -> u64 {
        self.0.last.lock().unwrap_or_else(PoisonError::into_inner).forgotten
    }

    /// The id of a change, `<run>-<number>`.
    pub(super) fn id(&self, number: u64) -> String {
        format!("{}-{number}", self.0.run)
    }

    /// The number in an id, if it is of this run and was given.
    pub(super) fn number(&self, id: &str) -> Option<u64> {
        let (run, number) = id.rsplit_once('-')?;
        let number = note::encoding::decimal("id", number).ok()?;
        (run == self.0.run.to_string() && number <= *self.0.newest.borrow()).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed() -> Feed {
        Feed(Arc::new(Ring { run: 7, last: Mutex::default(), newest: watch::channel(0).0 }))
    }

    fn change() -> Change {
        Change::Paper { text: "a charter".to_owned() }
    }

    #[test]
    fn threat_30_a_follower_that_does_not_read_misses_and_is_told() {
        let feed = feed();
        for _ in 0..MAX_REMEMBERED + 10 {
            feed.push(&change());
        }
        let seen = feed.since(0);
        assert!(seen.missed);
        assert_eq!((feed.forgotten(), seen.events[0].number, seen.events.len()), (10, 11, AT_A_LOOK));
        assert!(!feed.since(10).missed && !feed.since(4_106).missed && feed.since(4_106).events.is_empty());
        feed.skip(5);
        assert!(feed.since(4_106).missed && feed.since(4_106).events.is_empty());
        assert!(!feed.since(feed.forgotten()).missed);
    }

    #[test]
    fn ids_of_another_run_are_not_known() {
        let feed = feed();
        feed.push(&change());
        assert_eq!(feed.id(1), "7-1");
        assert_eq!(
            ["7-0", "7-1", "7-2", "8-1", "1", "", "7-01", "7--1"].map(|id| feed.number(id)),
            [Some(0), Some(1), None, None, None, None, None, None]
        );
    }
}
