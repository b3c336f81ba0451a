//! `detente log prove`.

use super::{
    beside,
    read::{Read, find},
};
use crate::{
    command::home::HomeArgs,
    command::id::IdArg,
    local::Local,
    output::say::{print, say, warn},
};
use anyhow::{Context, bail};
use home::{Charters, Extra, Heads, Home, Judged, Sheets, policy, write_public};
use log::{Head, MAX_PROOF_FILE, Proof};
use logdir::Tiles;
use note::Note;
use statement::{Charter, MemberName, Role, StatementId};
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente log prove`.
#[derive(Debug, clap::Args)]
pub struct ProveArgs {
    /// The statement
    #[arg(value_name = "ID")]
    id: IdArg,
    #[command(flatten)]
    home: HomeArgs,
    /// Where to write the proof [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &ProveArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let text = match Local::of(&home)? {
        Some(node) => beside::proof(&node, &args.id.0)?,
        None => prove(&home, &args.id.0)?,
    };
    if text.len() > MAX_PROOF_FILE {
        bail!("the proof would be larger than a mebibyte, because of all the key sheets");
    }
    match &args.output {
        None => print(text.as_bytes())?,
        Some(path) => {
            write_public(path, text.as_bytes())?;
            say([format!(
                "The proof is in {}. Check it with: detente log verify {0} --charter FILE...",
                path.display()
            )])?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The proof, out of what lies at home.
fn prove(home: &Home, id: &StatementId) -> anyhow::Result<String> {
    let charters = home.charters()?;
    let sheets = home.sheets(&charters)?;
    let (owner, read, judged) = find(home, &charters, &sheets, id)?;
    warn_of_void(&judged);
    Ok(proof(home, &charters, &sheets, &owner, &read, &judged)?.to_string())
}

/// A proof shows that something was said; whether it counts is another question.
pub fn warn_of_void(judged: &Judged) {
    if let Some(void) = &judged.void {
        warn(&format!("the statement does not count: {void}"));
    }
}

fn proof(
    home: &Home,
    charters: &Charters,
    sheets: &Sheets,
    owner: &MemberName,
    read: &Read,
    judged: &Judged,
) -> anyhow::Result<Proof> {
    let quoted = read.quotes.iter().position(|quote| judged.index < quote.head.checkpoint().size);
    let quote = quoted.and_then(|at| read.quotes.get(at));
    let before = quoted.and_then(|at| read.quotes.get(at.checked_sub(1)?));
    let head = match quote {
        Some(quote) => quote.head.note().clone(),
        None => cosigned_head(home, charters, sheets, owner, judged)?,
    };
    let size = log::Checkpoint::parse(head.text())?.size;
    let mut tiles = Tiles::new(&home.shelf().log(owner), read.tiles.size());
    let path = log::inclusion_proof(judged.index, size, &mut |node| tiles.node(node))?;
    let carried = |quote: &home::Quote| (quote.index, quote.entry.note().to_string().into_bytes());
    let extra = Extra {
        entry: read.tiles.entry(judged.index)?,
        quote: quote.map(carried),
        before: before.map(carried),
        sheets: charters
            .last()
            .into_iter()
            .flat_map(|charter| all_sheets(charter, sheets, owner))
            .cloned()
            .collect(),
    };
    Ok(Proof { extra: Some(extra.to_text().into_bytes()), index: judged.index, path, checkpoint: head })
}

/// The sheets of the owner and of all members.
fn all_sheets<'s>(
    charter: &'s Charter,
    sheets: &'s Sheets,
    owner: &'s MemberName,
) -> impl Iterator<Item = &'s Note> {
    let others = charter.seats.iter().map(|seat| &seat.name).filter(move |name| *name != owner);
    std::iter::once(owner).chain(others).flat_map(|member| sheets.notes(member).map(|(_, note)| note))
}

/// The newest head over the entry that its quorum has cosigned, where no quote shows one.
fn cosigned_head(
    home: &Home,
    charters: &Charters,
    sheets: &Sheets,
    owner: &MemberName,
    judged: &Judged,
) -> anyhow::Result<Note> {
    let charter = judged.entry.as_ref().and_then(|entry| charters.by_id(&entry.header().common.charter));
    let charter = charter.or(charters.last()).context("there is no charter")?;
    let heads = Heads::new(home.shelf(), owner);
    let keys = sheets.keys(owner, Role::Log);
    let mut why = "nobody has cosigned it".to_owned();
    for size in heads.sizes()?.into_iter().rev().take_while(|size| *size > judged.index) {
        let Some(head) = heads.at(size, &keys)? else { continue };
        match policy(charter, sheets, owner, size)?.1.verify(head.note().clone()) {
            Ok(accepted) => return Ok(Head::note(&accepted.head).clone()),
            Err(error) => why = error.to_string(),
        }
    }
    bail!(
        "the statement cannot be proved yet: {why}. Export the log, let others cosign it (`detente log cosign`), and import what comes back"
    )
}
