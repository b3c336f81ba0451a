//! `detente seal`: pins tables and folders without showing them, and says what differs between versions.
//!
//! Flags become typed arguments here, files become readers, and one call into the `seal` crate does the rest. Exit
//! codes: 0 all holds (or the comparison was made), 1 something does not hold, 2 the command line is wrong, 3 an input cannot be used.

mod diff;
mod diff_csv;
mod diff_json;
mod diff_text;
mod folder;
mod html;
mod input;
mod output;
mod progress;
mod prove;
mod reconcile;
mod table;
mod verify;
mod words;

use std::process::ExitCode;

use crate::output::escape::terminal;

/// Seals over tables and folders: make, prove, verify, compare.
#[derive(Debug, clap::Subcommand)]
pub enum SealCommand {
    /// Seal a table (CSV, TSV or JSON lines): a small file to publish, and openings that stay at home
    Table(table::TableArgs),
    /// Seal a folder: paths, sizes and contents of all its files
    Files(folder::FilesArgs),
    /// Say what differs between two or more versions of a table or folder: what changed, never why
    Diff(diff::DiffArgs),
    /// Prove one row of a sealed table to anybody who has the public part
    Prove(prove::ProveArgs),
    /// Check a proof, or a whole table or folder, against the public part; offline
    Verify(verify::VerifyArgs),
    /// Compare ballot manifests with counts, batch by batch
    Reconcile(reconcile::ReconcileArgs),
}

/// Runs one command.
///
/// # Errors
/// Only if the output cannot be written; all else is said on standard error, and in the exit code.
pub fn run(command: SealCommand) -> anyhow::Result<ExitCode> {
    let done = match command {
        SealCommand::Table(args) => table::run(&args),
        SealCommand::Files(args) => folder::run(&args),
        SealCommand::Diff(args) => diff::run(&args),
        SealCommand::Prove(args) => prove::run(&args),
        SealCommand::Verify(args) => verify::run(&args),
        SealCommand::Reconcile(args) => reconcile::run(&args),
    };
    match done {
        Ok(holds) => Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(DOES_NOT_HOLD) }),
        Err(error) if output::is_closed_pipe(&error) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            let text = format!("{error:#}");
            for (at, line) in text.lines().enumerate() {
                eprintln!("{}{}", if at == 0 { "error: " } else { "" }, terminal(line));
            }
            Ok(ExitCode::from(BAD_INPUT))
        }
    }
}

/// A check that failed.
const DOES_NOT_HOLD: u8 = 1;
/// Files that cannot be read or used.
const BAD_INPUT: u8 = 3;

/// Threads for reading, sorting and hashing: more than eight wait for the one that reads the file.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 8)
}
