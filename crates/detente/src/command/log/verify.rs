//! `detente log verify`: offline, from charters, key sheets and a proof file.

use super::{
    DOES_NOT_HOLD,
    case::{Case, Judgement, cosigners, included},
};
use crate::output::say::say;
use anyhow::{Context, bail};
use home::{Charters, Extra, Sheets, read_file};
use log::{MAX_POLICY_FILE, MAX_PROOF_FILE, Policy, Proof};
use note::{MAX_NOTE, Note};
use statement::{Entry, SignedCharter};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Arguments of `detente log verify`.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The proof
    proof: PathBuf,
    /// The charters, from the first
    #[arg(long = "charter", value_name = "FILE", num_args = 1.., required_unless_present = "policy")]
    charters: Vec<PathBuf>,
    /// Key sheets besides those that the proof carries
    #[arg(long = "sheet", value_name = "FILE", num_args = 1..)]
    sheets: Vec<PathBuf>,
    /// A trust policy (C2SP tlog-policy) instead of charters
    #[arg(long, value_name = "FILE", conflicts_with_all = ["charters", "sheets"])]
    policy: Option<PathBuf>,
    /// The bytes of the entry, where the proof does not carry them
    #[arg(long, value_name = "FILE", requires = "policy")]
    entry: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let bytes = read_file(&args.proof, MAX_PROOF_FILE)?;
    let proof = Proof::parse(&bytes).with_context(|| format!("cannot read {}", args.proof.display()))?;
    let judgement = match &args.policy {
        Some(policy) => by_policy(args, policy, &proof)?,
        None => by_charters(args, &proof)?,
    };
    match judgement {
        Ok(lines) => {
            say(lines)?;
            say(["It holds."])?;
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            say([format!("It does not hold: {why}")])?;
            Ok(ExitCode::from(DOES_NOT_HOLD))
        }
    }
}

fn by_policy(args: &VerifyArgs, path: &Path, proof: &Proof) -> anyhow::Result<Judgement> {
    let policy = Policy::parse(&read_file(path, MAX_POLICY_FILE)?)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let entry = match (&args.entry, &proof.extra) {
        (Some(path), _) => read_file(path, log::MAX_ENTRY)?,
        (None, Some(extra)) => Extra::parse(extra)?.entry,
        (None, None) => bail!("the proof does not carry the entry: name its file with --entry"),
    };
    Ok(included(&policy, proof, &entry).map(|accepted| {
        let mut lines = vec![format!("Entry {} of {}", proof.index, accepted.head.checkpoint().origin)];
        lines.extend(cosigners(&accepted));
        lines
    }))
}

fn by_charters(args: &VerifyArgs, proof: &Proof) -> anyhow::Result<Judgement> {
    let charters = charters(args)?;
    let extra =
        proof.extra.as_deref().context("the proof carries nothing of ours; check it with --policy")?;
    let extra = Extra::parse(extra)?;
    let sheets = sheets(args, &extra, &charters);
    let entry = Entry::parse(&extra.entry);
    Ok(sheets
        .map_err(|error| format!("{error:#}"))
        .and_then(|sheets| Ok((sheets, entry.map_err(|error| error.to_string())?)))
        .and_then(|(sheets, entry)| {
            Case { charters: &charters, sheets: &sheets, proof, extra: &extra, entry: &entry }.judge()
        }))
}

fn charters(args: &VerifyArgs) -> anyhow::Result<Charters> {
    let mut charters = Charters::default();
    for path in &args.charters {
        let charter = SignedCharter::parse(&read_file(path, MAX_NOTE)?).map_err(anyhow::Error::from);
        charter
            .and_then(|charter| charters.push(charter))
            .with_context(|| format!("{} is no charter that holds after those before it", path.display()))?;
    }
    Ok(charters)
}

/// The sheets of the proof and of the command line, together. Two that contradict each other are found here.
fn sheets(args: &VerifyArgs, extra: &Extra, charters: &Charters) -> anyhow::Result<Sheets> {
    let mut notes = extra.sheets.clone();
    for path in &args.sheets {
        let note = Note::parse(&read_file(path, MAX_NOTE)?);
        notes.push(note.with_context(|| format!("cannot read {}", path.display()))?);
    }
    let mut sheets = Sheets::default();
    for note in notes {
        sheets.add(note, charters)?;
    }
    Ok(sheets)
}
