//! Puts the selections where the condition names them.

use super::{Condition, Quantity, Token, lexer, parser};
use crate::{
    diagnostic::{Code, Problem},
    rule::Expr,
    sigma::reading::{Reading, Refused, all, any, not, size},
    yaml::{Node, Span},
};

/// The longest condition that is read, in bytes.
const MAX_LENGTH: usize = 64 << 10;

/// The selections of a detection by name, and which of them a condition has used.
#[derive(Default)]
pub(in crate::sigma) struct Selections(Vec<Selection>);

struct Selection {
    name: String,
    span: Span,
    expression: Expr,
    used: bool,
}

impl Selections {
    pub(in crate::sigma) fn add(&mut self, name: String, span: Span, expression: Expr) {
        self.0.push(Selection { name, span, expression, used: false });
    }

    pub(in crate::sigma) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Warns of those that no condition has used.
    pub(in crate::sigma) fn warn_of_unused(&self, reading: &mut Reading<'_>) {
        for selection in self.0.iter().filter(|selection| !selection.used) {
            let message = format!("the condition does not use the selection `{}`", selection.name);
            reading.warn(Problem::new(Code::UnusedSelection, selection.span, message));
        }
    }

    fn named(&mut self, name: &str) -> Option<&Expr> {
        let found = self.0.iter_mut().find(|selection| selection.name == name)?;
        found.used = true;
        Some(&found.expression)
    }

    /// Those that fit a pattern. Names that begin with `_` are left out unless the pattern begins so too.
    fn fitting(&mut self, pattern: &str) -> Vec<&Expr> {
        let pattern = if pattern.eq_ignore_ascii_case("them") { "*" } else { pattern };
        let fits = |name: &str| (pattern.starts_with('_') || !name.starts_with('_')) && fits(pattern, name);
        let found = self.0.iter_mut().filter(|selection| fits(&selection.name));
        found
            .map(|selection| {
                selection.used = true;
                &selection.expression
            })
            .collect()
    }

    fn names(&self) -> String {
        self.0.iter().take(8).map(|selection| format!("`{}`", selection.name)).collect::<Vec<_>>().join(", ")
    }
}

/// Whether a name fits a pattern in which `*` stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(start) else { return false };
    let mut parts: Vec<_> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = name.split_once(part) else { return false };
        name = after;
    }
    name.ends_with(end)
}

/// Reads a condition, or a list of them of which any may hold.
pub(in crate::sigma) fn condition(
    node: &Node,
    selections: &mut Selections,
    reading: &mut Reading<'_>,
) -> Result<Expr, Refused> {
    if let Some([]) = node.list() {
        return Err(reading.refuse(Problem::new(
            Code::NoCondition,
            node.span,
            "the list of conditions is empty",
        )));
    }
    let conditions = node.list().unwrap_or(std::slice::from_ref(node));
    Reading::all(conditions.iter().map(|node| one(node, selections, reading))).map(any)
}

fn one(node: &Node, selections: &mut Selections, reading: &mut Reading<'_>) -> Result<Expr, Refused> {
    let parsed = parsed(node, reading)?;
    resolve(parsed, selections, reading)
}

/// Reads the text of a condition.
pub(in crate::sigma) fn parsed(node: &Node, reading: &mut Reading<'_>) -> Result<Condition, Refused> {
    let Some(text) = node.text() else {
        let message = format!("a condition is text, not {}", node.noun());
        return Err(reading.refuse(Problem::new(Code::BadCondition, node.span, message)));
    };
    if text.trim().is_empty() {
        return Err(reading.refuse(Problem::new(Code::NoCondition, node.span, "the condition is empty")));
    }
    if text.len() > MAX_LENGTH {
        let message = format!("the condition is longer than {MAX_LENGTH} bytes");
        return Err(reading.refuse(Problem::new(Code::Limit, node.span, message)));
    }
    let parsed = parser::parse(&lexer::tokens(&text, node, reading.text), node.span);
    reading.check(parsed)
}

/// Reads words that are a condition.
pub(in crate::sigma) fn parsed_of(tokens: &[Token], whole: Span) -> Result<Condition, Problem> {
    parser::parse(tokens, whole)
}

