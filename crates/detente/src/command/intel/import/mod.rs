//! `detente intel import`: files of intelligence, read, told about, and said.
//!
//! Everything is read before anything is said. What is to be said lies in a scratch file meanwhile, for it may be larger than memory.

mod caution;
mod gather;
mod tee;
mod told;

use super::{
    EXIT_REMARKS, EXIT_UNREADABLE,
    record::{Record, Said, Status},
};
use crate::{
    command::{
        home::HomeArgs,
        id::IdArg,
        now_seconds,
        say::{Speaker, Until, at},
    },
    intel,
    progress::LateBar,
};
use anyhow::{Context, bail};
use clap::Args;
use gather::{Gathered, Part, Store};
use home::{Draft, Home};
use statement::{Audience, Kind, Marking, MemberName, StatementId};
use std::{
    io::{self, IsTerminal},
    path::PathBuf,
    process::ExitCode,
};
use told::{Format, Told};

/// Arguments of `detente intel import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files of intelligence (STIX, MISP, tables, lists) and folders of them; - is standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    home: HomeArgs,
    /// Only for these members, who alone can open it; name yourself too if you want to
    #[arg(long, value_name = "MEMBER", num_args = 1..)]
    to: Vec<MemberName>,
    /// Until when it holds: a time such as 2026-12-22T20:00:00Z, or +30d or +12h from now
    #[arg(long, value_name = "TIME")]
    until: Option<Until>,
    /// Who may be told: one of TLP 2.0, then perhaps a space and one of PAP [default: TLP:AMBER]. Never wider than what the objects say
    #[arg(long, value_name = "MARKING")]
    marking: Option<Marking>,
    /// Statements that it is about
    #[arg(long, value_name = "ID", num_args = 1..)]
    refs: Vec<IdArg>,
    /// Only tell what is in the files; needs no home
    #[arg(long)]
    dry_run: bool,
    /// Say it once more even if you have said it before
    #[arg(long)]
    again: bool,
    /// Tell of every item, not only of those that are refused
    #[arg(short, long)]
    verbose: bool,
    /// How it is told [default: text on a terminal, else jsonl]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Say nothing, and exit with 1, when anything is refused
    #[arg(long)]
    strict: bool,
}

/// Runs the command.
pub fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let is_terminal = io::stdout().is_terminal();
    let format = args.format.unwrap_or(if is_terminal { Format::Text } else { Format::Jsonl });
    let mut told = Told::new(io::stdout().lock(), format, args.verbose);
    let home = if args.dry_run { None } else { Some(args.home.open()?) };
    let mut store = Store::new(home.as_ref().map(Home::path));
    let mut files = Vec::new();
    for (path, found) in intel::find(&args.paths) {
        let gathered = gather::file(&path, found, &mut store, &mut told)?;
        told.file(&gathered)?;
        files.push(gathered);
    }
    if files.iter().any(|file| file.outcome.is_err()) {
        told.end()?;
        return Ok(ExitCode::from(EXIT_UNREADABLE));
    }
    if args.strict && files.iter().any(Gathered::has_refused) {
        told.end()?;
        return Ok(ExitCode::from(EXIT_REMARKS));
    }
    if let Some(home) = home {
        // What was told so far is of use even if nothing can be said.
        told.end()?;
        say(args, &home, &files, &store, &mut told)?;
    }
    told.end()?;
    Ok(ExitCode::SUCCESS)
}

/// The marking where nothing else is said, as of `detente say`.
fn marking(args: &ImportArgs) -> Marking {
    args.marking.unwrap_or(Marking { tlp: statement::Tlp::Amber, pap: None })
}

fn say(
    args: &ImportArgs,
    home: &Home,
    files: &[Gathered],
    store: &Store,
    told: &mut Told<impl io::Write>,
) -> anyhow::Result<()> {
    if files.iter().all(|file| file.parts.is_empty()) {
        bail!("there is nothing in these files that could be said");
    }
    let now = now_seconds()?;
    let marking = marking(args);
    caution::refuse_wider(files, marking)?;
    caution::refuse_more_than_quota(home, files, now)?;
    let draft = draft(args, marking, now)?;
    let before = if args.again { Vec::new() } else { said_before(home, files, store, now)? };
    let is_new = |part: &Part| !before.iter().any(|(offset, _)| *offset == part.offset);
    if before.len() == files.iter().map(|file| file.parts.len()).sum::<usize>() {
        return Ok(files.iter().try_for_each(|file| told.before(file, &before))?);
    }
    let mut speaker = Speaker::open(home)?;
    let mut bar = LateBar::statements(files.iter().map(|file| file.parts.len() as u64).sum());
    let mut count = 0;
    for file in files {
        told.before(file, &before)?;
        for (number, part) in file.parts.iter().enumerate().filter(|(_, part)| is_new(part)) {
            let body = store.get(part)?;
            let media_type = file.media.as_str().parse().context("a media type of ours")?;
            let id = speaker.say(Draft { body: Some((body, media_type)), ..draft.clone() })?;
            told.said(file, number, part, &id)?;
            count += 1;
            bar.show(count);
        }
    }
    Ok(())
}

/// What is the same in all statements.
fn draft(args: &ImportArgs, marking: Marking, now: i64) -> anyhow::Result<Draft> {
    Ok(Draft {
        kind: Kind::Intel,
        lines: Vec::new(),
        body: None,
        until: args.until.map(|until| at(until, now)).transpose()?,
        marking,
        audience: match args.to.is_empty() {
            true => Audience::Unit,
            false => Audience::of(args.to.clone())?,
        },
        refs: args.refs.iter().map(|id| id.0).collect(),
        operator: None,
    })
}

/// The parts that this member has said already, by their place in the scratch file, and in which statement. One that was taken back or
/// is over may be said again.
fn said_before(
    home: &Home,
    files: &[Gathered],
    store: &Store,
    now: i64,
) -> anyhow::Result<Vec<(u64, StatementId)>> {
    let record = Record::open(home)?;
    let mut own = record.intel()?;
    own.retain(|said| {
        said.member == *home.member() && matches!(said.status(now), Status::OnRecord | Status::NotYet)
    });
    let mut before = Vec::new();
    for file in files {
        for part in &file.parts {
            let alike = |said: &&Said| said.bytes == part.bytes && said.media_type == file.media.as_str();
            for said in own.iter().filter(alike) {
                if record.body(said)?.is_ok_and(|body| store.get(part).is_ok_and(|part| part == body)) {
                    before.push((part.offset, said.id));
                    break;
                }
            }
        }
    }
    Ok(before)
}
