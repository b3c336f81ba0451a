//! What the tests of the hunt share: the program, the folders, and what the program found.

pub mod pack;
pub mod program;
pub mod scene;
pub mod schema;

use std::path::{Path, PathBuf};

/// All formats that findings are written in.
pub const FORMATS: [&str; 7] = ["pretty", "jsonl", "csv", "ocsf", "timesketch", "navigator", "html"];

/// Those that have an order.
pub const ORDERED: [&str; 5] = ["jsonl", "csv", "ocsf", "timesketch", "html"];

/// A place in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// A folder of real data, or `None`, with a line that says so, where it is not there.
pub fn real_data(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("DETENTE_DATA").map_or_else(|| repository("../shared/data"), PathBuf::from);
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: there is no folder {} (DETENTE_DATA says where real data lies)", path.display());
    None
}

/// All files below a folder whose names end so, in the order of their paths.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let paths = entries.map(|entry| entry.expect("a readable folder").into_path());
    paths.filter(|path| path.is_file() && path.to_string_lossy().ends_with(ending)).collect()
}
