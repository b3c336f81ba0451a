//! Telling those whom the configuration names of new findings: a digest that one person can read, now and then, and at once what cannot wait, but
//! not too often.
//!
//! There is no queue here: the store remembers up to where each target was told (`store::Notices`). One that does not answer is asked again after
//! longer and longer waits, and is then told of all that came meanwhile in one message.
//!
//! Nothing leaves the node by this but to where the configuration says, and nothing of telemetry but what `message.rs` writes.

mod hmac;
mod line;
mod message;
mod pace;
mod syslog;
mod webhook;

use crate::{
    Change, Node,
    backoff::Backoff,
    blocking,
    config::{NotifyTarget, Way},
};
use message::Message;
use pace::Pace;
use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};
use store::{Notices, Severity};
use tokio::sync::broadcast::error::RecvError;

/// How often is looked whether there is something to tell, and whether there are other targets.
const LOOK: Duration = Duration::from_secs(2);

/// How long a message may take to be taken.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long to wait after a failure: at first, and at most.
const WAITS: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(900));

/// A target at work: what is remembered of it while the node runs.
struct Desk {
    target: NotifyTarget,
    pace: Pace,
    backoff: Backoff,
    /// Not before this, after a failure.
    not_before: i64,
}

/// Tells all targets until the node stops.
pub(crate) async fn run(node: Arc<Node>) {
    let mut desks: Vec<Desk> = Vec::new();
    let mut changes = node.changes();
    while !node.is_stopping() {
        if let Err(error) = take_targets(&node, &mut desks) {
            tracing::warn!(%error, "whom to tell of findings cannot be noted");
        }
        let turns = desks.iter_mut().map(|desk| desk.turn(&node));
        // Each waits for its own target only.
        for_all(turns).await;
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = a_finding(&mut changes) => {}
            () = node.stopping() => return,
        }
    }
}

/// Runs them side by side.
async fn for_all(turns: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut turns: Vec<_> = turns.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        turns.retain_mut(|turn| turn.as_mut().poll(context).is_pending());
        if turns.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

/// Waits until there is a new finding.
async fn a_finding(changes: &mut tokio::sync::broadcast::Receiver<Change>) {
    loop {
        match changes.recv().await {
            Ok(Change::Finding { .. }) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

/// The targets of the configuration as it is now. One that is as it was goes on as it did.
fn take_targets(node: &Node, desks: &mut Vec<Desk>) -> Result<(), store::Error> {
    let wanted = &node.config().notify;
    if desks.iter().map(|desk| &desk.target).eq(wanted.iter()) && !desks.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = wanted.iter().map(|target| target.name.clone()).collect();
    if !desks.is_empty() || !names.is_empty() || node.notices_pending().next().is_some() {
        blocking(|| node.store.keep().transact("note whom to tell", move |tx| tx.set_targets(&names)))?;
    }
    let mut before: Vec<Desk> = std::mem::take(desks);
    *desks = wanted
        .iter()
        .map(|target| match before.iter().position(|desk| desk.target == *target) {
            Some(at) => before.swap_remove(at),
            None => Desk::new(target.clone()),
        })
        .collect();
    node.pending.lock().unwrap_or_else(PoisonError::into_inner).clear();
    Ok(())
}

impl Desk {
    fn new(target: NotifyTarget) -> Self {
        let pace = Pace::new(&target);
        Desk { target, pace, backoff: Backoff::new(WAITS.0, WAITS.1), not_before: 0 }
    }

    /// Tells the target what it was not told of, if its time has come.
    async fn turn(&mut self, node: &Arc<Node>) {
        let now = node.clock.now();
        let name = self.target.name.clone();
        let notices =
            match blocking(|| node.store.keep().read("whom to tell what", |view| view.notices(&name))) {
                Ok(notices) => notices,
                Err(error) => return tracing::warn!(%error, target = name, "what to tell is not known"),
            };
        let (worth, highest) = worth_telling(&self.target, &notices);
        node.set_pending(&name, worth.len() as u64);
        if worth.is_empty() && notices.missed == 0 {
            // Nothing of it is of interest there.
            return note(node, &name, notices.upto);
        }
        let is_urgent = highest.is_some_and(|level| level >= self.target.urgent.0);
        if now < self.not_before || !self.pace.may(now, is_urgent) {
            return;
        }
        let message = Message::of(node, &self.target, worth, notices.missed, now);
        match tokio::time::timeout(PATIENCE, send(&self.target, &message))
            .await
            .unwrap_or_else(|_| Err(anyhow::anyhow!("it took too long")))
        {
            Ok(()) => {
                self.pace.told(now, is_urgent);
                self.backoff.reset();
                self.not_before = 0;
                note(node, &name, notices.upto);
                node.set_pending(&name, 0);
            }
            Err(error) => {
                let wait = self.backoff.next();
                self.not_before = now.saturating_add_unsigned(wait.as_secs());
                // The URL may have a secret in its path: the target is named, not shown.
                tracing::warn!(
                    target = name,
                    error = format!("{error:#}"),
                    again_in = wait.as_secs(),
                    "a target of notifications was not told"
                );
            }
        }
    }
}

/// What a target wants to know, the most serious first, and how serious that is. What people have dealt with meanwhile needs no telling.
fn worth_telling(target: &NotifyTarget, notices: &Notices) -> (Vec<store::Finding>, Option<Severity>) {
    use store::FindingState::{Confirmed, New};
    let wants = |finding: &&store::Finding| {
        finding.level >= target.level.0 && matches!(finding.state, New | Confirmed)
    };
    let mut worth: Vec<store::Finding> = notices.findings.iter().filter(wants).cloned().collect();
    worth.sort_by_key(|finding| (std::cmp::Reverse(finding.level), finding.id));
    let highest = worth.first().map(|finding| finding.level);
    (worth, highest)
}

fn note(node: &Node, name: &str, upto: u64) {
    let target = name.to_owned();
    if upto == 0 {
        return;
    }
    if let Err(error) =
        blocking(|| node.store.keep().transact("note who was told", move |tx| tx.notified(&target, upto)))
    {
        tracing::warn!(%error, target = name, "that a target was told is not noted: it will be told again");
    }
}

async fn send(target: &NotifyTarget, message: &Message) -> anyhow::Result<()> {
    match target.way()? {
        Way::Webhook(endpoint, path) => webhook::post(target, &endpoint, &path, &message.json()).await,
        Way::Syslog(endpoint) => syslog::send(target, &endpoint, &message.line()).await,
    }
}

impl Node {
    /// How much each target was not told of yet.
    pub(crate) fn notices_pending(&self) -> impl Iterator<Item = (String, u64)> + use<> {
        let all = self.pending.lock().unwrap_or_else(PoisonError::into_inner).clone();
        all.into_iter()
    }

    fn set_pending(&self, target: &str, findings: u64) {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(target.to_owned(), findings);
    }
}
