//! Regular expressions, and the literals without which they cannot match.

use super::fold::fold_char;
use crate::Regex;
use regex_automata::{meta, util::syntax};
use regex_syntax::hir::{Class, Hir, HirKind};

/// How large a compiled expression may be: what the reader of rules has let pass must compile here too.
const SIZE_LIMIT: usize = crate::sigma::MAX_COMPILED;

/// How many alternatives are tracked as required literals before giving up on them.
const MAX_LITERALS: usize = 64;

/// A required literal shorter than this stands in too many values to save anything.
const MIN_LITERAL: usize = 2;

/// A required literal shorter than this is looked for only where all else in the rule holds.
const MIN_INDEXED: usize = 3;

/// How many lists of required literals are looked for before an expression is run.
const MAX_LISTS: usize = 6;

/// Compiles an expression. Matching takes time linear in the text, whatever the expression. `None` past the size limit, with
/// which the loader has compiled every expression of a rule before.
pub(crate) fn compile(regex: &Regex) -> Option<meta::Regex> {
    let limits = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).hybrid_cache_capacity(SIZE_LIMIT);
    meta::Builder::new().configure(limits).syntax(syntax_of(regex)).build(&regex.source).ok()
}

fn syntax_of(regex: &Regex) -> syntax::Config {
    syntax::Config::new()
        .case_insensitive(regex.ignore_case)
        .multi_line(regex.multi_line)
        .dot_matches_new_line(regex.dot_all)
}

/// What must stand in every folded text that the expression matches: of each list, at least one literal. The list that is
/// likely the rarest comes first; none is empty.
pub(crate) fn required_literals(regex: &Regex) -> Vec<Vec<String>> {
    let Ok(hir) = syntax::parse_with(&regex.source, &syntax_of(regex)) else { return Vec::new() };
    let mut lists = required(&hir);
    lists.retain(|literals| shortest(literals) >= MIN_LITERAL);
    lists.sort_by_key(|literals| std::cmp::Reverse(shortest(literals)));
    lists.dedup();
    lists.truncate(MAX_LISTS);
    lists
}

/// The rarest list of [`required_literals`], if it is worth an index.
pub(crate) fn indexed_literals(regex: &Regex) -> Vec<String> {
    let rarest = required_literals(regex).into_iter().next();
    rarest.filter(|literals| shortest(literals) >= MIN_INDEXED).unwrap_or_default()
}

fn shortest(literals: &[String]) -> usize {
    literals.iter().map(String::len).min().unwrap_or(0)
}

fn required(hir: &Hir) -> Vec<Vec<String>> {
    match hir.kind() {
        HirKind::Concat(parts) => of_concat(parts),
        HirKind::Alternation(choices) => of_alternation(choices),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        _ => folded(hir)
            .filter(|literal| !literal.is_empty())
            .map(|literal| vec![literal])
            .into_iter()
            .collect(),
    }
}

/// All parts must match; neighbours that are literal join.
fn of_concat(parts: &[Hir]) -> Vec<Vec<String>> {
    let mut lists = Vec::new();
    let mut run = String::new();
    for part in parts {
        match folded(part) {
            Some(literal) => run.push_str(&literal),
            None => {
                lists.push(vec![std::mem::take(&mut run)]);
                lists.extend(required(part));
            }
        }
    }
    lists.push(vec![run]);
    lists.retain(|literals| shortest(literals) > 0);
    lists
}

/// One choice must match, so one literal of each choice's best list.
fn of_alternation(choices: &[Hir]) -> Vec<Vec<String>> {
    let mut literals = Vec::new();
    for choice in choices {
        let Some(best) = required(choice).into_iter().max_by_key(|literals| shortest(literals)) else {
            return Vec::new();
        };
        literals.extend(best);
    }
    if literals.len() <= MAX_LITERALS { vec![literals] } else { Vec::new() }
}

/// The folded text, if the expression matches exactly that but for case.
fn folded(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(super::fold::fold),
        HirKind::Class(Class::Unicode(class)) => {
            let mut spellings = class.ranges().iter().flat_map(|range| range.start()..=range.end()).take(5);
            let first: String = fold_char(spellings.next()?).collect();
            let same = spellings.by_ref().all(|c| fold_char(c).eq(first.chars()));
            (same && class.ranges().len() <= 4).then_some(first)
        }
        HirKind::Capture(capture) => folded(&capture.sub),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literals(source: &str, ignore_case: bool) -> Vec<Vec<String>> {
        let regex = Regex { source: source.into(), ignore_case, multi_line: false, dot_all: false };
        required_literals(&regex)
    }

    #[test]
    fn what_must_stand_in_a_match() {
        let cases: [(&str, bool, &[&[&str]]); 8] = [
            ("abc[0-9]+defg", false, &[&["defg"], &["abc"]]),
            ("Get-Task", true, &[&["get-task"]]),
            ("(?:foo|barx).*", false, &[&["foo", "barx"]]),
            ("(?:quux)?[a-z]", false, &[]),
            ("a|bcd", false, &[]),
            ("(?i)(whisk)y+", false, &[&["whisk"]]),
            (".*", false, &[]),
            ("set.*&&.*(?:environment|invoke)", false, &[&["environment", "invoke"], &["set"], &["&&"]]),
        ];
        for (source, ignore_case, lists) in cases {
            assert_eq!(literals(source, ignore_case), lists, "{source}");
        }
    }
}
