//! Rule files on disk: found, read on several threads, put together in a stable order.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use hunt::{
    Code,
    sigma::{self, Documents, Loaded, Placeholders, Source},
};
use walkdir::{DirEntry, WalkDir};

/// The largest rule file that is read, in bytes; the reader of YAML refuses smaller ones already. It keeps
/// a device or a disk image that someone calls a rule out of the memory.
const MAX_FILE_BYTES: u64 = 16 << 20;

/// What was loaded, and the texts that diagnostics point into.
#[derive(Debug, Default)]
pub struct LoadedRules {
    /// The rules and what there is to say of them.
    pub loaded: Loaded,
    /// The texts of the files that a diagnostic is about, by the name that it gives.
    pub texts: HashMap<Arc<str>, String>,
    /// How many paths or files could not be opened or read.
    pub unreadable: usize,
}

/// Loads all rules of files and folders. Of folders, every file that ends in `.yml` or `.yaml` is taken, in the order of
/// names; a file that is named itself is taken whatever it is called.
///
/// The outcome does not depend on the number of threads. What cannot be read is a diagnostic, no error.
///
/// # Errors
/// None yet but a panic on a thread; the signature leaves room for them.
pub fn load(paths: &[PathBuf], placeholders: &Placeholders, threads: usize) -> anyhow::Result<LoadedRules> {
    let files = find(paths);
    let next = AtomicUsize::new(0);
    let mut read = thread::scope(|scope| -> anyhow::Result<Vec<_>> {
        let workers: Vec<_> =
            (0..threads.max(1)).map(|_| scope.spawn(|| worker(&files, &next, placeholders))).collect();
        let mut all = Vec::with_capacity(files.len());
        for worker in workers {
            all.extend(worker.join().map_err(|_| anyhow::anyhow!("a thread that read rules has failed"))?);
        }
        Ok(all)
    })?;
    read.sort_unstable_by_key(|one| one.index);
    Ok(put_together(read))
}

/// A file to be read, or why there is none at this path.
type Found = (PathBuf, Option<String>);

/// The files of all paths, each once.
fn find(paths: &[PathBuf]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(walk(path));
        } else {
            found.push((path.clone(), None));
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|(path, _)| seen.insert(path.clone()));
    found
}

fn walk(folder: &Path) -> Vec<Found> {
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let files = entries.into_iter().filter_map(|entry| match entry {
        Ok(entry) => is_rule_file(&entry).then(|| (entry.into_path(), None)),
        // A link to a folder above it: all that is in there is found without it.
        Err(error) if error.loop_ancestor().is_some() => None,
        Err(error) => {
            let path = error.path().unwrap_or(folder).to_path_buf();
            let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            Some((path, Some(reason)))
        }
    });
    files.collect()
}

fn is_rule_file(entry: &DirEntry) -> bool {
    let extension = entry.path().extension();
    entry.file_type().is_file()
        && extension.is_some_and(|extension| {
            extension.eq_ignore_ascii_case("yml") || extension.eq_ignore_ascii_case("yaml")
        })
}

/// One file's outcome, with its place in the order.
struct Outcome {
    index: usize,
    file: Arc<str>,
    documents: Documents,
    text: Option<String>,
    unreadable: bool,
}

fn worker(files: &[Found], next: &AtomicUsize, placeholders: &Placeholders) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(found) = files.get(index) else { return outcomes };
        outcomes.push(one(index, found, placeholders));
    }
}

fn one(index: usize, (path, reason): &Found, placeholders: &Placeholders) -> Outcome {
    let file: Arc<str> = path.to_string_lossy().into();
    let bytes = match reason {
        Some(reason) => Err(reason.clone()),
        None => bytes_of(path).map_err(|error| error.to_string()),
    };
    let bad = |code, message, unreadable| {
        let documents = sigma::unread(file.clone(), code, message);
        Outcome { index, file: file.clone(), documents, text: None, unreadable }
    };
    match bytes.map(String::from_utf8) {
        Err(reason) => bad(Code::Unreadable, format!("cannot be read: {reason}"), true),
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            bad(
                Code::NotUtf8,
                format!("is not UTF-8 text: the byte at offset {at} fits into no character"),
                false,
            )
        }
        Ok(Ok(text)) => {
            let documents = sigma::read(&Source { file: file.clone(), text: &text }, placeholders);
            Outcome { index, file, documents, text: Some(text), unreadable: false }
        }
    }
}

fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(io::Error::other(format!("it is larger than {} MiB", MAX_FILE_BYTES >> 20)));
    }
    Ok(bytes)
}

fn put_together(outcomes: Vec<Outcome>) -> LoadedRules {
    let unreadable = outcomes.iter().filter(|outcome| outcome.unreadable).count();
    let mut texts = HashMap::new();
    let mut documents = Vec::with_capacity(outcomes.len());
    for outcome in outcomes {
        texts.extend(outcome.text.map(|text| (outcome.file, text)));
        documents.push(outcome.documents);
    }
    let loaded = sigma::assemble(documents);
    let spoken_of: std::collections::HashSet<_> = loaded.diagnostics.iter().map(|one| &one.file).collect();
    texts.retain(|file, _| spoken_of.contains(file));
    LoadedRules { loaded, texts, unreadable }
}

#[cfg(test)]
mod tests;
