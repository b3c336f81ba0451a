//! `detente log import`: everything is checked before anything is taken.

mod compare;
mod files;
mod names;
mod plan;
mod take;

use super::DOES_NOT_HOLD;
use crate::{command::home::HomeArgs, local::Local, output::say::say};
use home::{Carried, Home};
use plan::{Plan, Verdict};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Arguments of `detente log import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    match import(&home, &args.folder)? {
        Imported::Taken(lines) => {
            say(lines)?;
            Ok(ExitCode::SUCCESS)
        }
        Imported::Alarm(lines) => {
            say(lines)?;
            Ok(ExitCode::from(DOES_NOT_HOLD))
        }
    }
}

/// How an import ended.
pub enum Imported {
    /// All was in order and what was new is at home.
    Taken(Vec<String>),
    /// Evidence was found and kept, and nothing was taken.
    Alarm(Vec<String>),
}

/// Imports a folder, where no node runs.
pub fn import(home: &Home, folder: &Path) -> anyhow::Result<Imported> {
    Local::refuse(
        home,
        "it mirrors and cosigns by itself. Stop it to take a folder by hand; charters and key sheets alone can be put into the home while it runs",
    )?;
    let carried = Carried::open(folder)?;
    match Plan::make(home, &carried)? {
        Verdict::Sound(plan) => Ok(Imported::Taken(take::take(home, carried.shelf(), *plan)?)),
        Verdict::Alarm(lines) => Ok(Imported::Alarm(lines)),
    }
}
