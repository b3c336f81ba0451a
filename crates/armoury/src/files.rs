//! Files of indicators on disk, for the commands that read them.

use exchange::{Options, Outcome, Summary};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};
use walkdir::WalkDir;

/// A file of indicators after it was read.
#[derive(Debug)]
pub struct FileRead {
    /// How messages name it.
    pub file: Arc<str>,
    /// What was in it, or why it could not be read to its end. What was handed out before stays handed out.
    pub outcome: io::Result<Summary>,
}

/// Reads files of indicators one after the other: those named, the files of the folders named (by name, without hidden ones), and
/// standard input for `-`. Each indicator, and each thing that is none, goes to `take` with the name of its file.
pub fn read(
    paths: &[PathBuf],
    options: Options,
    take: &mut dyn FnMut(&Arc<str>, Outcome<'_>),
) -> Vec<FileRead> {
    find(paths).into_iter().map(|(path, found)| read_one(&path, found, options, take)).collect()
}

fn read_one(
    path: &Path,
    found: io::Result<()>,
    options: Options,
    take: &mut dyn FnMut(&Arc<str>, Outcome<'_>),
) -> FileRead {
    let is_stdin = path == Path::new("-");
    let file: Arc<str> = if is_stdin { "standard input".into() } else { path.to_string_lossy().into() };
    let mut hand_on = |outcome: Outcome<'_>| take(&file, outcome);
    let outcome = found.and_then(|()| match is_stdin {
        true => exchange::read(io::stdin().lock(), options, &mut hand_on),
        false => exchange::read(File::open(path)?, options, &mut hand_on),
    });
    FileRead { file, outcome }
}

/// The files of all paths, and the parts of folders that cannot be looked into.
pub fn find(paths: &[PathBuf]) -> Vec<(PathBuf, io::Result<()>)> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(walk(path));
        } else {
            found.push((path.clone(), Ok(())));
        }
    }
    found
}

fn walk(folder: &Path) -> impl Iterator<Item = (PathBuf, io::Result<()>)> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    let visible = entries
        .filter_entry(|entry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b"."));
    visible.filter_map(|entry| match entry {
        Ok(entry) => entry.file_type().is_file().then(|| (entry.into_path(), Ok(()))),
        Err(error) => Some((error.path().map(Path::to_path_buf).unwrap_or_default(), Err(error.into()))),
    })
}
