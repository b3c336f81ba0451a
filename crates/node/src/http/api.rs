//! What all handlers share.

use super::{Problem, feed::Feed, limits::MAX_LOCAL, metrics::Counters};
use crate::{
    Node,
    config::ClientConfig,
    people::{Caller, Desk, Passwords, Right, Trouble},
};
use std::{ops::Deref, sync::Arc};
use tokio::sync::Semaphore;

/// The state of the client listener, cheap to clone.
#[derive(Clone)]
pub(super) struct Api(Arc<Shared>);

/// What there is one of.
pub(super) struct Shared {
    pub(super) node: Arc<Node>,
    pub(super) config: ClientConfig,
    pub(super) passwords: Passwords,
    pub(super) counters: Counters,
    pub(super) feed: Feed,
    /// Requests that may still be begun by the network.
    pub(super) room: Semaphore,
    /// Requests that may still be begun by the socket in the home, whatever goes on elsewhere.
    pub(super) local_room: Semaphore,
    /// Bodies of statements that may still be read at a time: each can be as long as the configuration allows.
    pub(super) bodies: Semaphore,
    /// Followers of events that may still come.
    pub(super) followers: Arc<Semaphore>,
}

/// How many long bodies are in memory at a time.
const BODIES: usize = 4;

impl Deref for Api {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Api {
    pub(super) fn new(node: Arc<Node>, config: ClientConfig) -> Self {
        Api(Arc::new(Shared {
            passwords: Passwords::default(),
            counters: Counters::default(),
            feed: Feed::of(&node),
            room: Semaphore::new(config.max_requests),
            local_room: Semaphore::new(MAX_LOCAL),
            bodies: Semaphore::new(BODIES),
            followers: Arc::new(Semaphore::new(config.max_followers)),
            node,
            config,
        }))
    }

    /// Runs something that reads or waits for the disk, on a thread for such.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Node) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let node = self.node.clone();
        let done = tokio::task::spawn_blocking(move || work(&node)).await;
        done.unwrap_or_else(|error| Err(Problem::ours(&error)))
    }

    /// Runs something at the desk where operators and tokens are looked after.
    pub(super) async fn desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(Desk<'_>) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Problem> {
        self.run(move |node| Ok(work(Desk::new(&node.store, node.clock.now()))?)).await
    }

    /// Looks at one state of the cache of the logs.
    pub(super) async fn cache<T: Send + 'static>(
        &self,
        name: &'static str,
        look: impl FnOnce(&store::View<'_, store::Cache>) -> Result<T, store::Error> + Send + 'static,
    ) -> Result<T, Problem> {
        self.run(move |node| Ok(node.store.cache().read(name, look)?)).await
    }

    /// Refuses who may not, and notes it in the audit log.
    pub(super) async fn allow(
        &self,
        caller: &Caller,
        right: Right,
        act: &'static str,
        object: &str,
    ) -> Result<(), Problem> {
        // Most may, and then nothing has to be written.
        if caller.may(right).is_ok() {
            return Ok(());
        }
        let (caller, object) = (caller.clone(), object.to_owned());
        self.desk(move |desk| desk.allow(&caller, right, act, &object)).await
    }

    /// Notes what somebody did.
    pub(super) async fn note(
        &self,
        caller: &Caller,
        act: &'static str,
        object: String,
    ) -> Result<(), Problem> {
        let who = caller.to_string();
        self.desk(move |desk| desk.note(&who, act, &object)).await
    }
}
