//! How the index stands.

use super::{Index, State, locked, read};
use crate::{Day, journal::Journal};
use std::sync::atomic::Ordering::Relaxed;

/// How the index stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// How many values there are at most: one that stands in several files, or in memory too, counts for each.
    pub values: u64,
    /// Bytes of files.
    pub bytes: u64,
    /// Bytes of memory, about.
    pub memory: u64,
    /// Files of values.
    pub files: u64,
    /// How many files at most have to be asked for one value.
    pub depth: u64,
    /// The days before this one are forgotten.
    pub horizon: Day,
    /// Whether there is no room for new values.
    pub full: bool,
    /// How many values were forgotten since it was opened.
    pub forgotten: u64,
    /// How many observations were not taken since it was opened, because it was full.
    pub refused: u64,
    /// How many pieces of files were found damaged since it was opened, those that opening found included: blocks, filters, whole runs, batches of
    /// journals.
    pub damaged: u64,
    /// What was found damaged last, in words.
    pub damage: Option<String>,
}

impl Index {
    /// How it stands.
    pub fn stats(&self) -> Stats {
        let journals = locked(&self.journals);
        let journal_bytes = journals.kept_bytes + journals.current.as_ref().map_or(0, Journal::length);
        drop(journals);
        let state = State::clone(&self.state());
        let tables = [Some(&state.table), state.frozen.as_ref().map(|frozen| &frozen.table)];
        let tables = tables.into_iter().flatten().map(|table| {
            let table = read(table);
            (table.len() as u64, table.memory())
        });
        let (noted, memory) = tables.fold((0, 0), |sum, table| (sum.0 + table.0, sum.1 + table.1));
        Stats {
            values: noted + state.layers.files().map(|file| file.contents.values).sum::<u64>(),
            bytes: journal_bytes + state.layers.bytes(),
            memory: memory + state.layers.files().map(|file| file.memory()).sum::<u64>(),
            files: state.layers.files().count() as u64,
            depth: state.layers.len() as u64,
            horizon: Day::from_number(state.horizon),
            full: state.full,
            forgotten: self.forgotten.load(Relaxed),
            refused: self.refused.load(Relaxed),
            damaged: self.damage.count(),
            damage: self.damage.last(),
        }
    }
}
