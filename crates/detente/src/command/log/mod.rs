//! `detente log`: what was said, and how anybody can be shown that it was.
//!
//! Exit codes: 0 it holds or was done, 1 something does not hold, 2 it cannot be read or the command cannot be done.

mod beside;
pub mod body;
mod case;
mod cosign;
mod evidence;
mod export;
mod import;
mod json;
mod list;
mod prove;
pub mod read;
mod show;
mod verify;

use std::process::ExitCode;

/// Logs: show, prove, verify, carry, witness.
#[derive(Debug, clap::Subcommand)]
pub enum LogCommand {
    /// Show what a member said, or one statement with its body.
    Show(show::ShowArgs),
    /// Make a proof that a statement is on record, for somebody without a network.
    ///
    /// The file (C2SP tlog-proof) carries the statement, the way from it to a checkpoint that a quorum has cosigned, the quote that gives its record
    /// time if there is one, and everybody's key sheets. Whoever has the charters can check it: `detente log verify`.
    Prove(prove::ProveArgs),
    /// Check a proof, offline.
    ///
    /// With --charter, by the rules of a unit: the charters from the first to the newest, in this order. The key sheets that the proof carries are
    /// used, and those of --sheet: a newer sheet may void a key. With --policy, in the terms of C2SP tlog-policy alone: that the entry is in
    /// a log that the policy's quorum has cosigned, whatever the entry says. Exit codes: 0 it holds, 1 it does not, 2 it cannot be read.
    Verify(verify::VerifyArgs),
    /// Write all that is here for others into a folder that travels, on a USB stick for example.
    ///
    /// Charters, everybody's key sheets, logs and heads, the bodies that are here (sealed ones as they are), and for each log a policy file
    /// (C2SP tlog-policy). No secret key and nothing that is sealed to you alone in the open. The folder must be new or empty.
    Export(export::ExportArgs),
    /// Take what is new from a folder that travelled, after all of it has been checked.
    ///
    /// Every file in it is checked: signatures, chains, every tile against the entries, bodies against the statements that commit to them. If one is
    /// wrong, nothing is taken. A log that shows another history than the one here makes evidence, which is kept, and nothing of the folder
    /// is taken. The first charter never comes this way: accept it by hand.
    Import(import::ImportArgs),
    /// Witness the logs in a folder that travels: cosign their heads.
    ///
    /// The folder is imported first, so that what is cosigned is held here. Each head is checked against the last one that was cosigned, that one is
    /// put on the disk, and only then is it signed: no two histories of a log ever get this member's cosignature. The cosignatures
    /// stand in the folder afterwards; the owners get them when they import it.
    Cosign(cosign::CosignArgs),
    /// Check evidence that a log showed two histories.
    ///
    /// Anybody can: it needs no home. With one, the member whose log it is is named.
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
