//! The hunt of a living node: what is written to watched folders, comes by syslog or is sent by HTTP meets rules and indicators as it comes; what
//! meets becomes findings.
//!
//! One thread hunts ([`worker`]): it reads, decodes, hunts, remembers what was seen and counts findings, in batches. A batch is a transaction:
//! findings and how far telemetry was read go to the disk together, after the index. So a node that is killed at any moment has lost no finding and
//! counted none twice. Another thread arms it ([`arming`]): it builds rules and indicators beside those in use and swaps them in. A third looks
//! after the index. None of them is async, and none holds up the rest of the node.

mod arming;
mod backward;
mod batch;
mod correlating;
mod find;
mod intake;
mod lore;
mod shift;
mod status;
mod syslog;
mod worker;

pub(crate) use intake::{Delivery, Receipt, Refused};
pub use status::WatchStatus;
pub(crate) use syslog::Doors;

use crate::{AlarmKind, Node};
use anyhow::Context;
use arming::Armed;
use lore::Sets;
use seen::{Day, Index};
use status::State;
use std::{
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// How many deliveries may wait to be hunted. Whoever comes after them waits, or is told to come back.
const MAX_WAITING: usize = 64;

/// How often the index is looked after.
const TEND: Duration = Duration::from_secs(60);

/// What the threads of the hunt and the rest of the node share.
pub(crate) struct Hunting {
    /// What the hunt is armed with; nothing before it was armed for the first time.
    armed: RwLock<Option<Arc<Armed>>>,
    sets: RwLock<Arc<Sets>>,
    /// The number of the sets that the worker looks with.
    in_use: AtomicU64,
    index: OnceLock<Index>,
    sender: SyncSender<Delivery>,
    receiver: Mutex<Option<Receiver<Delivery>>>,
    state: Mutex<State>,
    /// How often the configuration was read again.
    reloads: AtomicU64,
}

impl Default for Hunting {
    fn default() -> Self {
        let (sender, receiver) = sync_channel(MAX_WAITING);
        Hunting {
            armed: RwLock::default(),
            sets: RwLock::default(),
            in_use: AtomicU64::new(0),
            index: OnceLock::new(),
            sender,
            receiver: Mutex::new(Some(receiver)),
            state: Mutex::default(),
            reloads: AtomicU64::new(0),
        }
    }
}

impl Hunting {
    /// What this member has seen, unless the configuration says not to remember it.
    pub(crate) fn index(&self) -> Option<&Index> {
        self.index.get()
    }

    /// The configuration is another.
    pub(crate) fn reload(&self) {
        self.reloads.fetch_add(1, Relaxed);
    }

    fn reloads(&self) -> u64 {
        self.reloads.load(Relaxed)
    }

    fn armed(&self) -> Option<Arc<Armed>> {
        self.armed.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn arm(&self, armed: Armed) {
        *self.armed.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(armed));
    }

    fn sets(&self) -> Arc<Sets> {
        self.sets.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts other sets in place.
    fn set(&self, change: impl FnOnce(&Sets) -> Sets) {
        let mut sets = self.sets.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = change(&sets);
        next.number = sets.number + 1;
        *sets = Arc::new(next);
    }

    fn with_state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The threads of the hunt.
pub(crate) struct Threads(Vec<JoinHandle<()>>);

/// Opens the index and starts the threads. They end when the node stops.
///
/// # Errors
/// An index that cannot be opened; a system that gives no threads.
pub(crate) fn start(node: &Arc<Node>) -> anyhow::Result<Threads> {
    let config = node.config();
    if config.hunt.index {
        let folder = node.home.memory().join("seen");
        let today = Day::of(node.clock.now()).unwrap_or_default();
        let index = Index::open(&folder, config.hunt.limits(), today);
        let index =
            index.with_context(|| format!("cannot open the index of what was seen, {}", folder.display()))?;
        drop(node.hunting.index.set(index));
    }
    let receiver = node.hunting.receiver.lock().unwrap_or_else(PoisonError::into_inner).take();
    let receiver = receiver.context("the hunt was started twice")?;
    let spawn = |name: &str, work: Box<dyn FnOnce(Arc<Node>) + Send>| {
        let node = node.clone();
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(node))
            .context("cannot start the hunt")
    };
    Ok(Threads(vec![
        spawn("hunt", Box::new(move |node| worker::run(&node, &receiver)))?,
        spawn("arming", Box::new(|node| arming::run(&node)))?,
        spawn("index", Box::new(|node| tend(&node)))?,
    ]))
}

impl Threads {
    /// Waits until all have come to their end: what was hunted lies on the disk then.
    pub(crate) fn join(self) -> thread::Result<()> {
        self.0.into_iter().try_for_each(JoinHandle::join)
    }
}

/// Looks after the index.
fn tend(node: &Node) {
    let Some(index) = node.hunting.index() else { return };
    let mut waited = TEND;
    while !node.is_stopping() {
        if waited < TEND {
            waited += pause();
            continue;
        }
        match index.tend(Day::of(node.clock.now()).unwrap_or_default()) {
            Ok(tended) if tended.more => {}
            Ok(_) => waited = Duration::ZERO,
            Err(error) => {
                node.alarm(
                    AlarmKind::Disk,
                    None,
                    format!("the index of what was seen cannot be kept: {error}"),
                );
                waited = Duration::ZERO;
            }
        }
    }
}

/// A short wait, after which is looked whether the node stops.
fn pause() -> Duration {
    const PAUSE: Duration = Duration::from_millis(200);
    thread::sleep(PAUSE);
    PAUSE
}
