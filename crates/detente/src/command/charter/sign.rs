//! `detente charter sign`.

use super::file::{read_sound, replace};
use crate::{
    command::home::{HomeArgs, RootArgs},
    output::say::say,
};
use anyhow::{Context, bail};
use home::{Home, Root, make_folder, write_new};
use statement::{Charter, SignedCharter};
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente charter sign`.
#[derive(Debug, clap::Args)]
pub struct SignArgs {
    /// The charter; your signature is put under it
    file: PathBuf,
    #[command(flatten)]
    home: HomeArgs,
    #[command(flatten)]
    root: RootArgs,
}

/// Runs the command.
pub fn run(args: &SignArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let charter = read_sound(&args.file)?;
    let root = Root::open(&home, args.root.file(), &mut None)?;
    let is_seat = charter.charter().seats.iter().any(|seat| seat.root == *root.verifier());
    let is_before = home.charters()?.all().any(|before| {
        charter.charter().succeeds.is_some_and(|(_, previous)| previous == before.id)
            && before.seats.iter().any(|seat| seat.root == *root.verifier())
    });
    if !is_seat && !is_before {
        bail!(
            "your root key is neither in this charter nor in the one before it (accept that one first): your signature would say nothing"
        );
    }
    remember(&home, charter.charter())?;
    let note = root.sign(charter.note().clone())?;
    let signed = SignedCharter::parse(note.to_string().as_bytes())?;
    replace(&args.file, &signed)?;
    say([format!(
        "{} has signed {}, charter {} of {}",
        home.member(),
        args.file.display(),
        signed.charter().number,
        signed.charter().unit()
    )])?;
    Ok(ExitCode::SUCCESS)
}

/// Remembers what is signed before it is signed, and refuses a second charter of one number in one unit.
fn remember(home: &Home, charter: &Charter) -> anyhow::Result<()> {
    let rival = home
        .charters()?
        .all()
        .find(|here| here.number == charter.number && here.id != charter.id)
        .map(|here| here.id);
    if let Some(rival) = rival.filter(|_| charter.succeeds.is_some()) {
        bail!(
            "it is a rival of charter {} that is in force here, {rival}: signing both would be evidence against you",
            charter.number
        );
    }
    let Some((unit, _)) = charter.succeeds else { return Ok(()) };
    let folder = home.path().join("signed").join(unit.to_string());
    make_folder(&folder)?;
    let path = folder.join(charter.number.to_string());
    let line = format!("{}\n", charter.id);
    if !path.exists() {
        return write_new(&path, line.as_bytes());
    }
    let here = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    match here == line {
        true => Ok(()),
        false => bail!(
            "you have signed another charter {}, {}: signing both would be evidence against you",
            charter.number,
            here.trim_end()
        ),
    }
}
