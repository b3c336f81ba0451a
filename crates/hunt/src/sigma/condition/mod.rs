//! Conditions: boolean expressions over selections, rules specification 2.1, "Condition".
//!
//! `lexer` cuts the text into words, `parser` makes the tree by precedence, `resolve` puts the selections in.

mod lexer;
mod parser;
mod resolve;

pub(super) use lexer::Token;
pub(super) use resolve::{Selections, condition, parsed, parsed_of, resolve, split};

use crate::yaml::Span;

/// How deep parentheses and `not` may nest.
const MAX_NESTING: usize = 32;

/// A condition as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    Or(Vec<Condition>),
    And(Vec<Condition>),
    Not(Box<Condition>),
    /// A selection by its name.
    Name(String, Span),
    /// So many of the selections that fit a pattern; `them` is no pattern but all of them.
    Of(Quantity, String, Span),
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    AtLeast(usize),
    All,
}
