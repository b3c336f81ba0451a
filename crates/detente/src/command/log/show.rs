//! `detente log show`.

use super::{
    json,
    list::{list, time},
    read::find,
};
use crate::{
    command::home::HomeArgs,
    command::id::IdArg,
    output::say::{print, say},
};
use anyhow::{Context, bail};
use home::{Charters, Home, Judged, Keys, Sheets, unseal, write_new};
use statement::{Audience, Body, Entry, MAX_BODY, MemberName, StatementId};
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
    let charters = home.charters()?;
    let sheets = home.sheets(&charters)?;
    let what = args.what.as_deref().unwrap_or(home.member().as_str());
    if let Ok(IdArg(id)) = what.parse() {
        show_one(args, &home, &charters, &sheets, &id)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.body.is_some() {
        bail!("--body goes with the id of one statement");
    }
    let owner: MemberName = what.parse().context("this is neither a member nor the id of a statement")?;
    list(&home, &charters, &sheets, &owner, args.json)?;
    Ok(ExitCode::SUCCESS)
}

fn show_one(
    args: &ShowArgs,
    home: &Home,
    charters: &Charters,
    sheets: &Sheets,
    id: &StatementId,
) -> anyhow::Result<()> {
    let (owner, _, judged) = find(home, charters, sheets, id)?;
    let entry = judged.entry.as_ref().context("it is no statement")?;
    if let Some(path) = &args.body {
        let body = open_body(home, entry)?;
        let body = body.map_err(anyhow::Error::msg)?;
        return write_new(path, body.bytes());
    }
    if args.json {
        return print(&json::line(&owner, &judged));
    }
    say(about(&owner, &judged))?;
    say(entry.header().to_string().lines().map(|line| format!("  {line}")))?;
    match open_body(home, entry)? {
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

/// The body, or a sentence that says why there is none to be shown.
fn open_body(home: &Home, entry: &Entry) -> anyhow::Result<Result<Body, String>> {
    const LARGEST: usize = 2 * MAX_BODY as usize;
    let common = &entry.header().common;
    let Some(header) = &common.body else { return Ok(Err("It has no body.".to_owned())) };
    let bodies = home.shelf().bodies();
    let missing = || Ok(Err("Its body is not here.".to_owned()));
    let Some(sealed) = &common.sealed else {
        let Some(stored) = bodies.get(&header.hash.0, LARGEST)? else { return missing() };
        return Ok(Ok(Body::open(stored, header)?));
    };
    let for_us =
        matches!(&common.audience, audience @ Audience::Members(_) if audience.includes(home.member()));
    if !for_us {
        return Ok(Err(format!("Its body is sealed for {} and cannot be opened here.", common.audience)));
    }
    let Some(file) = bodies.get(&sealed.hash.0, LARGEST)? else { return missing() };
    let body = unseal(&file, header, &identities(home)?)?;
    Ok(body.ok_or_else(|| "Its body is sealed to a key that is not here.".to_owned()))
}

/// The keys of all sheets, newest first: an old body is sealed to an old key.
fn identities(home: &Home) -> anyhow::Result<Vec<age::x25519::Identity>> {
    let mut passphrase = None;
    let mut identities = Vec::new();
    for number in home.key_files()?.into_iter().rev() {
        identities.push(Keys::read(home, number, &mut passphrase)?.age().clone());
    }
    Ok(identities)
}

fn shown(body: &Body) -> Vec<String> {
    let bytes = body.bytes();
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
