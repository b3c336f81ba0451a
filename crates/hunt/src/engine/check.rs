//! What a single test means: one matcher, one value, yes or no.
//!
//! This is the plain reading of Sigma. The engine's indexes only save calls to it, and the tests hold them to its answers.

use super::{fold::fold, fold::fold_into, glob::Glob, regex};
use crate::{Comparison, FieldComparison, Matcher, Network, Number, Place, Regex, TimePart};
use event::Value;
use memchr::memmem::Finder;
use regex_automata::meta;
use std::{io::Write, net::IpAddr};

/// A matcher, compiled.
#[derive(Debug)]
pub(crate) enum Check {
    Null,
    Exists,
    Text(Glob),
    Regex(Box<Expression>),
    Number(Comparison, Number),
    Cidr(Network),
    Field(FieldComparison),
    Time(TimePart, Comparison, Number),
    /// An expression that does not compile; the loader refuses those, so no rule has one.
    Never,
}

/// A regular expression, and what must stand in a value before it is worth running.
#[derive(Debug)]
pub(crate) struct Expression {
    regex: meta::Regex,
    /// Of each list, at least one literal stands in every folded value that matches.
    needs: Vec<Vec<Finder<'static>>>,
}

/// Makes text of values, in memory that is reused.
#[derive(Debug, Default)]
pub(crate) struct Text {
    number: Vec<u8>,
    folded: Vec<u8>,
}

/// A value as text, and folded where somebody asks for that.
#[derive(Debug)]
pub(crate) struct Words<'t> {
    pub(crate) plain: &'t str,
    folded: &'t mut Vec<u8>,
    is_folded: bool,
}

impl Text {
    /// The value as text; `None` for null.
    #[inline]
    pub(crate) fn read<'t>(&'t mut self, value: &Value<'t>) -> Option<Words<'t>> {
        let plain = match *value {
            Value::Null => return None,
            Value::Text(text) => text,
            Value::Int(number) => decimal(number, &mut self.number),
            number => {
                self.number.clear();
                // Writing to memory does not fail.
                let _ = write!(self.number, "{number}");
                std::str::from_utf8(&self.number).unwrap_or_default()
            }
        };
        Some(Words { plain, folded: &mut self.folded, is_folded: false })
    }
}

impl Words<'_> {
    /// What the indexes search: the text itself where it is ASCII, since they pay no regard to ASCII case; else folded.
    #[inline]
    pub(crate) fn searched(&mut self) -> &[u8] {
        if self.plain.is_ascii() { self.plain.as_bytes() } else { self.folded() }
    }

    /// The text folded.
    pub(crate) fn folded(&mut self) -> &[u8] {
        if !self.is_folded {
            fold_into(self.plain, self.folded);
            self.is_folded = true;
        }
        self.folded
    }
}

/// The digits of a whole number, which is what most numbers of telemetry are.
fn decimal(number: i64, digits: &mut Vec<u8>) -> &str {
    let mut rest = number.unsigned_abs();
    digits.clear();
    loop {
        digits.push(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        digits.push(b'-');
    }
    digits.reverse();
    std::str::from_utf8(digits).unwrap_or_default()
}

impl Check {
    pub(crate) fn new(matcher: &Matcher) -> Self {
        match matcher {
            Matcher::Null => Check::Null,
            Matcher::Exists => Check::Exists,
            Matcher::Text(pattern) => Check::Text(Glob::new(pattern)),
            Matcher::Regex(source) => {
                Expression::new(source).map_or(Check::Never, |expression| Check::Regex(Box::new(expression)))
            }
            Matcher::Number(comparison, number) => Check::Number(*comparison, *number),
            Matcher::Cidr(network) => Check::Cidr(*network),
            Matcher::Field(comparison) => Check::Field(comparison.clone()),
            Matcher::Time(part, comparison, number) => Check::Time(*part, *comparison, *number),
        }
    }

    /// Whether the check is about a value's text alone, so that its answer for one text never changes.
    pub(crate) fn text(&self, words: &mut Words<'_>) -> bool {
        let plain = words.plain;
        match self {
            Check::Exists => true,
            Check::Text(glob) if glob.cased => glob.matches(plain.as_bytes()),
            Check::Text(glob) => glob.matches(words.folded()),
            Check::Regex(expression) => expression.matches(words),
            Check::Number(comparison, number) => {
                number_in(plain).is_some_and(|value| comparison.holds(value, number.get()))
            }
            Check::Cidr(network) => address_in(plain).is_some_and(|address| network.contains(address)),
            Check::Time(part, comparison, number) => {
                time_part(plain, *part).is_some_and(|value| comparison.holds(value, number.get()))
            }
            Check::Null | Check::Field(_) | Check::Never => false,
        }
    }
}

impl Expression {
    fn new(source: &Regex) -> Option<Self> {
        let finders =
            |literals: Vec<String>| literals.iter().map(|text| Finder::new(text).into_owned()).collect();
        let needs = regex::required_literals(source).into_iter().map(finders).collect();
        Some(Expression { regex: regex::compile(source)?, needs })
    }

    fn matches(&self, words: &mut Words<'_>) -> bool {
        let folded = words.folded();
        let stands = |finder: &Finder<'_>| finder.find(folded).is_some();
        self.needs.iter().all(|literals| literals.iter().any(stands)) && self.regex.is_match(words.plain)
    }
}

/// Whether two values of one event compare as a rule's `fieldref` says. Null compares with nothing.
pub(crate) fn fields_compare(how: &FieldComparison, value: &str, other: &str) -> bool {
    let (value, other) =
        if how.cased { (value.to_owned(), other.to_owned()) } else { (fold(value), fold(other)) };
    match how.place {
        Place::Whole => value == other,
        Place::Start => value.starts_with(&other),
        Place::End => value.ends_with(&other),
        Place::Anywhere => value.contains(&other),
    }
}

/// Decimal numbers, and hexadecimal ones as Windows writes them (`0x1f`).
pub(crate) fn number_in(text: &str) -> Option<f64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok().map(|value| value as f64),
        None => text.parse().ok().filter(|value: &f64| value.is_finite()),
    }
}

/// An address, also in brackets or with an IPv6 zone behind it.
fn address_in(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    text.split('%').next()?.parse().ok()
}

fn time_part(text: &str, part: TimePart) -> Option<f64> {
    let parts = event::Time::parse(text)?.parts();
    let number = match part {
        TimePart::Minute => i64::from(parts.minute),
        TimePart::Hour => i64::from(parts.hour),
        TimePart::Day => i64::from(parts.day),
        TimePart::Week => i64::from(parts.iso_week),
        TimePart::Month => i64::from(parts.month),
        TimePart::Year => parts.year,
    };
    Some(number as f64)
}
