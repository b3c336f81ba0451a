//! `detente unit invite`.

use super::{
    carrier::{Out, OutArgs},
    close::close,
    consent::ConsentArgs,
};
use crate::command::{
    charter::read_sound,
    home::{HomeArgs, RootArgs},
};
use anyhow::{Context, bail};
use home::{Root, Round};
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente unit invite`.
#[derive(Debug, clap::Args)]
pub struct InviteArgs {
    /// The next charter, by `detente charter new --after`, for example with a new member; you sign it
    #[arg(long, value_name = "FILE")]
    next: Option<PathBuf>,
    #[command(flatten)]
    out: OutArgs,
    #[command(flatten)]
    consent: ConsentArgs,
    #[command(flatten)]
    home: HomeArgs,
    #[command(flatten)]
    root: RootArgs,
}

/// Runs the command.
pub fn run(args: &InviteArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let before = Round::of_home(&home)?;
    let mut round =
        before.clone().context("this home is of no unit yet: `detente unit found` or `detente unit join`")?;
    let out = out(args)?;
    if let Some(path) = &args.next {
        let charter = read_sound(path)?;
        args.consent.obtain(charter.charter(), &out)?;
        let root = Root::open(&home, args.root.file(), &mut None)?;
        round.propose(&home, &root, charter)?;
    }
    close(&home, before.as_ref(), &round, &out)?;
    Ok(ExitCode::SUCCESS)
}

/// A file that is there may be another invitation, with signatures that are nowhere else.
fn out(args: &InviteArgs) -> anyhow::Result<Out> {
    if args.out.text {
        return Ok(Out::Text);
    }
    let path = args.out.output.clone().unwrap_or_else(|| PathBuf::from("unit.invitation"));
    match path.exists() {
        true => bail!("{} is there already and is not replaced: name another with -o", path.display()),
        false => Ok(Out::File(path)),
    }
}
