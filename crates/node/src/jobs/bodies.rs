//! Bodies: what statements on the mirrors commit to is fetched from their authors, or from whoever else has it.

use crate::{AlarmKind, Node, blocking, crash::point, peers::Peer};
use statement::{Digest, MemberName};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use store::BodyState;
use tokio::task::JoinHandle;

/// How many bodies are looked at at a time.
const BATCH: usize = 32;

/// How long to wait after the first failure, in seconds; twice as long after each, up to the limit.
const FIRST_WAIT: u64 = 2;

/// The longest wait between two tries, in seconds.
const MAX_WAIT: u64 = 3_600;

/// Fetches what is wanted, for each author apart: one whose bodies are many, or come slowly, keeps nobody else's waiting.
pub(crate) async fn run(node: Arc<Node>) {
    let (mut running, fetching) = (Tasks::default(), Arc::new(Fetching::default()));
    while !node.is_stopping() {
        for author in node.papers.known().sheets.members() {
            running.start(author, || of_author(node.clone(), author.clone(), fetching.clone()));
        }
        tokio::select! {
            () = node.bodies_wanted.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = node.stopping() => {}
        }
    }
    running.end().await;
}

/// Fetches the bodies of one author that are due now.
async fn of_author(node: Arc<Node>, author: MemberName, fetching: Arc<Fetching>) {
    loop {
        let now = node.clock.now().unsigned_abs();
        let due = blocking(|| {
            node.store.cache().read("bodies that are wanted", |view| view.bodies_due_of(&author, now, BATCH))
        });
        let due = due.unwrap_or_default();
        for state in &due {
            if node.is_stopping() {
                return;
            }
            if let Err(error) = node.fetch_body(state, &fetching).await {
                tracing::warn!(%error, "a body is not kept");
                return;
            }
        }
        if due.len() < BATCH {
            return;
        }
    }
}

/// What is being fetched now: two authors may have committed to one body, and it has one file.
#[derive(Debug, Default)]
struct Fetching(Mutex<BTreeSet<Digest>>);

/// A body that nobody else fetches, until this goes.
struct Claimed<'f>(&'f Fetching, Digest);

impl Fetching {
    fn claim(&self, hash: Digest) -> Option<Claimed<'_>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(hash).then(|| Claimed(self, hash))
    }
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// One task for each author at most.
#[derive(Default)]
struct Tasks(BTreeMap<MemberName, JoinHandle<()>>);

impl Tasks {
    fn start<F: Future<Output = ()> + Send + 'static>(
        &mut self,
        author: &MemberName,
        work: impl FnOnce() -> F,
    ) {
        if self.0.get(author).is_none_or(JoinHandle::is_finished) {
            self.0.insert(author.clone(), tokio::spawn(work()));
        }
    }

    /// Breaks off what still runs: a body that was not fetched to its end is fetched again.
    async fn end(self) {
        for task in self.0.into_values() {
            task.abort();
            drop(task.await);
        }
    }
}

impl Node {
    /// Some bodies are wanted.
    pub(crate) fn want_bodies(&self) {
        self.bodies_wanted.notify_one();
    }

    async fn fetch_body(
        self: &Arc<Self>,
        state: &BodyState,
        fetching: &Fetching,
    ) -> Result<(), store::Error> {
        let (hash, owner) = (state.body.hash, &state.body.member);
        let Some(_claimed) = fetching.claim(hash) else { return self.try_later(state, FIRST_WAIT) };
        let is_here = blocking(|| self.home.shelf().bodies().has(&hash.0));
        if !is_here && let Err(error) = self.within_body_quota(owner, state.body.bytes) {
            self.alarm(AlarmKind::OverQuota, Some(owner), error.to_string());
            return self.try_later(state, MAX_WAIT);
        }
        match is_here || self.body_from_anybody(state).await {
            true => self.body_is_held(state),
            false => self.body_is_missing(state),
        }
    }

    fn body_is_held(&self, state: &BodyState) -> Result<(), store::Error> {
        let (hash, bytes, owner) = (state.body.hash, state.body.bytes, &state.body.member);
        let held = self.store.cache();
        blocking(|| held.transact("a body is held", move |tx| tx.hold_body(&hash, bytes)).map(drop))?;
        // One that is given does not excuse another that is not.
        if blocking(|| held.read("bodies that are missing", |view| view.bodies_missing(owner, 0)))?.is_empty()
        {
            self.lower(AlarmKind::BodyWithheld, Some(owner));
        }
        Ok(())
    }

    fn body_is_missing(&self, state: &BodyState) -> Result<(), store::Error> {
        let owner = &state.body.member;
        let wait = FIRST_WAIT.saturating_mul(1 << state.attempts.min(20)).min(MAX_WAIT);
        // The waits add up to about twice the last one.
        if wait.saturating_mul(2) > self.config().times.withheld {
            let words = format!(
                "the body of entry {} of the log of {owner} cannot be had from anybody",
                state.body.index
            );
            self.alarm(AlarmKind::BodyWithheld, Some(owner), words);
        }
        self.try_later(state, wait)
    }

    fn try_later(&self, state: &BodyState, wait: u64) -> Result<(), store::Error> {
        let (hash, bytes) = (state.body.hash, state.body.bytes);
        let next = self.clock.now().unsigned_abs().saturating_add(wait);
        blocking(|| {
            self.store.cache().transact("a body is missing", move |tx| tx.miss_body(&hash, bytes, next))
        })
    }

    /// Asks the author first, and then everybody else.
    async fn body_from_anybody(self: &Arc<Self>, state: &BodyState) -> bool {
        let (owner, now) = (&state.body.member, self.clock.now());
        let others = self.papers.known().others(self.member(), now);
        let rest = others.into_iter().filter(|member| member != owner);
        let all: Vec<MemberName> = std::iter::once(owner.clone()).chain(rest).collect();
        for member in all {
            let Some(peer) = self.peers.to(&member) else { continue };
            match self.body_from(&peer, state).await {
                Ok(()) => return true,
                Err(error) => tracing::debug!(peer = %member, %error, "a body is not to be had"),
            }
        }
        false
    }

    async fn body_from(&self, peer: &Peer, state: &BodyState) -> anyhow::Result<()> {
        let (bodies, hash) = (self.home.shelf().bodies(), state.body.hash.0);
        let staged = blocking(|| bodies.staging(&hash))?;
        peer.body(&hash, state.body.bytes, &staged).await?;
        point("body.staged");
        blocking(|| bodies.adopt(&hash))?;
        point("body.adopted");
        Ok(())
    }
}
