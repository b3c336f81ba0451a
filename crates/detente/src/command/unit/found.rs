//! `detente unit found`.

use super::{carrier::Out, close::close, consent::ask, introduction::Introduced};
use crate::command::{
    charter::{self, TermsArgs},
    home::{HomeArgs, RootArgs},
    now_seconds,
};
use anyhow::{Context, bail};
use home::{Home, Root, Round};
use statement::{SignedCharter, Stamp};
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente unit found`.
#[derive(Debug, clap::Args)]
pub struct FoundArgs {
    /// What people call the unit
    #[arg(long)]
    name: String,
    /// A member, yourself too: NAME,BLOC,TITLE,VKEY,HOST:PORT
    #[arg(long = "member", value_name = "NAME,BLOC,TITLE,VKEY[,HOST:PORT]", required = true)]
    members: Vec<Introduced>,
    #[command(flatten)]
    terms: TermsArgs,
    /// Where to write the invitation
    #[arg(short, long, value_name = "FILE", default_value = "unit.invitation")]
    output: PathBuf,
    /// Sign without being asked
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    home: HomeArgs,
    #[command(flatten)]
    root: RootArgs,
}

/// Runs the command.
pub fn run(args: FoundArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    if let Some(here) = Round::of_home(&home)? {
        bail!("this home is of the unit {} already: nothing was signed", here.unit()?);
    }
    if args.output.exists() {
        bail!("{} is there already and is not replaced", args.output.display());
    }
    let seats = args.members.iter().map(|member| member.seat.clone()).collect();
    let text = charter::first(&args.name, seats, args.terms)?;
    let draft = SignedCharter::unsigned(&text).context("nobody should sign this charter")?;
    refuse_without_oneself(&home, &draft)?;
    let out = Out::File(args.output);
    out.say(charter::words(draft.charter()))?;
    if !args.yes {
        ask("Is this the unit that you want, and will you sign it?", "--yes")?;
    }
    let mut passphrase = None;
    let root = Root::open(&home, args.root.file(), &mut passphrase)?;
    let mut round = Round::found(&root, &draft)?;
    round.make_sheet(&home, &root, &mut passphrase, Stamp::from_seconds(now_seconds()?)?)?;
    for member in args.members {
        if let Some(address) = member.address {
            round.set_address(&member.seat.name, address);
        }
    }
    out.say(vec![
        format!("You have signed charter 1 of the unit {}", round.unit()?),
        "Read this id to the others when they join: theirs must be the same.".to_owned(),
    ])?;
    close(&home, None, &round, &out)?;
    Ok(ExitCode::SUCCESS)
}

/// A charter without its founder, or with another key in the founder's place, would be signed in vain.
fn refuse_without_oneself(home: &Home, draft: &SignedCharter) -> anyhow::Result<()> {
    let root = home.root_verifier()?;
    match draft.charter().seat(home.member()) {
        Some(seat) if seat.root == root => Ok(()),
        _ => bail!(
            "you are not among the members: add --member '{0},BLOC,TITLE,{root},HOST:PORT', with the key as it stands here",
            home.member()
        ),
    }
}
