//! Opening: what a crash left is taken up as what a stop left.

use super::{Desk, Index, Journals, MIN_MEMORY, State};
use crate::{
    Day, Error, Limits,
    damage::Damage,
    disk, journal,
    layers::Layers,
    run::{Budget, RunFile},
    table::Table,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, RwLock, atomic::AtomicU64},
};

/// The files of a folder, by what they are, in the order of their numbers.
#[derive(Debug, Default)]
struct Found {
    runs: Vec<PathBuf>,
    journals: Vec<PathBuf>,
    /// What was not finished.
    new: Vec<PathBuf>,
    /// The number that the next file may have.
    next: u64,
}

impl Index {
    /// Opens the index in a folder, which is made if it is not there, and takes up what a crash left. `today` is as for [`Index::tend`].
    ///
    /// Damage costs what is damaged, and is told in [`Index::stats`]. A run that cannot be read at all is put aside under the ending `damaged`.
    ///
    /// # Errors
    /// A folder that another process uses; those of the disk.
    pub fn open(folder: &Path, limits: Limits, today: Day) -> Result<Self, Error> {
        disk::make_folder(folder)?;
        let lock = disk::lock(folder)?;
        let found = find(folder)?;
        found.new.iter().try_for_each(|path| disk::remove(path))?;
        let budget = Budget::of(limits.memory.max(MIN_MEMORY) * 5 / 8);
        let damage = Arc::<Damage>::default();
        let files = open_runs(&found.runs, &budget, &damage)?;
        let table = Arc::new(RwLock::new(replayed(&found.journals, &damage)?));
        let kept_bytes =
            found.journals.iter().filter_map(|path| path.metadata().ok()).map(|meta| meta.len()).sum();
        let horizon = files.iter().map(|file| file.contents.horizon).max().unwrap_or_default();
        let layers = Arc::new(Layers::of(files));
        let state = State { table: table.clone(), frozen: None, layers, today: 0, horizon, full: false };
        let index = Index {
            folder: folder.to_owned(),
            limits,
            desk: Mutex::new(Desk::at(table)),
            journals: Mutex::new(Journals { current: None, kept: found.journals, kept_bytes }),
            job: Mutex::default(),
            freezer: Mutex::default(),
            state: RwLock::new(state),
            workshops: Mutex::default(),
            budget,
            damage,
            next: AtomicU64::new(found.next),
            forgotten: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            _lock: lock,
        };
        index.set_today(today);
        Ok(index)
    }
}

/// What journals hold, all of which is on the disk.
fn replayed(journals: &[PathBuf], damage: &Damage) -> Result<Table, Error> {
    let mut table = Table::default();
    for path in journals {
        journal::replay(path, damage, |key, record| table.join(key, record))?;
    }
    table.forget_changes();
    Ok(table)
}

fn open_runs(
    paths: &[PathBuf],
    budget: &Arc<Budget>,
    damage: &Arc<Damage>,
) -> Result<Vec<Arc<RunFile>>, Error> {
    let mut files = Vec::new();
    for path in paths {
        match RunFile::open(path, budget, damage) {
            Ok(file) => files.push(Arc::new(file)),
            Err(error @ Error::Damaged { .. }) => {
                damage.tell(|| error.to_string());
                fs::rename(path, path.with_extension("damaged")).map_err(Error::io("put aside", path))?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(files)
}

/// What there is in a folder. Names that are none of ours are left alone.
fn find(folder: &Path) -> Result<Found, Error> {
    let mut found = Found::default();
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let path = entry.map_err(Error::io("read", folder))?.path();
        let Some(number) = number(&path) else { continue };
        found.next = found.next.max(number + 1);
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("run") => found.runs.push(path),
            Some("journal") => found.journals.push(path),
            Some("new") => found.new.push(path),
            _ => {}
        }
    }
    found.runs.sort();
    found.journals.sort();
    Ok(found)
}

fn number(path: &Path) -> Option<u64> {
    let name = path.file_stem()?.to_str()?;
    name.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| name.parse().ok())
        .flatten()
        .filter(|number| *number < u64::MAX / 2)
}
