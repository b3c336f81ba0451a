//! `detente findings confirm`, `false-alarm`, `close`, `reopen` and `note`.

use super::{
    FindingArg,
    way::{list, node, text},
};
use crate::{command::home::HomeArgs, local::Local, output::say::say};
use serde_json::json;

/// Arguments of the commands that judge.
#[derive(Debug, clap::Args)]
pub struct JudgeArgs {
    /// Their numbers
    #[arg(required = true, value_name = "FINDING")]
    findings: Vec<FindingArg>,
    /// Why, in a sentence; it is kept here and told to nobody
    #[arg(long, value_name = "TEXT", default_value = "")]
    why: String,
    #[command(flatten)]
    home: HomeArgs,
}

/// Arguments of `detente findings note`.
#[derive(Debug, clap::Args)]
pub struct NoteArgs {
    /// Its number
    finding: FindingArg,
    /// What to note, in a line; it is kept here and told to nobody
    text: String,
    #[command(flatten)]
    home: HomeArgs,
}

pub fn run(args: &JudgeArgs, state: &str) -> anyhow::Result<()> {
    let node = node(&args.home.open()?)?;
    for FindingArg(id) in &args.findings {
        let body = json!({"state": state, "why": args.why});
        node.ask("POST", &format!("/api/v1/findings/{id}/state"), Some(&body))?;
        say([format!("#{id} is {state}{}", next(&node, *id, state)?)])?;
    }
    Ok(())
}

/// What can be told of it now, where it comes from what somebody said.
fn next(node: &Local, id: u64, state: &str) -> anyhow::Result<String> {
    let whom = match state {
        "confirmed" => "the unit that you have seen it",
        "false-alarm" => "its author that it was a false alarm",
        _ => return Ok(String::new()),
    };
    let found = node.ask("GET", &format!("/api/v1/findings/{id}"), None)?;
    let mut members: Vec<&str> = list(&found, "from").iter().map(|origin| text(origin, "member")).collect();
    members.sort_unstable();
    members.dedup();
    Ok(match members.is_empty() {
        true => String::new(),
        false => format!(". To tell {whom} (it comes from {}): detente release {id}", members.join(", ")),
    })
}

pub fn note(args: &NoteArgs) -> anyhow::Result<()> {
    let node = node(&args.home.open()?)?;
    let path = format!("/api/v1/findings/{}/notes", args.finding.0);
    node.ask("POST", &path, Some(&json!({"text": args.text})))?;
    say([format!("noted on #{}", args.finding.0)])
}
