//! From what a user points at to a list of files.

use crate::{Error, Progress, walk::walk};
use event::Format;
use globset::GlobBuilder;
use std::{
    collections::VecDeque,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

/// Files to read, in a fixed order, and names that lead nowhere.
#[derive(Debug, Default)]
pub struct Inputs {
    pub(crate) queue: VecDeque<Input>,
    pub(crate) format: Option<Format>,
    pub(crate) progress: Arc<Progress>,
}

/// One of them.
#[derive(Debug)]
pub(crate) enum Input {
    Stdin,
    /// What came by another way, and what it is called.
    Bytes(String, Vec<u8>),
    File(PathBuf),
    /// What it was called, and why it is none.
    Bad(String, Error),
}

impl Inputs {
    /// Lists what `paths` name: a file; a folder with all that is in it, hidden files too, since what an
    /// intruder hid is what one looks for; `-` for standard input; a pattern such as `logs/**/*.evtx` where
    /// nothing has that very name. Folders are listed in the order of their names. Links are followed, but
    /// to each thing once.
    /// In folders only regular files are read: a pipe there would wait for ever.
    pub fn find(paths: &[PathBuf]) -> Self {
        let mut inputs = Inputs::default();
        for path in paths {
            inputs.add(path);
        }
        inputs
    }

    /// Takes every input for this format, whatever it looks like. Containers are still opened.
    pub fn with_format(mut self, format: Option<Format>) -> Self {
        self.format = format;
        self
    }

    /// How many files there are to read.
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// The counters of the sweep over these inputs.
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    fn add(&mut self, path: &Path) {
        match path.metadata() {
            _ if path == Path::new("-") => self.queue.push_back(Input::Stdin),
            Ok(found) if found.is_dir() => self.add_folder(path),
            Ok(found) => self.add_file(path.to_owned(), found.len()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.add_matches(path),
            Err(error) => self.add_bad(path, error.into()),
        }
    }

    fn add_file(&mut self, path: PathBuf, size: u64) {
        self.progress.add_total(size);
        self.queue.push_back(Input::File(path));
    }

    fn add_bad(&mut self, path: &Path, error: Error) {
        self.queue.push_back(Input::Bad(label(path), error));
    }

    fn add_folder(&mut self, folder: &Path) {
        for entry in walk(folder) {
            match entry.and_then(|entry| Ok((entry.metadata()?, entry))) {
                Ok((found, entry)) if found.is_file() => self.add_file(entry.into_path(), found.len()),
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    self.add_bad(&path, error.into());
                }
            }
        }
    }

    /// What a pattern matches; `*` stays within a folder, `**` goes through folders. A folder that matches is
    /// read whole.
    fn add_matches(&mut self, pattern: &Path) {
        let glob = GlobBuilder::new(&pattern.to_string_lossy()).literal_separator(true).build();
        let Ok(matcher) = glob.map(|glob| glob.compile_matcher()) else {
            return self.add_bad(pattern, Error::NotFound);
        };
        let before = self.queue.len();
        let (root, prefix) = match fixed_part(pattern) {
            root if root.as_os_str().is_empty() => (PathBuf::from("."), Some(".")),
            root => (root, None),
        };
        let mut entries = walk(&root);
        while let Some(entry) = entries.next() {
            let Ok(entry) = entry else { continue };
            let path =
                prefix.and_then(|prefix| entry.path().strip_prefix(prefix).ok()).unwrap_or(entry.path());
            if !matcher.is_match(path) {
                continue;
            }
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
                self.add_folder(path);
            } else if let Ok(found) = entry.metadata() {
                self.add_file(path.to_owned(), found.len());
            }
        }
        if self.queue.len() == before {
            self.add_bad(pattern, Error::NotFound);
        }
    }
}

/// The folder that a pattern starts from: what stands before its first wildcard.
fn fixed_part(pattern: &Path) -> PathBuf {
    let wild = |part: &Component<'_>| part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    pattern.components().take_while(|part| !wild(part)).collect()
}

/// How many characters of a name are shown. The name of a file has 255 bytes at most, that of an entry of an archive
/// may have a mebibyte, and every finding repeats it.
const MAX_SHOWN: usize = 1 << 10;

/// A name for people: what would move the cursor of a terminal is replaced.
pub(crate) fn label(path: &Path) -> String {
    path.to_string_lossy().replace(char::is_control, "\u{fffd}")
}

/// The name of an entry of an archive, which a stranger chose.
pub(crate) fn clean(name: &str) -> String {
    let shown = name.char_indices().nth(MAX_SHOWN).and_then(|(end, _)| name.get(..end));
    let ellipsis = if shown.is_some() { "..." } else { "" };
    shown.unwrap_or(name).replace(char::is_control, "\u{fffd}") + ellipsis
}
