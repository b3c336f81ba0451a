//! `detente init`: the keys of a member, and the folder in which they lie.

use crate::{command::home::HomeArgs, output::say::say};
use anyhow::bail;
use home::{Home, Keys, Passphrase, draw_root, use_agent, write_new};
use note::VerifierKey;
use statement::MemberName;
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente init`.
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// What the member is called: lower-case letters, digits and single hyphens, such as northland-elections
    #[arg(value_name = "MEMBER")]
    member: MemberName,
    #[command(flatten)]
    home: HomeArgs,
    /// Keep the keys unencrypted: whoever reads the disk has them
    #[arg(long)]
    no_passphrase: bool,
    /// Write the root key to this file instead of root.key in the home, for example to a USB stick
    #[arg(long, value_name = "FILE", conflicts_with = "root_agent")]
    root_in: Option<PathBuf>,
    /// Take an Ed25519 key of ssh-agent for the root key, named by its fingerprint (SHA256:...) or comment
    #[arg(long, value_name = "KEY")]
    root_agent: Option<String>,
}

/// Runs the command.
pub fn run(args: InitArgs) -> anyhow::Result<ExitCode> {
    let path = args.home.path()?;
    Home::refuse_existing(&path)?;
    // What a person may get wrong comes before anything is written.
    let agent = args.root_agent.as_deref().map(|wanted| use_agent(wanted, &args.member)).transpose()?;
    let passphrase = match args.no_passphrase {
        true => None,
        false => Some(Passphrase::choose("the member's keys")?),
    };
    let root_file = args.root_in.clone().unwrap_or_else(|| path.join("root.key"));
    if root_file.exists() {
        bail!("{} is there already and is not replaced", root_file.display());
    }
    let home = Home::begin(&path, &args.member)?;
    let root = match agent {
        Some(root) => in_agent(&home, root)?,
        None => draw_root(&root_file, &args.member, passphrase.as_ref())?,
    };
    Keys::draw()?.write(&home, 1, passphrase.as_ref())?;
    home.finish(&root)?;
    let mut lines = vec![format!("{} is at home in {}", args.member, home.path().display())];
    match args.root_agent {
        Some(_) => lines.push("The root key stays in ssh-agent. Keep a copy of it where this machine is not.".to_owned()),
        None => lines.push(format!(
            "The root key is in {}. Take it away from this machine, to two places: whoever has it is you, and without it no key can be \
             replaced. It is needed for charters and key sheets only.",
            root_file.display()
        )),
    }
    if args.no_passphrase {
        lines.push("The keys are not encrypted, as you asked.".to_owned());
    }
    lines.push("Your root's verifier key, for the charter:".to_owned());
    lines.push(root.to_string());
    say(lines)?;
    Ok(ExitCode::SUCCESS)
}

fn in_agent(home: &Home, root: VerifierKey) -> anyhow::Result<VerifierKey> {
    write_new(&home.path().join("root.agent"), b"the root key is in ssh-agent\n")?;
    Ok(root)
}
