//! `detente log`: what was said, and how anybody can be shown that it was.
//!
//! Exit codes: 0 it holds or was done, 1 something does not hold, 2 it cannot be read or the command cannot be done.

mod case;
mod cosign;
mod evidence;
mod export;
mod extra;
mod import;
mod json;
mod list;
mod prove;
mod read;
mod show;
mod verify;

use std::process::ExitCode;

/// Logs: show, prove, verify, carry, witness.
#[derive(Debug, clap::Subcommand)]
pub enum LogCommand {
    /// Show what a member said, or one statement with its body
    Show(show::ShowArgs),
    /// Make a proof that a statement is on record, for somebody without a network
    Prove(prove::ProveArgs),
    /// Check a proof, offline
    Verify(verify::VerifyArgs),
    /// Write all that is here for others into a folder that travels
    Export(export::ExportArgs),
    /// Take what is new from a folder that travelled, after all of it has been checked
    Import(import::ImportArgs),
    /// Witness the logs in a folder that travels: cosign their heads
    Cosign(cosign::CosignArgs),
    /// Check evidence that a log showed two histories
    Evidence(evidence::EvidenceArgs),
}

/// Runs one command.
pub fn run(command: LogCommand) -> anyhow::Result<ExitCode> {
    match command {
        LogCommand::Show(args) => show::run(&args),
        LogCommand::Prove(args) => prove::run(&args),
        LogCommand::Verify(args) => verify::run(&args),
        LogCommand::Export(args) => export::run(&args),
        LogCommand::Import(args) => import::run(&args),
        LogCommand::Cosign(args) => cosign::run(&args),
        LogCommand::Evidence(args) => evidence::run(&args),
    }
}

/// Something does not hold.
const DOES_NOT_HOLD: u8 = 1;
