//! Our own small set of rules, for those who have none yet.

use hunt::sigma::{Documents, Placeholders, Source, read};

/// Name and text of every file below `rules/`; made by `build.rs`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

/// How many files there are.
pub fn count() -> usize {
    FILES.len()
}

/// Reads them all.
pub fn documents(placeholders: &Placeholders) -> Vec<Documents> {
    let source =
        |&(name, text): &(&str, &'static str)| Source { file: format!("builtin/{name}").into(), text };
    FILES.iter().map(|file| read(&source(file), placeholders)).collect()
}
