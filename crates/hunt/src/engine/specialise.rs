//! A rule's condition for events of one class: what the class decides is decided once, when the class is first met.

use crate::{Expr, Test};

/// A condition after the tests that are decided have been put in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Special {
    /// It always holds, or never.
    Decided(bool),
    /// It still depends on the event.
    Open(Expr),
}

/// Puts the answers of `decide` into the condition and simplifies it.
pub(crate) fn specialise(expr: &Expr, decide: &impl Fn(&Test) -> Option<bool>) -> Special {
    match expr {
        Expr::Test(test) => decide(test).map_or_else(|| Special::Open(expr.clone()), Special::Decided),
        Expr::Not(part) => match specialise(part, decide) {
            Special::Decided(holds) => Special::Decided(!holds),
            Special::Open(part) => Special::Open(Expr::Not(Box::new(part))),
        },
        Expr::All(parts) => join(parts, decide, true, Expr::All),
        Expr::Any(parts) => join(parts, decide, false, Expr::Any),
    }
}

/// The parts that stay open; `neutral` is the answer that a part may give without deciding the whole.
fn join(
    parts: &[Expr],
    decide: &impl Fn(&Test) -> Option<bool>,
    neutral: bool,
    wrap: fn(Vec<Expr>) -> Expr,
) -> Special {
    let mut open = Vec::new();
    for part in parts {
        match specialise(part, decide) {
            Special::Decided(holds) if holds == neutral => {}
            Special::Decided(holds) => return Special::Decided(holds),
            Special::Open(part) => open.push(part),
        }
    }
    match open.len() {
        0 => Special::Decided(neutral),
        1 => open.pop().map_or(Special::Decided(neutral), Special::Open),
        _ => Special::Open(wrap(open)),
    }
}
