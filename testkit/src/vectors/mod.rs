//! The files of `vectors/log` and `vectors/statement`: what every verifier has to agree on, each bad one a good one with exactly one
//! thing wrong.
//!
//! Everything follows from seeds that stand in the README.md of each, so the same bytes come out each time.

pub mod judge;
mod log;
mod spoil;
mod statement;

use std::{collections::BTreeMap, fmt::Write, fs, io, path::Path};

/// Files by name, and what is to be thought of them.
#[derive(Debug, Default)]
pub struct Set {
    files: BTreeMap<String, Vec<u8>>,
    index: String,
}

impl Set {
    /// All sets, by the name of their folder.
    pub fn all() -> [(&'static str, Self); 2] {
        [("log", Set::of(log::all)), ("statement", Set::of(statement::all))]
    }

    fn of(fill: fn(&mut Set)) -> Self {
        let mut set = Set::default();
        fill(&mut set);
        set.files.insert("index.tsv".to_owned(), set.index.clone().into_bytes());
        set
    }

    /// The files by name, `index.tsv` among them.
    pub fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    /// Writes the files.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        self.files.iter().try_for_each(|(name, bytes)| fs::write(folder.join(name), bytes))
    }

    /// A file that other lines name.
    fn file(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        let old = self.files.insert(name.to_owned(), bytes.into());
        assert!(old.is_none(), "two files are named {name}");
    }

    /// A line: the last of `files` is new and has these bytes.
    fn case(&mut self, kind: &str, files: &[&str], good: bool, bytes: impl Into<Vec<u8>>, why: &str) {
        self.file(files.last().expect("a file"), bytes);
        self.line(kind, files, good, why);
    }

    /// A line over files that are there.
    fn line(&mut self, kind: &str, files: &[&str], good: bool, why: &str) {
        let verdict = if good { "good" } else { "bad" };
        writeln!(self.index, "{kind}\t{}\t{verdict}\t{why}", files.join(" ")).expect("strings grow");
    }
}
