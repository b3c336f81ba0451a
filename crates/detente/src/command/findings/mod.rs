//! `detente findings`: what the node's hunt found in the member's own telemetry, and what people make of it. What is told to the unit of it is
//! `detente release`.

mod judge;
mod list;
mod show;
mod told;
mod way;

pub use way::FindingArg;
pub(super) use way::{field, list as items, node, text};

use std::process::ExitCode;

/// Findings: list, look, judge.
#[derive(Debug, clap::Subcommand)]
pub enum FindingsCommand {
    /// List findings, what was met last first
    List(list::ListArgs),
    /// Show one finding: how often, when, on which hosts, a record that met, and what was done with it
    Show(show::ShowArgs),
    /// Say that findings are what they say. Nothing leaves by it: `detente release` tells the unit
    Confirm(judge::JudgeArgs),
    /// Say that findings met something harmless. They go on being counted in silence; `detente release` tells the author
    FalseAlarm(judge::JudgeArgs),
    /// Say that findings are dealt with. One that is met again is new again
    Close(judge::JudgeArgs),
    /// Say that findings have to be looked at again
    Reopen(judge::JudgeArgs),
    /// Note something on a finding
    Note(judge::NoteArgs),
    /// What other members tell of what this member said: who has seen it, and for whom it was a false alarm
    Told(told::ToldArgs),
}

/// Runs a command.
pub fn run(command: &FindingsCommand) -> anyhow::Result<ExitCode> {
    match command {
        FindingsCommand::List(args) => list::run(args),
        FindingsCommand::Show(args) => show::run(args),
        FindingsCommand::Confirm(args) => judge::run(args, "confirmed"),
        FindingsCommand::FalseAlarm(args) => judge::run(args, "false-alarm"),
        FindingsCommand::Close(args) => judge::run(args, "closed"),
        FindingsCommand::Reopen(args) => judge::run(args, "new"),
        FindingsCommand::Note(args) => judge::note(args),
        FindingsCommand::Told(args) => told::run(args),
    }?;
    Ok(ExitCode::SUCCESS)
}
