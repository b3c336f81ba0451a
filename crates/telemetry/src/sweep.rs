//! Many threads over one sequence of blocks, with results in its order.

use crate::{
    Error, Inputs,
    feed::{Feed, Task},
};
use event::{Block, Format};
use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// How many blocks a thread may be ahead: enough that one slow block stops nobody, little enough that memory
/// is a few mebibytes a thread.
const AHEAD: usize = 4;

/// One stream of records: a file, or an entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What it is called, such as `logs/a.zip!inner/file.json`; no path, and free of control characters.
    pub label: String,
    /// What it was recognised as.
    pub format: Format,
    /// Its number in the sweep, from 0.
    pub number: usize,
}

/// What a sweep has to say, in the order of the input.
#[derive(Debug)]
pub enum Item<T> {
    /// A stream is being read.
    Started(Arc<Source>),
    /// What the work made of one of its blocks.
    Done(Arc<Source>, T),
    /// It has been read to its end.
    Ended {
        /// The stream.
        source: Arc<Source>,
        /// Its size, unpacked.
        bytes: u64,
    },
    /// Something could not be read; or, after [`Item::Started`], not to its end.
    Failed {
        /// What it is called.
        label: String,
        /// Why.
        error: Error,
    },
    /// Something is in no format that detente reads.
    Unrecognised {
        /// What it is called.
        label: String,
    },
    /// A file has nothing in it.
    Empty {
        /// What it is called.
        label: String,
    },
}

/// Reads all inputs with so many threads (at least one). Each thread makes itself a worker and calls `work`
/// with it and a block at a time; `merge` gets what came of it, in the order of the input.
///
/// There is no thread for reading: whoever is free takes the next block, under a lock, and works on it
/// outside. Memory is bounded: who is too far ahead of what has been merged waits.
///
/// ```
/// use telemetry::{Inputs, Item, sweep};
///
/// let inputs = Inputs::find(&["no/such/file".into()]);
/// let mut bytes = 0;
/// sweep(inputs, 2, || (), |(), _, block| block.bytes.len(), |item| {
///     match item {
///         Item::Done(_, len) => bytes += len,
///         Item::Failed { label, error } => eprintln!("{label}: {error}"),
///         _ => {}
///     }
///     Ok::<(), std::io::Error>(())
/// })?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The first error that `merge` gives; it ends the sweep.
///
/// # Panics
/// When `work`, `merge` or `make_worker` panics, after all threads have stopped.
pub fn sweep<W, T: Send, E: Send>(
    inputs: Inputs,
    threads: usize,
    make_worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &Source, Block) -> T + Sync,
    merge: impl FnMut(Item<T>) -> Result<(), E> + Send,
) -> Result<(), E> {
    let threads = threads.max(1);
    let sweep = Sweep {
        feed: Mutex::new((0, Feed::new(inputs))),
        order: Mutex::new(Order { merge, next: 0, waiting: BTreeMap::new(), ahead: 0, stop: Stop::No }),
        moved: Condvar::new(),
        most_ahead: threads * AHEAD,
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| sweep.run(&make_worker, &work));
        }
    });
    match lock(&sweep.order).stop.take() {
        Stop::Failed(error) => Err(error),
        Stop::No | Stop::Yes => Ok(()),
    }
}

struct Sweep<T, E, M> {
    /// The number of the next task, and where tasks come from.
    feed: Mutex<(u64, Feed)>,
    order: Mutex<Order<T, E, M>>,
    /// Something was merged, or the sweep is stopping.
    moved: Condvar,
    most_ahead: usize,
}

/// Puts results back in order.
struct Order<T, E, M> {
    merge: M,
    /// The number of the task whose result comes next.
    next: u64,
    waiting: BTreeMap<u64, Item<T>>,
    /// How many tasks have been taken, or are about to be, and not merged.
    ahead: usize,
    stop: Stop<E>,
}

enum Stop<E> {
    No,
    Yes,
    Failed(E),
}

impl<E> Stop<E> {
    fn take(&mut self) -> Self {
        std::mem::replace(self, Stop::Yes)
    }
}

impl<T, E, M: FnMut(Item<T>) -> Result<(), E>> Sweep<T, E, M> {
    fn run<W>(&self, make_worker: impl Fn() -> W, work: impl Fn(&mut W, &Source, Block) -> T) {
        let alarm = Alarm(self);
        let mut worker = make_worker();
        while self.may_go_on() {
            let Some((number, task)) = self.take() else {
                self.leave();
                break;
            };
            let item = match task {
                Task::Say(item) => item,
                Task::Work(source, block) => {
                    let done = work(&mut worker, &source, block);
                    Item::Done(source, done)
                }
            };
            self.put(number, item);
        }
        std::mem::forget(alarm);
    }

    /// Waits until there is room for one more task. The task that comes next in order is always in somebody's
    /// hands, so the wait ends.
    fn may_go_on(&self) -> bool {
        let full =
            |order: &mut Order<T, E, M>| matches!(order.stop, Stop::No) && order.ahead >= self.most_ahead;
        let mut order =
            self.moved.wait_while(lock(&self.order), full).unwrap_or_else(PoisonError::into_inner);
        order.ahead += 1;
        // Once it is stopped nobody counts any more.
        matches!(order.stop, Stop::No)
    }

    /// Gives back the room that was reserved for a task that there was not.
    fn leave(&self) {
        lock(&self.order).ahead -= 1;
        self.moved.notify_all();
    }

    fn take(&self) -> Option<(u64, Task<T>)> {
        let mut feed = lock(&self.feed);
        let task = feed.1.next()?;
        let number = feed.0;
        feed.0 += 1;
        Some((number, task))
    }

    /// Merges this result and those that waited for it.
    fn put(&self, number: u64, item: Item<T>) {
        let mut order = lock(&self.order);
        order.waiting.insert(number, item);
        while let Stop::No = order.stop
            && let next = order.next
            && let Some(item) = order.waiting.remove(&next)
        {
            order.next += 1;
            order.ahead -= 1;
            if let Err(error) = (order.merge)(item) {
                order.stop = Stop::Failed(error);
            }
        }
        self.moved.notify_all();
    }
}

/// Stops the others when its thread panics: they would wait for its result for ever.
struct Alarm<'s, T, E, M>(&'s Sweep<T, E, M>);

impl<T, E, M> Drop for Alarm<'_, T, E, M> {
    fn drop(&mut self) {
        lock(&self.0.order).stop = Stop::Yes;
        self.0.moved.notify_all();
    }
}

/// A lock that a panic has poisoned is still good: the sweep is stopping.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
