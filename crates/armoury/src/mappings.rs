//! The mappings in force: those that come with the program and those that the user adds.

use anyhow::Context;
use hunt::{Diagnostic, Mappings};
use std::{fs, path::PathBuf};

/// A mapping file that is wrong: its text and its faults.
pub struct RefusedMapping {
    /// The text of the file.
    pub text: String,
    /// All that is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The built-in mappings with those of `files`, or the first file that is wrong.
///
/// # Errors
/// A file that cannot be read, or that asks for more than there is room for.
pub fn load(files: &[PathBuf]) -> anyhow::Result<Result<Mappings, RefusedMapping>> {
    let mut mappings = Mappings::builtin();
    for file in files {
        let name = file.to_string_lossy();
        let text =
            fs::read_to_string(file).with_context(|| format!("cannot read the mapping file {name}"))?;
        mappings = match Mappings::parse(&name, &text) {
            Ok(mapping) => {
                mappings.with(mapping).with_context(|| format!("cannot use the mapping file {name}"))?
            }
            Err(diagnostics) => return Ok(Err(RefusedMapping { text, diagnostics })),
        };
    }
    Ok(Ok(mappings))
}
