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

pub use accept::rival_lines;
pub use file::read_sound;
pub use new::{Introduction, TermsArgs, first};
pub use words::all as words;

use std::process::ExitCode;

/// Charters: write, sign, check, accept.
#[derive(Debug, clap::Subcommand)]
pub enum CharterCommand {
    /// Write a charter that nobody has signed yet: the first, or with --after the next.
    ///
    /// Each member is NAME,BLOC,TITLE,VKEY: its name, the name of those with whom it would side, what people call it, and the root's verifier key
    /// that its `detente init` printed. The next charter takes over the members and thresholds of the one before; --member adds or
    /// replaces one, --remove leaves one out.
    New(new::NewArgs),
    /// Sign a charter with your root key.
    ///
    /// Read it first: `detente charter check`. Two charters with one predecessor are evidence against whoever signed both, so the home remembers
    /// what was signed and refuses a rival.
    Sign(sign::SignArgs),
    /// Put the signatures of several copies of a charter under one of them.
    Join(join::JoinArgs),
    /// Say what a charter would do, before anybody signs it, and whether it holds.
    ///
    /// In sentences: how many may lie and how many may be silent for each log, what each bloc could do alone, how few members suffice for what,
    /// and which signatures are missing. Exit code 1 where it does not hold or nobody should sign it.
    Check(check::CheckArgs),
    /// Show a charter: a file's, or the one in force in your home.
    Show(show::ShowArgs),
    /// Take a charter that holds into your home.
    ///
    /// The first makes the home one of that unit: compare its digest with the others in person before. Of two rivals the one that is here stays;
    /// the other is kept beside it, and who signed both is named.
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
