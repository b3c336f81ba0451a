//! What one document's reading knows and has to say.

use super::Placeholders;
use crate::{
    diagnostic::{Code, Problem, Severity},
    rule::Expr,
    yaml::Span,
};

/// How many nodes the expression of one rule may have, all repetitions counted. SigmaHQ's largest
/// rules list some thousand hashes.
pub(super) const MAX_NODES: usize = 200_000;

/// The rule is lost, and why has been reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

/// The reading of one document.
pub(super) struct Reading<'a> {
    /// The text of the file.
    pub(super) text: &'a str,
    pub(super) placeholders: &'a Placeholders,
    pub(super) problems: Vec<Problem>,
    /// The value that modifiers are being applied to.
    pub(super) value: Span,
    nodes_left: usize,
    /// The same for the selections by themselves, before the condition puts them together.
    selections_left: usize,
    /// That the rule is too large has been said.
    spent: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(text: &'a str, placeholders: &'a Placeholders) -> Self {
        Reading {
            text,
            placeholders,
            problems: Vec::new(),
            value: Span::default(),
            nodes_left: MAX_NODES,
            selections_left: MAX_NODES,
            spent: false,
        }
    }

    /// Reports something that costs nothing.
    pub(super) fn warn(&mut self, problem: Problem) {
        debug_assert_eq!(problem.code.severity(), Severity::Warning);
        self.problems.push(problem);
    }

    /// Reports something that costs the rule.
    pub(super) fn refuse(&mut self, problem: Problem) -> Refused {
        debug_assert_eq!(problem.code.severity(), Severity::Error);
        self.problems.push(problem);
        Refused
    }

    /// Reports an error, where there is one.
    pub(super) fn check<T>(&mut self, outcome: Result<T, Problem>) -> Result<T, Refused> {
        outcome.map_err(|problem| self.refuse(problem))
    }

    /// All outcomes, if all are good. All are awaited, so that a rule's errors are reported together.
    pub(super) fn all<T>(outcomes: impl IntoIterator<Item = Result<T, Refused>>) -> Result<Vec<T>, Refused> {
        let mut all = Ok(Vec::new());
        for outcome in outcomes {
            match (&mut all, outcome) {
                (Ok(good), Ok(one)) => good.push(one),
                (all, Err(refused)) => *all = Err(refused),
                (Err(_), Ok(_)) => {}
            }
        }
        all
    }

    /// Pays for so many nodes of the rule's expression.
    pub(super) fn pay(&mut self, nodes: usize, span: Span) -> Result<(), Refused> {
        match self.nodes_left.checked_sub(nodes) {
            Some(left) => self.nodes_left = left,
            None => return Err(self.spend(span)),
        }
        Ok(())
    }

    /// Pays for so many nodes of a selection.
    pub(super) fn pay_in_selection(&mut self, nodes: usize, span: Span) -> Result<(), Refused> {
        match self.selections_left.checked_sub(nodes) {
            Some(left) => self.selections_left = left,
            None => return Err(self.spend(span)),
        }
        Ok(())
    }

    /// Whether the rule is too large, so that nothing more needs to be made of it.
    pub(super) fn is_spent(&self) -> bool {
        self.spent
    }

    fn spend(&mut self, span: Span) -> Refused {
        if !std::mem::replace(&mut self.spent, true) {
            self.refuse(Problem::new(Code::Limit, span, format!("the rule grows beyond {MAX_NODES} tests")));
        }
        Refused
    }
}

/// How many nodes an expression has.
pub(super) fn size(expression: &Expr) -> usize {
    match expression {
        Expr::All(inner) | Expr::Any(inner) => 1 + inner.iter().map(size).sum::<usize>(),
        Expr::Not(inner) => 1 + size(inner),
        Expr::Test(_) => 1,
    }
}

/// All of these, without a list around a single one.
pub(super) fn all(mut inner: Vec<Expr>) -> Expr {
    if inner.len() == 1 { inner.remove(0) } else { Expr::All(inner) }
}

/// Any of these, without a list around a single one.
pub(super) fn any(mut inner: Vec<Expr>) -> Expr {
    if inner.len() == 1 { inner.remove(0) } else { Expr::Any(inner) }
}

/// The opposite.
pub(super) fn not(inner: Expr) -> Expr {
    Expr::Not(Box::new(inner))
}
