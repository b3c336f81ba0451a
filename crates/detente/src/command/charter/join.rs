//! `detente charter join`.

use super::file::{read_sound, replace};
use crate::output::say::say;
use anyhow::Context;
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente charter join`.
#[derive(Debug, clap::Args)]
pub struct JoinArgs {
    /// The copy that gets all signatures
    file: PathBuf,
    /// Other copies
    #[arg(required = true, value_name = "COPY")]
    copies: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(args: &JoinArgs) -> anyhow::Result<ExitCode> {
    let mut charter = read_sound(&args.file)?;
    for path in &args.copies {
        charter =
            charter.join(&read_sound(path)?).with_context(|| format!("cannot join {}", path.display()))?;
    }
    // A wrong signature would spoil the whole.
    charter.signers().context("nothing was written")?;
    replace(&args.file, &charter)?;
    say([format!("{} has {} signatures", args.file.display(), charter.note().signatures().len())])?;
    Ok(ExitCode::SUCCESS)
}
