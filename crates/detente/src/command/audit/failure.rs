//! Why a command came to no result, and its exit code.

use std::process::ExitCode;

use crate::output::escape::terminal;

/// No result.
#[derive(Debug)]
pub enum Failure {
    /// Flags that do not fit together.
    Usage(String),
    /// What was given is not what was committed or published.
    Refused(Vec<String>),
    /// Files that cannot be read or used.
    Input(Vec<String>),
}

impl Failure {
    /// Something is not explained, or does not agree.
    pub const DOES_NOT_HOLD: u8 = 1;

    /// One input that cannot be used.
    pub fn input(error: impl ToString) -> Self {
        Self::Input(vec![error.to_string()])
    }

    /// Several.
    pub fn inputs<E: ToString>(errors: impl IntoIterator<Item = E>) -> Self {
        Self::Input(errors.into_iter().map(|error| error.to_string()).collect())
    }

    /// Says why, one line each, on standard error. File names and cells stand in the sentences, so they are escaped.
    pub fn print(self) -> ExitCode {
        let (code, sentences) = match self {
            Self::Usage(sentence) => (ExitCode::from(2), vec![sentence]),
            Self::Refused(sentences) => (ExitCode::from(Self::DOES_NOT_HOLD), sentences),
            Self::Input(sentences) => (ExitCode::from(3), sentences),
        };
        for sentence in sentences {
            eprintln!("error: {}", terminal(&sentence));
        }
        code
    }
}
