//! `detente charter show`.

use super::{file::read_sound, words};
use crate::{command::home::HomeArgs, command::now_seconds, output::say::say};
use anyhow::Context;
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente charter show`.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The charter [default: the one in force in your home]
    file: Option<PathBuf>,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let charter = match &args.file {
        Some(path) => read_sound(path)?.charter().clone(),
        None => {
            let charters = args.home.open()?.charters()?;
            charters.in_force(now_seconds()?).context("no charter is in force in this home")?.clone()
        }
    };
    say(words::members(&charter))?;
    Ok(ExitCode::SUCCESS)
}
