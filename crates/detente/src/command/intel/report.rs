//! What is written about files of indicators, however it is written.

use crate::intel::FileRead;
use exchange::Outcome;
use statement::observable::Kind;
use std::{collections::HashMap, io, sync::Arc};

/// A way to write it down.
pub trait Report {
    /// One thing that a file holds.
    fn outcome(&mut self, file: &Arc<str>, outcome: &Outcome<'_>) -> io::Result<()>;
    /// What there is to say after all files.
    fn end(&mut self, files: &[FileRead]) -> io::Result<()>;
}

/// How many indicators of each kind each file has.
#[derive(Debug, Default)]
pub struct Counts {
    by_file: HashMap<Arc<str>, [u64; Kind::ALL.len()]>,
}

impl Counts {
    pub fn add(&mut self, file: &Arc<str>, kind: Kind) {
        if !self.by_file.contains_key(file) {
            self.by_file.insert(file.clone(), Default::default());
        }
        let counts = self.by_file.get_mut(file).into_iter().flatten();
        for (count, each) in counts.zip(Kind::ALL) {
            *count += u64::from(each == kind);
        }
    }

    /// The kinds that the file has, and how many of each.
    pub fn of(&self, file: &str) -> impl Iterator<Item = (Kind, u64)> {
        let counts = self.by_file.get(file).copied().unwrap_or_default();
        Kind::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0)
    }
}
