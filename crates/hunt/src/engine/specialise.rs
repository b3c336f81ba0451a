//! A rule's condition for events of one class: what the class decides is decided once, when the class is first met.

use crate::{Expr, Test};
use std::borrow::Cow;

/// A condition after the tests that are decided have been put in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Special<'e> {
    /// It always holds, or never.
    Decided(bool),
    /// It still depends on the event. Borrowed where nothing was decided, which is the common case.
    Open(Cow<'e, Expr>),
}

/// Puts the answers of `decide` into the condition and simplifies it.
pub(crate) fn specialise<'e>(expr: &'e Expr, decide: &impl Fn(&Test) -> Option<bool>) -> Special<'e> {
    match expr {
        Expr::Test(test) => decide(test).map_or(Special::Open(Cow::Borrowed(expr)), Special::Decided),
        Expr::Not(part) => match specialise(part, decide) {
            Special::Decided(holds) => Special::Decided(!holds),
            Special::Open(Cow::Borrowed(_)) => Special::Open(Cow::Borrowed(expr)),
            Special::Open(Cow::Owned(part)) => Special::Open(Cow::Owned(Expr::Not(Box::new(part)))),
        },
        Expr::All(parts) => join(expr, parts, decide, true, Expr::All),
        Expr::Any(parts) => join(expr, parts, decide, false, Expr::Any),
    }
}

/// The parts that stay open; `neutral` is the answer that a part may give without deciding the whole.
fn join<'e>(
    whole: &'e Expr,
    parts: &'e [Expr],
    decide: &impl Fn(&Test) -> Option<bool>,
    neutral: bool,
    wrap: fn(Vec<Expr>) -> Expr,
) -> Special<'e> {
    let mut open = Vec::with_capacity(parts.len());
    for part in parts {
        match specialise(part, decide) {
            Special::Decided(holds) if holds == neutral => {}
            Special::Decided(holds) => return Special::Decided(holds),
            Special::Open(part) => open.push(part),
        }
    }
    let untouched = open.len() == parts.len() && open.iter().all(|part| matches!(part, Cow::Borrowed(_)));
    match open.len() {
        0 => Special::Decided(neutral),
        _ if untouched => Special::Open(Cow::Borrowed(whole)),
        1 => open.pop().map_or(Special::Decided(neutral), Special::Open),
        _ => Special::Open(Cow::Owned(wrap(open.into_iter().map(Cow::into_owned).collect()))),
    }
}
