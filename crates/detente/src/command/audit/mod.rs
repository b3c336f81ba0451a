//! `detente audit`: sizes, risks and samples of a risk-limiting audit that anyone can re-derive.
//!
//! Flags become typed arguments here, files become bytes, and one call into the `audit` crate does the rest. Exit
//! codes: 0 all holds, 1 something is not explained or does not agree, 2 the command line is wrong, 3 an input cannot
//! be used.

mod commit;
mod failure;
mod order;
mod read;
mod risk;
mod sample;
mod sheet;
mod size;
#[cfg(test)]
mod tests;
mod verify_sample;

use std::process::ExitCode;

use failure::Failure;
use sheet::{Format, Sheet};

/// Sizes, risks and samples of a risk-limiting audit.
#[derive(Debug, clap::Subcommand)]
pub enum AuditCommand {
    /// How many cards to draw, for each contest of a published table
    Size(size::SizeArgs),
    /// What risk is left after some draws
    Risk(risk::RiskArgs),
    /// Draw cards by a public seed
    Sample(sample::SampleArgs),
    /// Find the draw that explains each ballot of a discrepancy report
    VerifySample(verify_sample::VerifySampleArgs),
    /// List the digests of manifests, order and cast vote records, to be put on record before the seed is drawn
    Commit(commit::CommitArgs),
}

/// Runs one command.
///
/// # Errors
/// Only if the output cannot be written; all else is said on standard error, and in the exit code.
pub fn run(command: AuditCommand) -> anyhow::Result<ExitCode> {
    let done = match command {
        AuditCommand::Size(args) => size::size(&args).map(|done| (done, args.format)),
        AuditCommand::Risk(args) => risk::risk(&args).map(|done| (done, args.format)),
        AuditCommand::Sample(args) => sample::sample(&args).map(|done| (done, args.format)),
        AuditCommand::VerifySample(args) => {
            verify_sample::verify_sample(&args).map(|done| (done, args.format))
        }
        AuditCommand::Commit(args) => commit::commit(&args).map(|done| (done, Format::Csv)),
    };
    match done {
        Ok((done, format)) => done.print(format),
        Err(failure) => Ok(failure.print()),
    }
}

/// What a command found: a table, and what does not hold.
#[derive(Debug)]
struct Done {
    sheet: Sheet,
    /// Sentences that make the exit code 1. They are part of the sheet's notes as well.
    wrong: usize,
}

impl Done {
    fn print(self, format: Format) -> anyhow::Result<ExitCode> {
        self.sheet.print(format)?;
        Ok(if self.wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(Failure::DOES_NOT_HOLD) })
    }
}
