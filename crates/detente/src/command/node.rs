//! `detente node`: what a node remembers beside the logs.

use super::{home::HomeArgs, now_seconds};
use crate::{
    local::Local,
    output::say::{many, say},
    progress::Steps,
};
use anyhow::{Context, bail};
use home::Home;
use std::{path::PathBuf, process::ExitCode};
use store::Store;

/// Commands about a node's memory.
#[derive(Debug, clap::Subcommand)]
pub enum NodeCommand {
    /// Copy what is in no log and cannot be made anew, beside a running node or without one.
    ///
    /// What this member cosigned last, operators, tokens and the audit log. The file holds password hashes: keep it as you keep keys. Logs, bodies and
    /// keys are not in it: copy the home's other folders as files.
    Backup(FileArgs),
    /// Put a backup in its place, while no node runs.
    ///
    /// What was there is kept as node/replaced.sqlite. The node signs nothing after it starts until the others have told it how long each log is.
    Restore(FileArgs),
    /// Make the cache of the logs anew, while no node runs.
    ///
    /// Nothing is lost by it, and nothing is needed for it but the logs: signatures that were checked once are not checked again.
    Rebuild(RebuildArgs),
}

/// Arguments of `detente node backup` and `restore`.
#[derive(Debug, clap::Args)]
pub struct FileArgs {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    home: HomeArgs,
}

/// Arguments of `detente node rebuild`.
#[derive(Debug, clap::Args)]
pub struct RebuildArgs {
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs a command.
pub fn run(command: &NodeCommand) -> anyhow::Result<ExitCode> {
    match command {
        NodeCommand::Backup(args) => backup(args),
        NodeCommand::Restore(args) => restore(args),
        NodeCommand::Rebuild(args) => rebuild(args),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn backup(args: &FileArgs) -> anyhow::Result<()> {
    let home = args.home.open()?;
    if !home.memory().exists() {
        bail!("no node has run in this home yet: there is nothing to back up");
    }
    Store::backup_beside(&home.memory(), &args.file)?;
    say([
        format!("The backup is in {}.", args.file.display()),
        "It holds password hashes. It is good for as long as nothing newer was cosigned: after restoring it, the node asks the others first.".to_owned(),
    ])
}

fn restore(args: &FileArgs) -> anyhow::Result<()> {
    let home = args.home.open()?;
    refuse_beside(&home)?;
    let unit = home.charters()?.unit()?;
    Store::restore(&home.memory(), &args.file, &unit, now_seconds()?.unsigned_abs())?;
    say([
        "Restored. What was there before is in node/replaced.sqlite; remove it once nobody wants it back.",
        "Start the node now. It may have cosigned more than this backup knows, so it signs nothing for a log, its own included, until as many",
        "members as that log's quorum asks for have told it how long the log is. Until then the alarm `restored` stands. Operators and",
        "tokens are those of the backup: whoever was added since has to be added again, and whoever was revoked since, revoked again.",
    ])
}

fn rebuild(args: &RebuildArgs) -> anyhow::Result<()> {
    let home = args.home.open()?;
    refuse_beside(&home)?;
    let bar = Steps::new();
    let rebuilt = node::rebuild(&home, |done, all| bar.show(done, all));
    bar.finish();
    let rebuilt = rebuilt
        .context("the cache is not whole yet; starting the node, or doing this again, does the rest")?;
    say([format!(
        "Replayed {}; {} checked that nobody had checked before.",
        many(rebuilt.entries, "entry", "entries"),
        many(rebuilt.checked, "signature", "signatures")
    )])
}

fn refuse_beside(home: &Home) -> anyhow::Result<()> {
    match Local::of(home)? {
        None => Ok(()),
        Some(_) => bail!("a node runs in this home: stop it first"),
    }
}
