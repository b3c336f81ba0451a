//! What a hunt is armed with, in files: rules, mappings, indicators, and the small set of rules that comes with the program.
//!
//! It opens files, finds nothing and prints nothing. The command line and the node arm their hunts from here.

pub mod builtin;
pub mod files;
pub mod mappings;
pub mod rules;

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    time::SystemTime,
};
use walkdir::WalkDir;

/// A number for how all files of some paths look from outside, by name, size and time: another one says that some of them have changed.
pub fn stamp(paths: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        for entry in WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter().flatten() {
            let Ok(found) = entry.metadata() else { continue };
            if found.is_file() {
                let modified = found.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                (entry.path(), found.len(), modified).hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}
