//! Nothing is signed that a person, or the script that a person wrote, has not named.

use super::carrier::Out;
use crate::{
    command::{charter::words, id::IdArg},
    output::escape::terminal,
};
use anyhow::{Context, bail};
use statement::{Charter, UnitId};
use std::io::{BufRead, IsTerminal, Read};

/// How long an answer is read, in bytes.
const MAX_ANSWER: u64 = 64;

/// What stands for the answer of a person.
#[derive(Clone, Debug, clap::Args)]
pub struct ConsentArgs {
    /// The unit, whose first charter you sign, compared with the others beforehand; nothing is asked then
    #[arg(long, value_name = "ID")]
    unit: Option<IdArg>,
    /// The digest of a later charter that you sign, compared with the others beforehand
    #[arg(long, value_name = "ID")]
    charter: Option<IdArg>,
}

impl ConsentArgs {
    /// Refuses another unit than the one that was named, whether or not there is anything to sign.
    pub fn refuse_other(&self, unit: UnitId) -> anyhow::Result<()> {
        match self.unit {
            Some(IdArg(named)) if named != unit => {
                bail!("it is of the unit {unit}, and --unit names {named}")
            }
            _ => Ok(()),
        }
    }

    /// Shows what a charter means, and asks, unless its digest was given.
    pub fn obtain(&self, charter: &Charter, out: &Out) -> anyhow::Result<()> {
        out.say(words(charter))?;
        let (named, flag) = match charter.succeeds {
            None => (self.unit, "--unit"),
            Some(_) => (self.charter, "--charter"),
        };
        match named {
            Some(IdArg(named)) if named == charter.id => Ok(()),
            Some(IdArg(named)) => {
                bail!("the charter in it is {}, and {flag} names {named}: nothing was signed", charter.id)
            }
            None => ask(
                &format!(
                    "Read the digest {} to the others, by voice or in person. Do all have the same, and will you sign it?",
                    charter.id
                ),
                &format!("{flag} {}", charter.id),
            ),
        }
    }
}

/// Asks a person. Anything but `yes` is no; where nobody sits at a terminal, it says which flag answers.
pub fn ask(question: &str, flag: &str) -> anyhow::Result<()> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        bail!("nobody can be asked here: if you have made sure, say so with {flag}; nothing was signed");
    }
    eprint!("{} [yes/no] ", terminal(question));
    let mut line = String::new();
    input.lock().take(MAX_ANSWER).read_line(&mut line).context("cannot read your answer")?;
    match line.trim() {
        "yes" => Ok(()),
        _ => bail!("you did not say yes: nothing was signed"),
    }
}
