//! `detente say`: a statement, signed and entered in one's own log.

mod beside;
mod compose;
mod fill;
mod kind;

use crate::{
    command::home::HomeArgs,
    command::{id::IdArg, now_seconds},
    local::Local,
    output::say::{print, warn},
};
use anyhow::bail;
use home::{Composed, Heads, Home, Sheets, make_folder};
use logdir::LogDir;
use note::Note;
use statement::{Entry, KeySheet, Kind, Marking, MediaType, MemberName, Role, Stamp, StatementId};
use std::{path::PathBuf, process::ExitCode};

/// How many entries at the end of the log are looked at for the same text. Texts have their second in them.
const MAX_LOOKED_BACK: u64 = 10_000;

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
    let id = match Local::of(&home)? {
        Some(node) => beside::say(args, &home, &node)?,
        None => say(args, &home)?,
    };
    print(format!("{id}\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Says it in this process, which has the log to itself.
fn say(args: &SayArgs, home: &Home) -> anyhow::Result<StatementId> {
    let charters = home.charters()?;
    let charter = home.acts_under(&charters, now_seconds()?)?;
    let sheets = home.sheets(&charters)?;
    let sheet = home.sheet(&sheets)?;
    let keys = home.keys(sheet, &mut None)?;
    let mut log = home.own_log(&sheets, sheet, &keys)?;
    home.refuse_backup(&log)?;
    let made = now_seconds()?;
    let draft = compose::draft(args, home, &sheets, Some(&log), made)?;
    let composed = draft.compose(home.member(), charter, &sheets, Stamp::from_seconds(made)?)?;
    let statement = keys.signing(&sheet.unit, home.member(), Role::Statement)?;
    let entry = Entry::sign(&composed.header, &statement)?;
    refuse_twice(&log, &entry)?;
    put_body(home, &composed)?;
    keep_cosigned(home, &sheets, &log)?;
    append(&mut log, &entry, sheet, &keys)?;
    Ok(entry.id())
}

/// Puts the body on the disk before the statement that commits to it: a statement whose body is lost would be an empty promise.
fn put_body(home: &Home, composed: &Composed) -> anyhow::Result<()> {
    let Some(stored) = &composed.stored else { return Ok(()) };
    make_folder(&home.path().join("bodies"))?;
    home.shelf().bodies().put(stored)?;
    Ok(())
}

/// The head that the log is about to leave behind may be the newest that a quorum has cosigned.
fn keep_cosigned(home: &Home, sheets: &Sheets, log: &LogDir) -> anyhow::Result<()> {
    if log.head().note().signatures().len() > 1 {
        let keys = sheets.keys(home.member(), Role::Log);
        Heads::new(home.shelf(), home.member()).keep(log.head(), &keys)?;
    }
    Ok(())
}

/// Appends the entry. What is behind it is only tidying up: if that fails, the entry is there, and the next command tidies.
fn append(log: &mut LogDir, entry: &Entry, sheet: &KeySheet, keys: &home::Keys) -> anyhow::Result<()> {
    let signer = keys.signing(&sheet.unit, &sheet.member, Role::Log)?;
    let bytes = entry.note().to_string().into_bytes();
    log.append(vec![bytes], |checkpoint| {
        Ok::<_, logdir::Error>(signer.sign(Note::unsigned(&checkpoint.to_string())?))
    })?;
    if let Err(error) = log.settle() {
        warn(&format!("the statement is in the log; its tiles are not written yet: {error}"));
    }
    Ok(())
}

/// A second entry with the same text would be void.
fn refuse_twice(log: &LogDir, entry: &Entry) -> anyhow::Result<()> {
    let made = entry.header().common.made;
    let tiles = log.tiles();
    for index in (0..tiles.size()).rev().take(MAX_LOOKED_BACK as usize) {
        let Ok(before) = Entry::parse(&tiles.entry(index)?) else { continue };
        if before.text_digest() == entry.text_digest() {
            bail!("you have just said that, in {}", before.id());
        }
        if before.header().common.made < made {
            break;
        }
    }
    Ok(())
}
