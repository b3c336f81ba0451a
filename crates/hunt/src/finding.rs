//! A rule that met an event.

use crate::{About, Class};
use event::{Event, Time, Value};
use std::sync::Arc;

/// One finding, borrowed from the rule and the event that made it.
#[derive(Debug)]
pub struct Finding<'f> {
    /// The rule.
    pub rule: &'f Arc<About>,
    /// Its place in [`Ruleset::rules`](crate::Ruleset::rules).
    pub place: usize,
    /// The record.
    pub event: &'f Event<'f>,
    /// What kind of record it is.
    pub class: &'f Class,
    /// When the event happened, by its own account; `None` where it does not say so in a way that can be read.
    pub time: Option<Time>,
    /// The computer that the event is about.
    pub host: Option<Value<'f>>,
    /// The account that the event is about.
    pub user: Option<Value<'f>>,
    /// The fields that had a part in meeting the rule, by the names that the rule uses (a keyword: by the path where
    /// it stood), in the order of the condition, each once.
    pub matched: &'f [(&'f str, Value<'f>)],
}
