//! What a watch points at, now.

use super::{FileId, Watch};
use crate::{Inputs, inputs::Input, inputs::label};
use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// A file that was seen, and how it looked.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) id: FileId,
    pub(super) path: PathBuf,
    pub(super) look: Look,
    /// It is not what the watch names but may hold what it named before: only what is known already is read of it.
    pub(super) is_rotated: bool,
}

/// By what a change is noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) modified: i64,
}

impl Look {
    pub(super) fn of(found: &Metadata) -> Self {
        let modified = found.mtime().saturating_mul(1_000_000_000).saturating_add(found.mtime_nsec());
        Look { size: found.len(), modified }
    }
}

/// What a look at a watch gave.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<Seen>,
    /// What cannot be looked at, in words.
    pub(super) trouble: Option<String>,
}

/// Lists the files of a watch; `rotated` says that files are wanted beside them that may be earlier ones.
pub(super) fn list(watch: &Watch, rotated: bool) -> Listing {
    let mut listing = Listing::default();
    let inputs = Inputs::find(std::slice::from_ref(&watch.path));
    for input in inputs.queue {
        match input {
            Input::File(path) => listing.files.extend(see(&path, false)),
            Input::Bad(name, error) => {
                listing.trouble.get_or_insert_with(|| format!("{name}: {error}"));
            }
            Input::Stdin | Input::Bytes(..) => {}
        }
    }
    if rotated && !watch.path.is_dir() {
        let named: Vec<PathBuf> = listing.files.iter().map(|seen| seen.path.clone()).collect();
        let stems = if named.is_empty() { vec![watch.path.clone()] } else { named };
        stems.iter().for_each(|path| listing.files.extend(beside(path)));
    }
    listing
}

fn see(path: &Path, is_rotated: bool) -> Option<Seen> {
    // What is gone by now is not there.
    let found = fs::metadata(path).ok().filter(Metadata::is_file)?;
    Some(Seen { id: FileId::of(&found), path: path.to_owned(), look: Look::of(&found), is_rotated })
}

/// What a program that rotates logs makes of a file's name: `x.log.1`, `x.log-20261123.gz`.
fn beside(path: &Path) -> Vec<Seen> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Vec::new() };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let name = name.to_string_lossy();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let rotated = entries.filter(|entry| {
        let other = entry.file_name();
        let rest = other.to_string_lossy().strip_prefix(&*name).map(str::to_owned);
        rest.is_some_and(|rest| rest.starts_with(['.', '-', '_']))
    });
    rotated.filter_map(|entry| see(&entry.path(), true)).collect()
}

/// A path for people.
pub(super) fn shown(path: &Path) -> String {
    label(path)
}
