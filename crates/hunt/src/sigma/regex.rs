//! Regular expressions: from the flavour that rules are written in (PCRE) to the `regex` crate's, and known to compile.
//!
//! The engine runs in linear time, so what only a backtracking engine can do is refused, with the
//! reason. What is merely spelt otherwise is translated (`pcre.rs`).

use regex_automata::{nfa::thompson, util::syntax};

use super::pcre;
use crate::{
    diagnostic::{Code, Problem},
    rule::Regex,
    yaml::Span,
};

/// The longest regular expression that is read, in bytes.
const MAX_LENGTH: usize = 16 << 10;

/// How much memory the expression may take when it is compiled in one direction, in bytes; the engine allows
/// as much. A bounded repetition of a Unicode class such as `\w{1,100}` takes about a megabyte.
pub(crate) const MAX_COMPILED: usize = 4 << 20;

/// How deep the expression may nest.
const MAX_NESTING: u32 = 64;

/// How the engine reads a rule's expression.
fn syntax(regex: &Regex) -> syntax::Config {
    syntax::Config::new()
        .case_insensitive(regex.ignore_case)
        .multi_line(regex.multi_line)
        .dot_matches_new_line(regex.dot_all)
        .nest_limit(MAX_NESTING)
}

/// The expression in the engine's syntax, if the engine can run it.
pub(super) fn checked(regex: Regex, at: Span) -> Result<Regex, Problem> {
    if regex.source.len() > MAX_LENGTH {
        return Err(Problem::new(Code::BadRegex, at, format!("longer than {MAX_LENGTH} bytes")));
    }
    let source = pcre::translate(&regex.source).map_err(|reason| unsupported(reason, at))?;
    let regex = Regex { source, ..regex };
    for backwards in [false, true] {
        compile(&regex, backwards).map_err(|error| Problem::new(Code::BadRegex, at, reason(&error)))?;
    }
    Ok(regex)
}

/// The engine searches in both directions, to find the end of a match and then its start.
fn compile(regex: &Regex, backwards: bool) -> Result<(), Box<thompson::BuildError>> {
    let config = thompson::Config::new().nfa_size_limit(Some(MAX_COMPILED)).reverse(backwards);
    // Backwards, nobody asks for groups.
    let config = if backwards { config.which_captures(thompson::WhichCaptures::None) } else { config };
    let compiled = thompson::Compiler::new().configure(config).syntax(syntax(regex)).build(&regex.source);
    compiled.map(drop).map_err(Box::new)
}

fn unsupported(reason: &str, at: Span) -> Problem {
    Problem::new(Code::UnsupportedRegex, at, format!("{reason} would need a backtracking engine"))
        .help("say it with several selections and `not` in the condition")
}

/// The reason in one line; the library's own text draws the expression over several.
fn reason(error: &thompson::BuildError) -> String {
    if error.size_limit().is_some() {
        return format!("the expression becomes larger than {} MiB when it is compiled", MAX_COMPILED >> 20);
    }
    let text = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it cannot be compiled");
    last.trim().trim_start_matches("error: ").to_owned()
}
