//! `detente charter sign`.

use super::file::{read_sound, replace};
use crate::{
    command::home::{HomeArgs, RootArgs},
    output::say::say,
};
use anyhow::bail;
use home::Root;
use statement::SignedCharter;
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
    home.remember_signing(charter.charter())?;
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
