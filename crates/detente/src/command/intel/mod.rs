//! `detente intel`: intelligence, before it is said and after.

mod check;
mod convert;
mod export;
mod import;
mod json;
mod listing;
mod record;
mod report;
mod rows;
mod search;
mod show;
mod text;

use clap::Subcommand;
use std::process::ExitCode;

/// Something was not taken, and `--strict` was given.
const EXIT_REMARKS: u8 = 1;

/// A path could not be read.
const EXIT_UNREADABLE: u8 = 3;

/// Intelligence: look at files, say what is in them, get it back, look for something in it.
#[derive(Debug, Subcommand)]
pub enum IntelCommand {
    /// Read files of indicators and say what is taken and what is not
    Check(check::CheckArgs),
    /// Write files of intelligence in another format, and say what is lost.
    ///
    /// STIX, MISP, tables and lists become one bundle of STIX 2.1 or events of MISP. What has the format already is given back as it came.
    Convert(convert::ConvertArgs),
    /// Read files of intelligence and say what they hold to the unit.
    ///
    /// STIX 2.1 is read whole: objects that are understood, and objects that are kept as they are, become the bodies of `intel` statements,
    /// byte for byte. MISP events, tables and lists become bodies as they are. What is not taken is told with its place and the reason. A large
    /// bundle becomes several statements. What you have said already is not said again.
    Import(import::ImportArgs),
    /// Write intelligence out for others: all that is on record, or some statements.
    Export(export::ExportArgs),
    /// Show what a statement holds.
    Show(show::ShowArgs),
    /// Look for values, names and ids in all intelligence that is here.
    ///
    /// Every word has to be met: values in whatever spelling (hxxp://evil[.]example), parts of names, whole ids and numbers (T1059.001,
    /// CVE-2014-4114), whole words of other texts.
    Search(search::SearchArgs),
}

/// Runs `detente intel`.
///
/// # Errors
/// What the command says.
pub fn run(command: &IntelCommand) -> anyhow::Result<ExitCode> {
    match command {
        IntelCommand::Check(args) => check::run(args),
        IntelCommand::Convert(args) => convert::run(args),
        IntelCommand::Import(args) => import::run(args),
        IntelCommand::Export(args) => export::run(args),
        IntelCommand::Show(args) => show::run(args),
        IntelCommand::Search(args) => search::run(args),
    }
}
