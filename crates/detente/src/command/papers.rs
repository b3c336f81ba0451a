//! What a packager installs beside the program: shell completions and man pages, both made from the flags themselves.

use anyhow::Context;
use clap::{Args, Command};
use clap_complete::Shell;
use std::{io, path::PathBuf, process::ExitCode};

/// Arguments of `detente completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell to complete for
    shell: Shell,
}

/// Arguments of `detente man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The folder to write the pages into; it is made if it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Prints the completions of a shell.
pub fn completions(args: &CompletionsArgs, mut program: Command) -> anyhow::Result<ExitCode> {
    clap_complete::generate(args.shell, &mut program, "detente", &mut io::stdout());
    Ok(ExitCode::SUCCESS)
}

/// Writes a man page for the program and for each of its commands.
pub fn man(args: &ManArgs, program: Command) -> anyhow::Result<ExitCode> {
    let folder = args.folder.display();
    std::fs::create_dir_all(&args.folder).with_context(|| format!("cannot make the folder {folder}"))?;
    clap_mangen::generate_to(program, &args.folder)
        .with_context(|| format!("cannot write man pages into {folder}"))?;
    Ok(ExitCode::SUCCESS)
}
