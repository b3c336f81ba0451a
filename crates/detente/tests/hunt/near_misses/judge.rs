//! What a rule's expression means for an event, in the plainest way: no indexes, no folding ahead, no early ends.

use super::sight::Sight;
use hunt::{
    Comparison, Expr, FieldComparison, Matcher, Network, Pattern, Piece, Place, Regex, Subject, Test,
    TimePart,
};
use regex_automata::{meta, util::syntax};
use std::{collections::HashMap, net::IpAddr};

/// Asks expressions; regular expressions are kept compiled.
#[derive(Default)]
pub struct Judge {
    compiled: HashMap<Regex, meta::Regex>,
}

impl Judge {
    /// Whether the expression holds for the event.
    pub fn holds(&mut self, expr: &Expr, event: &Sight) -> bool {
        match expr {
            Expr::All(parts) => parts.iter().all(|part| self.holds(part, event)),
            Expr::Any(parts) => parts.iter().any(|part| self.holds(part, event)),
            Expr::Not(part) => !self.holds(part, event),
            Expr::Test(test) => self.test(test, event),
        }
    }

    fn test(&mut self, test: &Test, event: &Sight) -> bool {
        let values = match &test.subject {
            Subject::Field(name) => event.values(name),
            Subject::Keyword => event.all(),
        };
        let mut texts = values.iter().flatten();
        match &test.matcher {
            Matcher::Null => values.iter().all(Option::is_none),
            Matcher::Exists => !values.is_empty(),
            Matcher::Field(comparison) => {
                let others = event.values(&comparison.other);
                texts.any(|text| others.iter().flatten().any(|other| compares(comparison, text, other)))
            }
            matcher => texts.any(|text| self.matches(matcher, text)),
        }
    }

    /// Whether a text answers the question; those about absence or other fields are not asked here.
    pub fn matches(&mut self, matcher: &Matcher, text: &str) -> bool {
        match matcher {
            Matcher::Null => false,
            Matcher::Exists | Matcher::Field(_) => true,
            Matcher::Text(pattern) => pattern_fits(pattern, text),
            Matcher::Regex(regex) => self.regex(regex).is_match(text),
            Matcher::Number(comparison, number) => {
                number_in(text).is_some_and(|value| holds(*comparison, value, number.get()))
            }
            Matcher::Cidr(network) => lies_in(network, text),
            Matcher::Time(part, comparison, number) => {
                part_of(*part, text).is_some_and(|value| holds(*comparison, value, number.get()))
            }
        }
    }

    fn regex(&mut self, regex: &Regex) -> &meta::Regex {
        self.compiled.entry(regex.clone()).or_insert_with(|| {
            let syntax = syntax::Config::new()
                .case_insensitive(regex.ignore_case)
                .multi_line(regex.multi_line)
                .dot_matches_new_line(regex.dot_all);
            meta::Builder::new().syntax(syntax).build(&regex.source).expect("the rule was loaded")
        })
    }
}

fn holds(comparison: Comparison, value: f64, with: f64) -> bool {
    match comparison {
        Comparison::Equal => value == with,
        Comparison::Less => value < with,
        Comparison::LessOrEqual => value <= with,
        Comparison::Greater => value > with,
        Comparison::GreaterOrEqual => value >= with,
    }
}

fn number_in(text: &str) -> Option<f64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok().map(|number| number as f64),
        None => text.parse().ok(),
    }
}

fn lies_in(network: &Network, text: &str) -> bool {
    text.parse::<IpAddr>().is_ok_and(|address| network.contains(address))
}

fn part_of(part: TimePart, text: &str) -> Option<f64> {
    // `2026-10-27T13:12:05...`; weeks are left to the cases of testdata.
    let digits = match part {
        TimePart::Year => text.get(..4),
        TimePart::Month => text.get(5..7),
        TimePart::Day => text.get(8..10),
        TimePart::Hour => text.get(11..13),
        TimePart::Minute => text.get(14..16),
        TimePart::Week => None,
    };
    digits?.parse().ok()
}

fn compares(comparison: &FieldComparison, text: &str, other: &str) -> bool {
    let (text, other) = match comparison.cased {
        true => (text.to_owned(), other.to_owned()),
        false => (folded(text), folded(other)),
    };
    match comparison.place {
        Place::Whole => text == other,
        Place::Start => text.starts_with(&other),
        Place::End => text.ends_with(&other),
        Place::Anywhere => text.contains(&other),
    }
}

fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Whether the pieces span the whole text: the textbook's recursion, over the ways to split the text.
fn pattern_fits(pattern: &Pattern, text: &str) -> bool {
    let fold = |text: &str| if pattern.cased { text.to_owned() } else { folded(text) };
    let pieces: Vec<Piece> = pattern
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(literal) => Piece::Literal(fold(literal)),
            other => other.clone(),
        })
        .collect();
    fits(&pieces, &fold(text))
}

fn fits(pieces: &[Piece], text: &str) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Piece::Literal(literal), rest @ ..] => {
            text.strip_prefix(literal.as_str()).is_some_and(|text| fits(rest, text))
        }
        [Piece::One, rest @ ..] => {
            let mut chars = text.chars();
            chars.next().is_some() && fits(rest, chars.as_str())
        }
        [Piece::Any] => true,
        [Piece::Any, rest @ ..] => {
            (0..=text.len()).filter_map(|at| text.get(at..)).any(|text| fits(rest, text))
        }
    }
}
