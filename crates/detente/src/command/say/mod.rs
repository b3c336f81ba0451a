//! `detente say`: a statement, signed and entered in one's own log.

mod beside;
mod compose;
mod fill;
mod kind;
mod speaker;

pub use compose::{Until, at};
pub use speaker::Speaker;

use crate::{
    command::home::HomeArgs,
    command::{id::IdArg, now_seconds},
    output::say::print,
};
use statement::{Kind, Marking, MediaType, MemberName};
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente say`.
#[derive(Debug, clap::Args)]
pub struct SayArgs {
    /// The body, `-` for standard input; for --kind evidence, the evidence; for --kind charter, the charter
    file: Option<PathBuf>,
    /// What it is: intel, sighting, claim, retraction, proposal, vote, objection, protect, seal, seed, receipt, quote, evidence, key,
    /// charter, stop, or another word
    #[arg(long)]
    kind: Kind,
    #[command(flatten)]
    home: HomeArgs,
    /// Only for these members, who alone can open the body; name yourself too if you want to
    #[arg(long, value_name = "MEMBER", num_args = 1..)]
    to: Vec<MemberName>,
    /// Until when it holds: a time such as 2026-12-22T20:00:00Z, or +30d or +12h from now
    #[arg(long, value_name = "TIME")]
    until: Option<compose::Until>,
    /// Who may be told: one of TLP 2.0, then perhaps a space and one of PAP
    #[arg(long, value_name = "MARKING", default_value = "TLP:AMBER")]
    marking: Marking,
    /// Statements that it is about
    #[arg(long, value_name = "ID", num_args = 1..)]
    refs: Vec<IdArg>,
    /// What the body is, such as application/stix+json;version=2.1
    #[arg(long = "type", value_name = "MEDIATYPE", default_value = "application/octet-stream")]
    media_type: MediaType,
    #[command(flatten)]
    lines: kind::KindArgs,
}

/// Runs the command.
pub fn run(args: &SayArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let mut speaker = Speaker::open(&home)?;
    let draft = compose::draft(args, &home, speaker.sheets(), speaker.log(), now_seconds()?)?;
    let id = speaker.say(draft)?;
    print(format!("{id}\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
