//! `detente keys`: key sheets, by which a member says which keys it uses now and which count as stolen.

mod root;
mod sheet;
mod show;
mod stolen;

use std::process::ExitCode;

/// Key sheets: make the next one, replace or void keys, show everybody's.
#[derive(Debug, clap::Subcommand)]
pub enum KeysCommand {
    /// Make your next key sheet, signed by your root.
    ///
    /// The first takes the keys that `detente init` drew. Later ones replace keys: because they may be stolen (--void), because they were lost
    /// (--replace), or because it is time (--rotate). Show the new sheet to everybody: `detente say --kind key`, or `detente log export`.
    Sheet(sheet::SheetArgs),
    /// Draw a new root key, where the old one is lost or stolen.
    ///
    /// It counts once a charter lists it: the others make one with `detente charter new --after`, and you sign it with the new root. Then make a
    /// key sheet with it.
    Root(root::NewRootArgs),
    /// Show the key sheets that are here.
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
