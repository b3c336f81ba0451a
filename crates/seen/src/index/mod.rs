//! The index: what it holds, and who may touch it.

mod look;
mod meet;
mod notes;
mod open;
mod stats;
mod tend;

pub use notes::Notes;
pub use stats::Stats;
pub use tend::Tended;

use crate::{
    Limits, MAX_AGE,
    damage::Damage,
    job::Job,
    journal::Journal,
    layers::Layers,
    run::{Budget, Workshop},
    table::Table,
};
use notes::Desk;
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// What this member has seen. See the [crate](crate) for who calls what.
///
/// Locks are taken in the order of the fields, and none that questions need is held while the disk is waited for.
pub struct Index {
    folder: PathBuf,
    limits: Limits,
    /// Whoever notes or commits.
    desk: Mutex<Desk>,
    journals: Mutex<Journals>,
    /// Whoever tends.
    job: Mutex<Option<Job>>,
    /// Whoever writes the frozen table.
    freezer: Mutex<()>,
    state: RwLock<State>,
    workshops: Mutex<Vec<Workshop>>,
    budget: Arc<Budget>,
    damage: Arc<Damage>,
    /// The number of the next file.
    next: AtomicU64,
    forgotten: AtomicU64,
    refused: AtomicU64,
    _lock: File,
}

/// What questions look at. A copy of it stays as it is, but for values that are noted in the table meanwhile.
#[derive(Clone, Debug)]
struct State {
    /// The table that notes go to.
    table: Arc<RwLock<Table>>,
    /// The one before it, until it is in files.
    frozen: Option<Frozen>,
    layers: Arc<Layers>,
    /// Today, by the clock of the caller.
    today: u16,
    /// The days before this one are forgotten.
    horizon: u16,
    /// Whether there is no room for new values.
    full: bool,
}

/// A table that is not noted to any more, and the journals that hold what it holds.
#[derive(Clone, Debug)]
struct Frozen {
    table: Arc<RwLock<Table>>,
    journals: Vec<PathBuf>,
}

/// The journals that hold what the table holds.
#[derive(Debug, Default)]
struct Journals {
    /// The one that is written to, once there is something to write.
    current: Option<Journal>,
    /// Older ones.
    kept: Vec<PathBuf>,
    kept_bytes: u64,
}

/// The least memory that an index is made for. Tests fill a smaller one.
const MIN_MEMORY: u64 = if cfg!(test) { 1 } else { 16 << 20 };

/// No file of values is made so short that there would be very many.
const MIN_FILE: u64 = if cfg!(test) { 1 << 10 } else { 1 << 16 };

impl Index {
    fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn state_mut(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path of a new file with this ending.
    fn new_path(&self, ending: &str) -> PathBuf {
        path(&self.folder, self.next.fetch_add(1, Relaxed), ending)
    }

    /// How large a table may get before it is written to a file: a tenth of the memory, for there may be two, and
    /// what is written of one is sorted and packed in a fourth of that again.
    fn table_limit(&self) -> u64 {
        self.limits.memory.max(MIN_MEMORY) / 10
    }

    /// How long a file of values gets: short enough that to merge some is not much work, and that there are not many.
    fn file_length(&self) -> u64 {
        (self.limits.bytes / 256).clamp(MIN_FILE, 1 << 28)
    }

    /// The first day that is remembered by age.
    fn age_horizon(&self, today: u16) -> u16 {
        today.saturating_sub(self.limits.age_days.clamp(1, MAX_AGE) - 1)
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn path(folder: &Path, number: u64, ending: &str) -> PathBuf {
    folder.join(format!("{number:012}.{ending}"))
}

/// A lock; what a thread that panicked left behind it is whole, for each change is made at once.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(table: &RwLock<Table>) -> RwLockReadGuard<'_, Table> {
    table.read().unwrap_or_else(PoisonError::into_inner)
}

fn write(table: &RwLock<Table>) -> RwLockWriteGuard<'_, Table> {
    table.write().unwrap_or_else(PoisonError::into_inner)
}
