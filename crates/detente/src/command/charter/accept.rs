//! `detente charter accept`.

use super::{DOES_NOT_HOLD, file::read_sound};
use crate::{command::home::HomeArgs, output::say::say};
use home::Taken;
use statement::{MemberName, SignedCharter};
use std::{path::PathBuf, process::ExitCode};

/// Arguments of `detente charter accept`.
#[derive(Debug, clap::Args)]
pub struct AcceptArgs {
    /// The charter
    file: PathBuf,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &AcceptArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    let charter = read_sound(&args.file)?;
    let taken = match home.charters()?.offer(&charter) {
        Ok(taken) => taken,
        Err(error) => {
            say([format!("{} does not hold: {error:#}", args.file.display())])?;
            return Ok(ExitCode::from(DOES_NOT_HOLD));
        }
    };
    match taken {
        Taken::New => {
            home.keep_charter(&charter)?;
            say([
                format!(
                    "Charter {} holds and is kept. It is in force from {} on.",
                    charter.charter().number,
                    charter.charter().starts
                ),
                format!("The unit is {}", charter.charter().unit()),
            ])?;
            Ok(ExitCode::SUCCESS)
        }
        Taken::Known => {
            say([format!("Charter {} is here already.", charter.charter().number)])?;
            Ok(ExitCode::SUCCESS)
        }
        Taken::Rival(both) => {
            home.keep_rival(&charter)?;
            say(rival_lines(&charter, &both))?;
            Ok(ExitCode::from(DOES_NOT_HOLD))
        }
    }
}

/// What is to be said of a rival.
pub fn rival_lines(charter: &SignedCharter, both: &[MemberName]) -> Vec<String> {
    let who = both.iter().map(MemberName::as_str).collect::<Vec<_>>().join(", ");
    vec![
        format!(
            "ALARM: another charter {} with the same charter before it is here, and stays in force.",
            charter.charter().number
        ),
        format!("This one, {}, is kept in the folder `evidence`.", charter.charter().id),
        match both.is_empty() {
            true => "Nobody has signed both.".to_owned(),
            false => format!("These have signed both, which is evidence against them: {who}"),
        },
        "Which of the two counts is for people to decide, in person.".to_owned(),
    ]
}
