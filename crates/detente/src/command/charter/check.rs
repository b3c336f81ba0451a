//! `detente charter check`.

use super::{
    DOES_NOT_HOLD,
    file::{Read, read, read_sound},
    words,
};
use crate::{command::home::HomeArgs, output::say::say};
use statement::{Charter, SignedCharter};
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente charter check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The charter
    file: PathBuf,
    /// The charter before it [default: the one in your home]
    #[arg(long, value_name = "FILE")]
    after: Option<PathBuf>,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let signed = match read(&args.file)? {
        Read::Charter(charter) => charter,
        Read::Refused(refused) => {
            say([format!("Nobody should sign it: {refused}.")])?;
            return Ok(ExitCode::from(DOES_NOT_HOLD));
        }
    };
    let charter = signed.charter();
    let (holds, sentence) = holds(&signed, before(args, charter)?.as_ref());
    let signers: Vec<String> = match signed.signers() {
        Ok(signers) => signers.iter().map(|seat| seat.name.to_string()).collect(),
        Err(_) => Vec::new(),
    };
    let mut lines = words::all(charter);
    lines.push(format!(
        "Of its members {} of {} have signed{}{}.",
        signers.len(),
        charter.seats.len(),
        if signers.is_empty() { "" } else { ": " },
        signers.join(", ")
    ));
    lines.push(sentence);
    say(lines)?;
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::from(DOES_NOT_HOLD) })
}

/// The charter before, from its file or from the home, if there is one.
fn before(args: &CheckArgs, charter: &Charter) -> anyhow::Result<Option<Charter>> {
    if let Some(path) = &args.after {
        return Ok(Some(read_sound(path)?.charter().clone()));
    }
    let Some((_, previous)) = charter.succeeds else { return Ok(None) };
    let Ok(home) = args.home.open() else { return Ok(None) };
    Ok(home.charters()?.by_id(&previous).cloned())
}

fn holds(signed: &SignedCharter, before: Option<&Charter>) -> (bool, String) {
    let verified = match (signed.charter().succeeds, before) {
        (None, _) => signed.verify_first(),
        (Some(_), Some(before)) => signed.verify_after(before),
        (Some((_, previous)), None) => {
            return (
                false,
                format!(
                    "Whether it holds cannot be told without the charter before it, {previous}: name its file with --after."
                ),
            );
        }
    };
    match verified {
        Ok(()) => (true, "It holds.".to_owned()),
        Err(error) => (false, format!("It does not hold: {error}.")),
    }
}
