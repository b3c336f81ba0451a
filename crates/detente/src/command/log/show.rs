//! `detente log show`.

use super::{
    beside,
    body::{Bodies, Opened},
    json,
    list::{list, time},
    read::find,
};
use crate::{
    command::home::HomeArgs,
    command::id::IdArg,
    local::Local,
    output::say::{print, say},
};
use anyhow::{Context, bail};
use home::{Home, Judged, write_new};
use statement::{Entry, MemberName, StatementId};
use std::{path::PathBuf, process::ExitCode};

/// How much of a body is shown; all of it goes to --body.
const MAX_SHOWN: usize = 64 << 10;

/// Arguments of `detente log show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// A member, or the id of a statement [default: you]
    #[arg(value_name = "MEMBER|ID")]
    what: Option<String>,
    #[command(flatten)]
    home: HomeArgs,
    /// As JSON lines
    #[arg(long)]
    json: bool,
    /// Write the body of the statement to this file
    #[arg(long, value_name = "FILE")]
    body: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let what = args.what.as_deref().unwrap_or(home.member().as_str());
    match what.parse() {
        Ok(IdArg(id)) => show_one(args, &home, &id),
        Err(_) => show_all(args, &home, what),
    }?;
    Ok(ExitCode::SUCCESS)
}

/// The log of a member: as the node has it, where one runs.
fn show_all(args: &ShowArgs, home: &Home, what: &str) -> anyhow::Result<()> {
    if args.body.is_some() {
        bail!("--body goes with the id of one statement");
    }
    let owner: MemberName = what.parse().context("this is neither a member nor the id of a statement")?;
    if let Some(node) = Local::of(home)? {
        return beside::list(&node, &owner, args.json);
    }
    let charters = home.charters()?;
    list(home, &charters, &home.sheets(&charters)?, &owner, args.json)
}

fn show_one(args: &ShowArgs, home: &Home, id: &StatementId) -> anyhow::Result<()> {
    if let Some(node) = Local::of(home)? {
        let (owner, judged) = beside::find(&node, id)?;
        return tell(args, &owner, &judged, |entry| beside::body(&node, id, entry));
    }
    let charters = home.charters()?;
    let (owner, _, judged) = find(home, &charters, &home.sheets(&charters)?, id)?;
    tell(args, &owner, &judged, |entry| Bodies::new(home).open(&entry.header().common))
}

fn tell(
    args: &ShowArgs,
    owner: &MemberName,
    judged: &Judged,
    body: impl FnOnce(&Entry) -> anyhow::Result<Opened>,
) -> anyhow::Result<()> {
    let entry = judged.entry.as_ref().context("it is no statement")?;
    if let Some(path) = &args.body {
        return write_new(path, &body(entry)?.map_err(anyhow::Error::msg)?);
    }
    if args.json {
        return print(&json::line(owner, judged));
    }
    say(about(owner, judged))?;
    say(entry.header().to_string().lines().map(|line| format!("  {line}")))?;
    match body(entry)? {
        Ok(body) => say(shown(&body)),
        Err(why) => say([why]),
    }
}

fn about(owner: &MemberName, judged: &Judged) -> Vec<String> {
    let recorded = match judged.recorded {
        Some(recorded) => format!("on record since {}", time(recorded)),
        None => "not on record yet".to_owned(),
    };
    let mut lines = vec![format!("Entry {} of the log of {owner}, {recorded}", judged.index)];
    lines.extend(judged.void.iter().map(|void| format!("It does not count: {void}")));
    lines
}

fn shown(bytes: &[u8]) -> Vec<String> {
    let (start, rest) = bytes.split_at(bytes.len().min(MAX_SHOWN));
    match std::str::from_utf8(start) {
        Ok(text) => {
            let mut lines: Vec<String> = text.lines().map(|line| format!("| {line}")).collect();
            if !rest.is_empty() {
                lines.push(format!("... and {} bytes more: write it to a file with --body", rest.len()));
            }
            lines
        }
        Err(_) => vec![format!(
            "Its body is {} bytes that are no text: write it to a file with --body",
            bytes.len()
        )],
    }
}
