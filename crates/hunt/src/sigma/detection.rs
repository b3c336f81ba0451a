//! A section of selections with a condition: a rule's `detection`, and a filter's `filter`.

use super::{
    condition::{Selections, condition},
    reading::{Reading, Refused},
    selection::selection,
};
use crate::{
    diagnostic::{Code, Problem},
    rule::Expr,
    yaml::{Kind, Node},
};

/// Reads a section into one expression. Keys in `others` are no selections.
pub(super) fn section(section: &Node, others: &[&str], reading: &mut Reading<'_>) -> Result<Expr, Refused> {
    let mut selections = selections(section, others, reading)?;
    let Some((_, written)) = section.entry("condition") else { return Err(no_condition(section, reading)) };
    let whole = condition(written, &mut selections, reading)?;
    selections.warn_of_unused(reading);
    warn_of_timeframe(section, reading);
    Ok(whole)
}

/// Reads the selections of a section that has a condition.
pub(super) fn selections(
    section: &Node,
    others: &[&str],
    reading: &mut Reading<'_>,
) -> Result<Selections, Refused> {
    let Some(entries) = section.map() else {
        let code = if section.kind == Kind::Null { Code::NoDetection } else { Code::UnexpectedForm };
        let message = format!("selections stand in a map, not in {}", section.noun());
        return Err(reading.refuse(Problem::new(code, section.span, message)));
    };
    let read = entries.iter().filter(|(key, _)| !is_other(key, others)).map(|(key, value)| {
        let expression = selection(value, reading)?;
        Ok((key.text().unwrap_or_default().into_owned(), key.span, expression))
    });
    let read = Reading::all(read);
    if section.entry("condition").is_none() {
        return Err(no_condition(section, reading));
    }
    let mut selections = Selections::default();
    read?.into_iter().for_each(|(name, span, expression)| selections.add(name, span, expression));
    if selections.is_empty() {
        return Err(reading.refuse(Problem::new(Code::NoDetection, section.span, "there is no selection")));
    }
    Ok(selections)
}

fn no_condition(section: &Node, reading: &mut Reading<'_>) -> Refused {
    reading.refuse(Problem::new(Code::NoCondition, section.span, "there is no condition"))
}

fn is_other(key: &Node, others: &[&str]) -> bool {
    key.text().is_some_and(|name| name == "condition" || others.contains(&name.as_ref()))
}

/// What an aggregation counts in its timeframe is no business of this module.
fn warn_of_timeframe(section: &Node, reading: &mut Reading<'_>) {
    if let Some((key, _)) = section.entry("timeframe") {
        let message = "a timeframe says nothing without an aggregation";
        reading.warn(Problem::new(Code::TimeframeIgnored, key.span, message));
    }
}
