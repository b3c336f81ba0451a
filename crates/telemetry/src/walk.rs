//! What is in a folder, in the order of the names, links followed.
//!
//! A dozen folders of ten links each, every link to the next folder, are a dozen folders, and ten to the power of twelve
//! ways through them. So whatever lies behind links is reached through them once, by the first way.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};
use walkdir::{DirEntry, FilterEntry, IntoIter, WalkDir};

/// The entries of a folder and of those in it. A link to a folder above is an error.
pub(crate) fn walk(folder: &Path) -> FilterEntry<IntoIter, impl FnMut(&DirEntry) -> bool + use<>> {
    let mut ways = Ways::to(folder);
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    entries.into_iter().filter_entry(move |entry| ways.is_new(entry))
}

/// Which ways have been gone.
struct Ways {
    given: PathBuf,
    /// The folder by its one true name; none where it has none, and then nothing is compared.
    root: Option<PathBuf>,
    /// What has been reached through links, by its true names.
    reached: HashSet<PathBuf>,
}

impl Ways {
    fn to(folder: &Path) -> Self {
        Ways { given: folder.to_owned(), root: fs::canonicalize(folder).ok(), reached: HashSet::new() }
    }

    /// Whether this is not a second way through links to the same. Files that are no links and folders on the straight
    /// way are what nearly everything is, and nothing is remembered of them.
    fn is_new(&mut self, entry: &DirEntry) -> bool {
        let Some(root) = self.root.as_ref().filter(|_| entry.path_is_symlink() || entry.file_type().is_dir())
        else {
            return true;
        };
        // What has no true name cannot be read either, and the walk or the reader says why.
        let Ok(target) = fs::canonicalize(entry.path()) else { return true };
        let straight = target.strip_prefix(root).ok();
        let is_straight = straight.is_some() && straight == entry.path().strip_prefix(&self.given).ok();
        is_straight || self.reached.insert(target)
    }
}
