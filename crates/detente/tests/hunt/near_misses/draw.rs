//! Rules, and chance that is the same in every run.

use crate::support::files;
use hunt::{
    Mappings, Rule,
    sigma::{Placeholders, Source, assemble, read},
};
use std::{fs, path::PathBuf};

/// All rules of the folders that are reported by themselves.
pub fn rules(folders: &[PathBuf]) -> Vec<Rule> {
    let placeholders = Placeholders::from(Mappings::builtin());
    let paths = folders.iter().flat_map(|folder| files(folder, ".yml"));
    let documents = paths.map(|path| {
        let text = fs::read_to_string(&path).expect("text");
        read(&Source { file: path.to_string_lossy().into(), text: &text }, &placeholders)
    });
    let loaded = assemble(documents.collect());
    let reported = |(place, rule)| (!loaded.silent.contains(&place)).then_some(rule);
    loaded.rules.into_iter().enumerate().filter_map(reported).collect()
}

/// Numbers that look like chance: Marsaglia's xorshift, 64 bits (Journal of Statistical Software 8/14, 2003).
pub struct Chance(u64);

impl Chance {
    /// The same numbers for the same seed.
    pub fn new(seed: u64) -> Chance {
        // Zero would stay zero.
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `bound`, or 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % bound.max(1) as u64) as usize
    }

    /// All of them in another order.
    pub fn shuffled<T>(&mut self, mut all: Vec<T>) -> Vec<T> {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
        all
    }
}
