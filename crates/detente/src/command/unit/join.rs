//! `detente unit join`.

use super::{
    REFUSED,
    carrier::{self, Out, OutArgs},
    close::close,
    consent::ConsentArgs,
};
use crate::command::{
    home::{HomeArgs, RootArgs},
    now_seconds,
};
use home::{Address, Home, Packet, Passphrase, Root, Round};
use statement::Stamp;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Arguments of `detente unit join`.
#[derive(Debug, clap::Args)]
pub struct JoinArgs {
    /// The invitation, as a file or as pasted text; `-` for standard input. It is written back in its place
    file: PathBuf,
    #[command(flatten)]
    out: OutArgs,
    /// Where your node listens, as the others reach it
    #[arg(long, value_name = "HOST:PORT")]
    address: Option<Address>,
    #[command(flatten)]
    consent: ConsentArgs,
    #[command(flatten)]
    home: HomeArgs,
    #[command(flatten)]
    root: RootArgs,
}

/// Runs the command.
pub fn run(args: &JoinArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let before = Round::of_home(&home)?;
    let out = out(args);
    let bytes = carrier::read(&args.file)?;
    let mut round = match checked(args, &home, before.as_ref(), &bytes) {
        Ok(round) => round,
        Err(error) => {
            out.say(vec![format!("{} is refused, and nothing was taken: {error:#}", args.file.display())])?;
            return Ok(ExitCode::from(REFUSED));
        }
    };
    take_part(args, &home, &mut round, &out)?;
    close(&home, before.as_ref(), &round, &out)?;
    Ok(ExitCode::SUCCESS)
}

/// What the home and the invitation know together, if the invitation is for this home.
fn checked(args: &JoinArgs, home: &Home, before: Option<&Round>, bytes: &[u8]) -> anyhow::Result<Round> {
    let carried = Round::of(Packet::read(bytes)?)?;
    args.consent.refuse_other(carried.unit()?)?;
    let round = match before {
        Some(here) => here.clone().meet(carried)?,
        None => carried,
    };
    round.to_sign(home)?;
    Ok(round)
}

/// Adds what only this member can: its signature, its first key sheet, where it listens.
fn take_part(args: &JoinArgs, home: &Home, round: &mut Round, out: &Out) -> anyhow::Result<()> {
    let (mut root, mut passphrase) = (None, None);
    if let Some(pending) = round.to_sign(home)? {
        let (number, unit) = (pending.charter().number, pending.charter().unit());
        args.consent.obtain(pending.charter(), out)?;
        let key = opened(&mut root, args.root.file(), home, &mut passphrase)?;
        round.sign(home, key)?;
        out.say(vec![format!("You have signed charter {number} of the unit {unit}")])?;
    }
    if round.lacks_own_sheet(home) {
        let key = opened(&mut root, args.root.file(), home, &mut passphrase)?;
        round.make_sheet(home, key, &mut passphrase, Stamp::from_seconds(now_seconds()?)?)?;
    }
    if let Some(address) = &args.address {
        round.set_address(home.member(), address.clone());
    }
    Ok(())
}

/// The root key, which is asked for once and only if it is needed.
fn opened<'r>(
    root: &'r mut Option<Root>,
    file: Option<&Path>,
    home: &Home,
    passphrase: &mut Option<Passphrase>,
) -> anyhow::Result<&'r Root> {
    if root.is_none() {
        *root = Some(Root::open(home, file, passphrase)?);
    }
    root.as_ref().ok_or_else(|| anyhow::anyhow!("there is no root key"))
}

fn out(args: &JoinArgs) -> Out {
    match (&args.out.output, args.out.text || args.file.as_os_str() == "-") {
        (Some(path), _) => Out::File(path.clone()),
        (None, true) => Out::Text,
        (None, false) => Out::File(args.file.clone()),
    }
}
