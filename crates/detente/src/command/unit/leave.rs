//! `detente unit leave`.

use super::consent::ask;
use crate::{
    command::{home::HomeArgs, now_seconds, say},
    output::say::say as tell,
};
use clap::Parser;
use home::Home;
use std::{ffi::OsString, process::ExitCode};

/// Arguments of `detente unit leave`.
#[derive(Debug, clap::Args)]
pub struct LeaveArgs {
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    home: HomeArgs,
}

/// `detente say` as it is typed.
#[derive(Debug, Parser)]
struct Typed {
    #[command(flatten)]
    say: say::SayArgs,
}

/// Runs the command.
pub fn run(args: &LeaveArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let charters = home.charters()?;
    let charter = home.acts_under(&charters, now_seconds()?)?;
    if !args.yes {
        let question = format!("Say to the unit {} that {} stops?", charter.name, home.member());
        ask(&question, "--yes")?;
    }
    stop(&home)?;
    let (me, next) = (home.member(), charter.number + 1);
    tell([
        format!("{me} has said that it stops. Leave your node running until that is on record: detente unit status"),
        "The others write the next charter, which more than half of them sign; yours is not needed:".to_owned(),
        format!(
            "  detente charter new --after HOME/charters/{}.charter --remove {me} -o charter.{next}",
            charter.number
        ),
        format!("  detente unit invite --next charter.{next} -o unit.invitation"),
        format!("Until it starts your cosignatures are waited for, and {me} counts as silent when your node is off."),
        "What you have said stays valid and on record, and so do your cosignatures. Nothing is sealed to you under the next charter.".to_owned(),
        "Keep the home as long as anybody may ask you for a proof or a body; keep or destroy the root key.".to_owned(),
    ])?;
    Ok(ExitCode::SUCCESS)
}

/// Says it as `detente say` does, by the node where one runs.
fn stop(home: &Home) -> anyhow::Result<()> {
    let typed: [OsString; 5] =
        ["say".into(), "--kind".into(), "stop".into(), "--home".into(), home.path().into()];
    say::run(&Typed::try_parse_from(typed)?.say).map(drop)
}
