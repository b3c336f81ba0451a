//! Regular expressions, and the literals without which they cannot match.

use super::fold::fold_char;
use crate::Regex;
use regex_automata::{
    meta::{self, BuildError},
    util::syntax,
};
use regex_syntax::hir::{Class, Hir, HirKind};

/// How large a compiled expression may be. The largest of SigmaHQ's rules stays below a tenth of it.
const SIZE_LIMIT: usize = 2 << 20;

/// How many alternatives are tracked as required literals before giving up on them.
const MAX_LITERALS: usize = 64;

/// A required literal shorter than this stands in too many values to save anything.
const MIN_LITERAL: usize = 3;

/// Compiles an expression. Matching takes time linear in the text, whatever the expression.
pub(crate) fn compile(regex: &Regex) -> Result<meta::Regex, BuildError> {
    let limits = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).hybrid_cache_capacity(SIZE_LIMIT);
    meta::Builder::new().configure(limits).syntax(syntax_of(regex)).build(&regex.source)
}

fn syntax_of(regex: &Regex) -> syntax::Config {
    syntax::Config::new()
        .case_insensitive(regex.ignore_case)
        .multi_line(regex.multi_line)
        .dot_matches_new_line(regex.dot_all)
}

/// Folded literals one of which stands in every folded text that the expression matches; `None` where there are no
/// such literals, or none worth looking for.
pub(crate) fn required_literals(regex: &Regex) -> Option<Vec<String>> {
    let hir = syntax::parse_with(&regex.source, &syntax_of(regex)).ok()?;
    required(&hir).filter(|literals| literals.iter().all(|literal| literal.len() >= MIN_LITERAL))
}

fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Concat(parts) => best_of(parts),
        HirKind::Alternation(choices) => {
            let mut literals = Vec::new();
            for choice in choices {
                literals.extend(required(choice)?);
            }
            (literals.len() <= MAX_LITERALS).then_some(literals)
        }
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        _ => folded(hir).filter(|literal| !literal.is_empty()).map(|literal| vec![literal]),
    }
}

/// Of parts that must all match, the one whose literals are longest; neighbours that are literal join.
fn best_of(parts: &[Hir]) -> Option<Vec<String>> {
    let mut choices: Vec<Vec<String>> = Vec::new();
    let mut run = String::new();
    for part in parts {
        match folded(part) {
            Some(literal) => run.push_str(&literal),
            None => {
                choices.push(vec![std::mem::take(&mut run)]);
                choices.extend(required(part));
            }
        }
    }
    choices.push(vec![run]);
    let shortest = |literals: &Vec<String>| literals.iter().map(String::len).min().unwrap_or(0);
    choices.into_iter().max_by_key(shortest).filter(|literals| shortest(literals) > 0)
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

    fn literals(source: &str, ignore_case: bool) -> Option<Vec<String>> {
        let regex = Regex { source: source.into(), ignore_case, multi_line: false, dot_all: false };
        required_literals(&regex)
    }

    #[test]
    fn what_must_stand_in_a_match() {
        let some = |list: &[&str]| Some(list.iter().map(|&literal| literal.to_owned()).collect::<Vec<_>>());
        assert_eq!(literals("abc[0-9]+defg", false), some(&["defg"]));
        assert_eq!(literals("Get-Task", true), some(&["get-task"]));
        assert_eq!(literals("(?:foo|barx).*", false), some(&["foo", "barx"]));
        assert_eq!(literals("(?:quux)?[a-z]", false), None);
        assert_eq!(literals("a|bcd", false), None);
        assert_eq!(literals("(?i)(whisk)y+", false), some(&["whisk"]));
        assert_eq!(literals(".*", false), None);
    }
}
