//! `detente unit`: a unit is founded, joined, looked at and left. One text file goes round, an invitation; what is done with it is in the crate
//! `home` ([`home::Round`]). Here are flags and words.
//!
//! Exit codes: 0 done, 1 the invitation is refused or an alarm stands, 2 it cannot be done.

mod carrier;
mod close;
mod consent;
mod found;
mod introduction;
mod invite;
mod join;
mod leave;
mod settings;
mod status;

pub(super) use consent::ask;

use std::process::ExitCode;

/// Units: found, join, look, leave.
#[derive(Debug, clap::Subcommand)]
pub enum UnitCommand {
    /// Found a unit: write its first charter, sign it, and write the invitation that goes round.
    ///
    /// Each member, yourself too, is NAME,BLOC,TITLE,VKEY,HOST:PORT: its name, the name of those with whom it would side, what people call it, the
    /// root's verifier key that its `detente init` printed, and where its node listens, which may be left out. Nothing is signed before you have
    /// read what the charter means.
    Found(Box<found::FoundArgs>),
    /// Write the invitation anew, from what this home knows; with --next it carries the next charter, which you sign.
    Invite(invite::InviteArgs),
    /// Take part: check an invitation, sign the charter if it waits for you, add your key sheet, and take what is new.
    ///
    /// The same for everybody, as often as the file comes by. Before anything is signed it says what the charter means and asks you to compare its
    /// digest with the others by voice or in person. The invitation is written back with what you added; the last lines say what is missing and
    /// who should get it next. Of an invitation that does not hold nothing is taken.
    Join(join::JoinArgs),
    /// Say how the unit does: who witnesses whom, how far, what waits and for whom, who can be reached, which alarms stand and what to do.
    ///
    /// Asks the node that runs in the home; without one it says what the home alone knows. Exit code 1 where an alarm stands.
    Status(status::StatusArgs),
    /// Say that this member stops, and what the others have to do
    Leave(leave::LeaveArgs),
}

/// An invitation is refused, or an alarm stands.
const REFUSED: u8 = 1;

/// Runs one command.
pub fn run(command: UnitCommand) -> anyhow::Result<ExitCode> {
    match command {
        UnitCommand::Found(args) => found::run(*args),
        UnitCommand::Invite(args) => invite::run(&args),
        UnitCommand::Join(args) => join::run(&args),
        UnitCommand::Status(args) => status::run(&args),
        UnitCommand::Leave(args) => leave::run(&args),
    }
}
