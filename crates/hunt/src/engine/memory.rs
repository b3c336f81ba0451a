//! What has been compiled of matchers, shared by the partitions: one expression serves in many of them.

use super::{check::Check, regex};
use crate::{Matcher, Pattern, Piece};
use hashbrown::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A memory of compiled matchers. Its size is bounded by that of the rules.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    checks: Mutex<HashMap<Matcher, Arc<Check>>>,
    required: Mutex<HashMap<Matcher, Arc<[Matcher]>>>,
}

impl Memory {
    /// The matcher compiled.
    pub(crate) fn check(&self, matcher: &Matcher) -> Arc<Check> {
        remembered(&self.checks, matcher, |matcher| Arc::new(Check::new(matcher)))
    }

    /// Literals one of which stands in every value that the expression matches, as tests of their own; none where there are
    /// no such literals, or none long enough to be worth an index.
    pub(crate) fn required(&self, regex: &Matcher) -> Arc<[Matcher]> {
        remembered(&self.required, regex, |matcher| match matcher {
            Matcher::Regex(regex) => {
                regex::indexed_literals(regex).iter().map(|literal| contains(literal)).collect()
            }
            _ => Arc::default(),
        })
    }
}

fn contains(literal: &str) -> Matcher {
    let pieces = vec![Piece::Any, Piece::Literal(literal.to_owned()), Piece::Any];
    Matcher::Text(Pattern { pieces, cased: false })
}

/// The answer of `make`, which runs outside the lock: two threads may make the same, none waits for it.
fn remembered<T: Clone>(
    memory: &Mutex<HashMap<Matcher, T>>,
    matcher: &Matcher,
    make: impl Fn(&Matcher) -> T,
) -> T {
    if let Some(known) = lock(memory).get(matcher) {
        return known.clone();
    }
    let made = make(matcher);
    lock(memory).entry_ref(matcher).or_insert(made).clone()
}

/// A thread that panicked cannot have left a map half changed: entries are put in whole.
fn lock<T>(memory: &Mutex<T>) -> MutexGuard<'_, T> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}