/// The words before and behind the first bar of a condition, where it has one.
pub(in crate::sigma) fn split(node: &Node, reading: &Reading<'_>) -> Option<(Vec<Token>, Vec<Token>)> {
    let text = node.text().filter(|text| text.len() <= MAX_LENGTH && text.contains('|'))?;
    let mut before = lexer::tokens(&text, node, reading.text);
    let bar = before.iter().position(|token| token.kind == lexer::Kind::Pipe)?;
    let after = before.split_off(bar + 1);
    before.pop();
    Some((before, after))
}

/// Puts the selections where a condition names them.
pub(in crate::sigma) fn resolve(
    condition: Condition,
    selections: &mut Selections,
    reading: &mut Reading<'_>,
) -> Result<Expr, Refused> {
    let mut each = |conditions: Vec<Condition>| {
        Reading::all(conditions.into_iter().map(|condition| resolve(condition, selections, reading)))
    };
    match condition {
        Condition::Or(conditions) => each(conditions).map(any),
        Condition::And(conditions) => each(conditions).map(all),
        Condition::Not(inner) => resolve(*inner, selections, reading).map(not),
        Condition::Name(name, span) => named(&name, span, selections, reading),
        Condition::Of(quantity, pattern, span) => of(quantity, &pattern, span, selections, reading),
    }
}

fn named(
    name: &str,
    span: Span,
    selections: &mut Selections,
    reading: &mut Reading<'_>,
) -> Result<Expr, Refused> {
    match selections.named(name) {
        Some(expression) => {
            reading.pay(size(expression), span)?;
            Ok(expression.clone())
        }
        None => Err(reading.refuse(undefined(format!("there is no selection `{name}`"), span, selections))),
    }
}

fn undefined(message: String, span: Span, selections: &Selections) -> Problem {
    Problem::new(Code::UndefinedSelection, span, message).help(format!("there are {}", selections.names()))
}

fn of(
    quantity: Quantity,
    pattern: &str,
    span: Span,
    selections: &mut Selections,
    reading: &mut Reading<'_>,
) -> Result<Expr, Refused> {
    let found = selections.fitting(pattern);
    let wanted = match quantity {
        Quantity::AtLeast(number) => number,
        Quantity::All => found.len(),
    };
    if found.is_empty() || wanted > found.len() {
        let message = format!(
            "`{pattern}` stands for {} selections here, and {} are asked for",
            found.len(),
            wanted.max(1)
        );
        return Err(reading.refuse(undefined(message, span, selections)));
    }
    reading.pay(cost(wanted, &found), span)?;
    Ok(at_least(wanted, &found))
}

/// At least so many of these: the first and one less of the others, or as many of the others.
fn at_least(wanted: usize, of: &[&Expr]) -> Expr {
    match of {
        _ if wanted == of.len() => all(of.iter().copied().cloned().collect()),
        _ if wanted == 1 => any(of.iter().copied().cloned().collect()),
        [first, others @ ..] => Expr::Any(vec![
            Expr::All(vec![(*first).clone(), at_least(wanted - 1, others)]),
            at_least(wanted, others),
        ]),
        [] => Expr::Any(Vec::new()),
    }
}

/// How many nodes `at_least` makes, as a rule of Pascal's triangle over the sizes; without making them.
fn cost(wanted: usize, of: &[&Expr]) -> usize {
    let mut below = vec![0_usize; wanted + 1];
    for (count, expression) in of.iter().rev().enumerate() {
        let count = count + 1;
        for wanted in (1..=wanted.min(count)).rev() {
            let own = size(expression);
            let fewer = below.get(wanted - 1).copied().unwrap_or(0);
            let Some(here) = below.get_mut(wanted) else { continue };
            *here = match wanted {
                1 => here.saturating_add(own),
                _ if wanted == count => fewer.saturating_add(own),
                _ => here.saturating_add(fewer).saturating_add(own + 2),
            };
        }
    }
    below.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("a", "a", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "abc", true),
            ("a*b*c", "a-b-b-c", true),
            ("*b*", "abc", true),
            ("a*a", "a", false),
            ("*", "", true),
            ("a*c", "abd", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn the_cost_is_what_is_made() {
        let leaf = Expr::Any(vec![]);
        for length in 1..8 {
            let of: Vec<&Expr> = std::iter::repeat_n(&leaf, length).collect();
            for wanted in 1..=length {
                let made = size(&at_least(wanted, &of));
                let cost = cost(wanted, &of);
                assert!(cost <= made + 1 && made <= cost * 2 + 1, "{wanted} of {length}: {cost} {made}");
            }
        }
    }
}
