//! What is wrong with a rule file, where, and what to do about it.
//!
//! A [`Diagnostic`] carries a stable [`Code`], so that people can look it up in docs/RULES.md and machines
//! can count it. A code is always an error or always a warning: an error costs the rule that has it and no
//! other; a warning leaves the rule loaded.

use std::{fmt, sync::Arc};

pub use crate::yaml::Span;

mod code;

pub use code::Code;

/// How much a diagnostic costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// What it names is not loaded.
    Error,
    /// What it names is loaded, but may not do what its author meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// One thing that a reader of rules has to say.
///
/// The texts may quote the file and so may hold anything that a stranger put there, terminal escapes
/// included: who prints a diagnostic escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of thing it is.
    pub code: Code,
    /// The file, as it was given.
    pub file: Arc<str>,
    /// Where in the file.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The title of the rule that it is about, where one is known.
    pub rule: Option<String>,
}

impl Diagnostic {
    /// Whether it costs the rule.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// `file:line:column: error[code]: message`
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Span { line, column, .. } = self.span;
        let Diagnostic { code, file, message, .. } = self;
        write!(f, "{file}:{line}:{column}: {}[{code}]: {message}", self.severity())
    }
}

/// A diagnostic of which only the place inside the file is known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Problem { code, span, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn into_diagnostic(self, file: &Arc<str>, rule: Option<&str>) -> Diagnostic {
        let Problem { code, span, message, help } = self;
        Diagnostic { code, file: file.clone(), span, message, help, rule: rule.map(String::from) }
    }
}
