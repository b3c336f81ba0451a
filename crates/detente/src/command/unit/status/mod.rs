//! `detente unit status`.

mod advice;
mod alone;
mod words;

use super::REFUSED;
use crate::{
    command::{home::HomeArgs, now_seconds},
    local::Local,
    output::say::{print, say},
};
use anyhow::{Context, bail};
use home::Home;
use serde_json::Value;
use std::process::ExitCode;

/// Arguments of `detente unit status`.
#[derive(Debug, clap::Args)]
pub struct StatusArgs {
    /// Print the node's answer as it is
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &StatusArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let Some(node) = Local::of(&home)? else {
        if args.json {
            bail!("no node runs in {}: start it with `detente serve`", home.path().display());
        }
        say(heading(&home)?)?;
        say(alone::lines(&home)?)?;
        return Ok(ExitCode::SUCCESS);
    };
    let answer = node.send("GET", "/api/v1/status", "application/json", b"")?;
    let status: Value = serde_json::from_slice(&answer).context("the node's answer is no JSON")?;
    match args.json {
        true => {
            print(&answer)?;
            print(b"\n")?;
        }
        false => {
            say(heading(&home)?)?;
            say(words::lines(&status, home.member().as_str()))?;
        }
    }
    let alarms = status.get("alarms").and_then(Value::as_array);
    Ok(ExitCode::from(if alarms.is_none_or(Vec::is_empty) { 0 } else { REFUSED }))
}

/// Which unit, under which charter.
fn heading(home: &Home) -> anyhow::Result<Vec<String>> {
    let charters = home.charters()?;
    let Some(charter) = charters.in_force(now_seconds()?) else {
        return Ok(vec![format!(
            "{} is in no unit yet, or its first charter has not started",
            home.member()
        )]);
    };
    Ok(vec![
        format!("{} in \"{}\", under charter {}", home.member(), charter.name, charter.number),
        format!("  unit {}", charter.unit()),
    ])
}
