//! `detente keys`: key sheets, by which a member says which keys it uses now and which count as stolen.

mod change;
mod root;
mod sheet;
mod show;

use std::process::ExitCode;

/// Key sheets: make the next one, replace or void keys, show everybody's.
#[derive(Debug, clap::Subcommand)]
pub enum KeysCommand {
    /// Make your next key sheet, signed by your root
    Sheet(sheet::SheetArgs),
    /// Draw a new root key, where the old one is lost or stolen
    Root(root::NewRootArgs),
    /// Show the key sheets that are here
    Show(show::ShowArgs),
}

/// Runs one command.
pub fn run(command: KeysCommand) -> anyhow::Result<ExitCode> {
    match command {
        KeysCommand::Sheet(args) => sheet::run(&args),
        KeysCommand::Root(args) => root::run(&args),
        KeysCommand::Show(args) => show::run(&args),
    }
}
