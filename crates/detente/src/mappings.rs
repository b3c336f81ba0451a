//! The mappings in force: those that come with the program and those that the user adds.

use crate::output::escape;
use anyhow::bail;
pub use armoury::mappings::{RefusedMapping, load};
use event::Format;
use hunt::{Diagnostic, Mappings};
use std::path::{Path, PathBuf};

/// As [`load`], for commands to which a wrong mapping file is the end: the faults become the error.
///
/// # Errors
/// As [`load`], and a file that is wrong.
pub fn load_or_fail(files: &[PathBuf], source: Option<&str>) -> anyhow::Result<Mappings> {
    let mappings = match load(files)? {
        Ok(mappings) => mappings,
        Err(refused) => bail!("{}", words(&refused.diagnostics)),
    };
    if let Some(source) = source.filter(|source| mappings.find(source).is_none()) {
        let known: Vec<&str> = mappings.list().iter().map(|mapping| mapping.source()).collect();
        bail!(
            "no mapping is called {}: use one of {}, or add one with --mapping",
            Path::new(source).display(),
            known.join(", ")
        );
    }
    Ok(mappings)
}

/// The format that comes with a source that a user names: plain lines are so called both as a format and as a source, and are the one
/// thing that any text can be read as.
pub fn format_of(source: Option<&str>) -> Option<Format> {
    source.filter(|source| *source == Format::Lines.as_str()).map(|_| Format::Lines)
}

fn words(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> =
        diagnostics.iter().map(|diagnostic| escape::terminal(&diagnostic.to_string())).collect();
    lines.join("; ")
}
