//! `detente keys root`: a new root key, where the old one is lost or stolen.

use crate::{command::home::HomeArgs, output::say::say};
use home::{Passphrase, draw_root, use_agent, write_new, write_replacing};
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente keys root`.
#[derive(Debug, clap::Args)]
pub struct NewRootArgs {
    #[command(flatten)]
    home: HomeArgs,
    /// Keep the key unencrypted
    #[arg(long)]
    no_passphrase: bool,
    /// Write the root key to this file instead of root.key in the home
    #[arg(long, value_name = "FILE", conflicts_with = "root_agent")]
    root_in: Option<PathBuf>,
    /// Take an Ed25519 key of ssh-agent, named by its fingerprint (SHA256:...) or comment
    #[arg(long, value_name = "KEY")]
    root_agent: Option<String>,
}

/// Runs the command.
pub fn run(args: &NewRootArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let agent = home.path().join("root.agent");
    let root = match &args.root_agent {
        Some(wanted) => {
            let root = use_agent(wanted, home.member())?;
            if !agent.exists() {
                write_new(&agent, b"the root key is in ssh-agent\n")?;
            }
            root
        }
        None => {
            let passphrase = match args.no_passphrase {
                true => None,
                false => Some(Passphrase::choose("the new root key")?),
            };
            let path = args.root_in.clone().unwrap_or_else(|| home.path().join("root.key"));
            let root = draw_root(&path, home.member(), passphrase.as_ref())?;
            if agent.exists() {
                std::fs::remove_file(&agent)?;
            }
            root
        }
    };
    write_replacing(&home.path().join("root.vkey"), format!("{root}\n").as_bytes())?;
    say(["Your new root's verifier key, for the next charter:".to_owned(), root.to_string()])?;
    Ok(ExitCode::SUCCESS)
}
