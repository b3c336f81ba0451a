//! Meta filters: one exclusion for many rules. Filters specification 2.1.
//!
//! The filter's condition is linked to the rule's by "and", as it is written: what a filter shall keep away,
//! its condition names with `not`.

use super::{
    detection::section,
    meta,
    reading::{Reading, Refused},
};
use crate::{
    diagnostic::{Code, Problem},
    rule::{Expr, LogSource},
    yaml::{Kind, Node, Span},
};

/// A filter that was read.
pub(super) struct Filter {
    pub(super) span: Span,
    pub(super) logsource: LogSource,
    pub(super) rules: Rules,
    pub(super) condition: Expr,
}

/// Which rules a filter is for.
pub(super) enum Rules {
    /// All that are for its log.
    Any,
    /// Those with one of these ids or names.
    Named(Vec<String>),
}

impl Filter {
    /// Whether the filter is for a rule with this id, name and log.
    pub(super) fn is_for(&self, id: &str, name: Option<&str>, logsource: &LogSource) -> bool {
        let is_named = match &self.rules {
            Rules::Any => true,
            Rules::Named(rules) => {
                rules.iter().any(|rule| rule.eq_ignore_ascii_case(id) || Some(rule.as_str()) == name)
            }
        };
        is_named && covers(&self.logsource, logsource)
    }
}

/// Whether the filter's log is the rule's log or a wider one.
fn covers(filter: &LogSource, rule: &LogSource) -> bool {
    let wider = |of: fn(&LogSource) -> &Option<String>| of(filter).is_none() || of(filter) == of(rule);
    wider(|source| &source.product) && wider(|source| &source.category) && wider(|source| &source.service)
}

/// Reads a filter's document; `node` is what stands under `filter`.
pub(super) fn filter(document: &Node, node: &Node, reading: &mut Reading<'_>) -> Result<Filter, Refused> {
    let logsource = meta::logsource(document, reading);
    let rules = rules(node);
    let rules = reading.check(rules);
    let condition = section(node, &["rules"], reading);
    Ok(Filter { span: document.span, logsource: logsource?, rules: rules?, condition: condition? })
}

fn rules(filter: &Node) -> Result<Rules, Problem> {
    let bad = |span, message: &str| {
        Problem::new(Code::BadFilter, span, message)
            .help("list ids or names of rules under `rules`, or write `rules: any`")
    };
    let Some(rules) = filter.get("rules") else {
        return Err(bad(filter.span, "the filter does not say for which rules it is"));
    };
    match &rules.kind {
        Kind::Text(word) if word.eq_ignore_ascii_case("any") => Ok(Rules::Any),
        Kind::Text(rule) => Ok(Rules::Named(vec![rule.clone()])),
        Kind::List(items) if !items.is_empty() => {
            let named = items.iter().map(|item| item.text().map(String::from));
            named
                .collect::<Option<_>>()
                .map(Rules::Named)
                .ok_or_else(|| bad(rules.span, "a rule is named by text"))
        }
        _ => Err(bad(rules.span, "the filter names no rule")),
    }
}
