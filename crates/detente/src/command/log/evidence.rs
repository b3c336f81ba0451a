//! `detente log evidence`.

use super::DOES_NOT_HOLD;
use crate::{command::home::HomeArgs, output::say::say};
use home::read_file;
use log::{BadEvidence, Equivocation, MAX_EVIDENCE};
use statement::Role;
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente log evidence`.
#[derive(Debug, clap::Args)]
pub struct EvidenceArgs {
    /// The evidence
    file: PathBuf,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &EvidenceArgs) -> anyhow::Result<ExitCode> {
    let bytes = read_file(&args.file, MAX_EVIDENCE)?;
    match Equivocation::parse(&bytes) {
        Err(BadEvidence::Malformed(malformed)) => Err(malformed.into()),
        Err(BadEvidence::NotEvidence(why)) => {
            say([format!("It proves nothing: {why}")])?;
            Ok(ExitCode::from(DOES_NOT_HOLD))
        }
        Ok(evidence) => {
            let mut lines = words(&evidence);
            lines.push(whose(args, &evidence));
            say(lines)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What evidence shows.
pub fn words(evidence: &Equivocation) -> Vec<String> {
    let (first, second) = evidence.heads();
    let ((small, small_root), (large, large_root)) = (first.tree(), second.tree());
    let mut lines = vec![format!(
        "Whoever has the key {} showed two histories of {}.",
        evidence.key(),
        first.checkpoint().origin
    )];
    lines.push(match small == large {
        true => format!("It signed two trees of {small} entries: {small_root} and {large_root}."),
        false => format!("It signed a tree of {small} entries, {small_root}, and a tree of {large} that did not grow out of it."),
    });
    lines
}

/// Whose key it is, as far as the home knows.
fn whose(args: &EvidenceArgs, evidence: &Equivocation) -> String {
    let known = || -> anyhow::Result<Option<String>> {
        let home = args.home.open()?;
        let sheets = home.sheets(&home.charters()?)?;
        let owner = sheets.members().find(|member| sheets.keys(member, Role::Log).contains(&evidence.key()));
        Ok(owner.map(ToString::to_string))
    };
    match known() {
        Ok(Some(owner)) => format!("By its key sheet the key is that of {owner}."),
        _ => "Whose key it is cannot be told here: compare it with key sheets.".to_owned(),
    }
}
