//! `detente charter`: who is in the unit and by which thresholds it acts. Written, checked, signed and accepted by people.
//!
//! Exit codes: 0 it holds, 1 it does not, 2 it cannot be read or the command cannot be done.

mod accept;
mod check;
mod file;
mod join;
mod new;
mod show;
mod sign;
mod words;

pub use accept::{keep, keep_rival, rival_lines};

use std::process::ExitCode;

/// Charters: write, sign, check, accept.
#[derive(Debug, clap::Subcommand)]
pub enum CharterCommand {
    /// Write a charter that nobody has signed yet: the first, or the next
    New(new::NewArgs),
    /// Sign a charter with your root key
    Sign(sign::SignArgs),
    /// Put the signatures of several copies under one
    Join(join::JoinArgs),
    /// Say what a charter would do: how many may lie, how many may be silent, what a coalition could do, who has signed
    Check(check::CheckArgs),
    /// Show a charter: a file's, or the one in force here
    Show(show::ShowArgs),
    /// Take a charter that holds into your home
    Accept(accept::AcceptArgs),
}

/// Runs one command.
pub fn run(command: CharterCommand) -> anyhow::Result<ExitCode> {
    match command {
        CharterCommand::New(args) => new::run(&args),
        CharterCommand::Sign(args) => sign::run(&args),
        CharterCommand::Join(args) => join::run(&args),
        CharterCommand::Check(args) => check::run(&args),
        CharterCommand::Show(args) => show::run(&args),
        CharterCommand::Accept(args) => accept::run(&args),
    }
}

/// The charter does not hold.
const DOES_NOT_HOLD: u8 = 1;
