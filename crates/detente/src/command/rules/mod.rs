//! `detente rules`: what there is to say of rule files before anyone hunts with them.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
    thread,
};

use clap::{Args, Subcommand, ValueEnum};
use hunt::{Diagnostic, sigma::Placeholders};

use crate::{
    mappings::{self, RefusedMapping},
    rules::{LoadedRules, load},
};

mod draw;

/// Something did not load or was warned of, and `--strict` was given.
const EXIT_REMARKS: u8 = 1;

/// A path could not be read.
const EXIT_UNREADABLE: u8 = 3;

/// The arguments of `detente rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// Load rules and say what is wrong with them
    Check(CheckArgs),
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// Rule files, and folders of *.yml and *.yaml files
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Exit with 1 when anything did not load or was warned of
    #[arg(long)]
    strict: bool,

    /// A mapping file whose placeholders the rules may use
    #[arg(long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,

    /// How remarks are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: with the lines of the file
    Text,
    /// For machines: one JSON object a line
    Json,
}

/// Runs `detente rules`.
///
/// # Errors
/// A mapping file that cannot be read, or an output that cannot be written.
pub fn run(args: RulesArgs) -> anyhow::Result<ExitCode> {
    let RulesCommand::Check(args) = args.command;
    let placeholders: Placeholders = match mappings::load(&args.mappings)? {
        Ok(mappings) => mappings.into(),
        Err(refused) => return refuse(&refused, args.format),
    };
    let threads = thread::available_parallelism().map_or(1, Into::into);
    let rules = load(&args.paths, &placeholders, threads)?;
    write(&rules, args.format)?;
    Ok(exit_code(&rules, args.strict))
}

fn refuse(refused: &RefusedMapping, format: Format) -> anyhow::Result<ExitCode> {
    let mut out = io::stdout().lock();
    let is_terminal = io::stdout().is_terminal();
    for diagnostic in &refused.diagnostics {
        write_one(&mut out, diagnostic, Some(&refused.text), format, is_terminal)?;
    }
    Ok(ExitCode::from(EXIT_UNREADABLE))
}

fn write(rules: &LoadedRules, format: Format) -> anyhow::Result<()> {
    let is_terminal = io::stdout().is_terminal();
    let mut out = io::BufWriter::new(io::stdout().lock());
    for diagnostic in &rules.loaded.diagnostics {
        let text = rules.texts.get(&diagnostic.file).map(String::as_str);
        write_one(&mut out, diagnostic, text, format, is_terminal)?;
    }
    let (loaded, not_loaded, warned) =
        (rules.loaded.loaded, rules.loaded.not_loaded, rules.loaded.with_warnings);
    let correlations = rules.loaded.correlations.list().len();
    match format {
        Format::Text => {
            writeln!(out, "{loaded} rules loaded, {not_loaded} not loaded, {warned} with warnings")?;
            if correlations > 0 {
                writeln!(out, "{correlations} of the rules are correlations")?;
            }
        }
        Format::Json => writeln!(
            out,
            r#"{{"kind":"summary","loaded":{loaded},"correlations":{correlations},"not_loaded":{not_loaded},"with_warnings":{warned}}}"#
        )?,
    }
    Ok(out.flush()?)
}

fn write_one(
    out: &mut impl Write,
    diagnostic: &Diagnostic,
    text: Option<&str>,
    format: Format,
    is_terminal: bool,
) -> io::Result<()> {
    match format {
        Format::Json => draw::json(out, diagnostic),
        Format::Text if is_terminal => draw::graphical(out, diagnostic, text),
        Format::Text => draw::plain(out, diagnostic, text),
    }
}

fn exit_code(rules: &LoadedRules, strict: bool) -> ExitCode {
    let has_remarks = rules.loaded.not_loaded > 0 || rules.loaded.with_warnings > 0;
    match (rules.unreadable > 0, strict && has_remarks) {
        (true, _) => ExitCode::from(EXIT_UNREADABLE),
        (false, true) => ExitCode::from(EXIT_REMARKS),
        (false, false) => ExitCode::SUCCESS,
    }
}
