//! What stands beside a value and says what it is: labels, and words that tell a version or an attacker's.

use super::section::{Topic, kinds, topic};
use crate::label::Label;
use statement::observable::{Kind, Observable, Read};
use std::ops::Range;

/// What stands before a value and says something of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// What it is.
    Label(String),
    /// That it is a version, of a program or of source code.
    Version(String),
}

/// Where a word stands in a text, capitals or not. It is not a part of another word.
pub(super) fn find_ignoring_case(text: &str, word: &str) -> Option<usize> {
    let (bytes, word) = (text.as_bytes(), word.as_bytes());
    let first = *word.first()?;
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), bytes).find(|&place| {
        let is_start = place
            .checked_sub(1)
            .and_then(|before| bytes.get(before))
            .is_none_or(|byte| !byte.is_ascii_alphanumeric());
        is_start && bytes.get(place..place + word.len()).is_some_and(|here| here.eq_ignore_ascii_case(word))
    })
}

/// Quotes around values, and what closes them.
const QUOTES: [(char, char); 5] =
    [('"', '"'), ('`', '`'), ('\'', '\''), ('\u{201c}', '\u{201d}'), ('\u{ab}', '\u{bb}')];

/// How far a value may go behind its label, in bytes. The name of a file has at most 765, and a user agent is rarely longer.
const MAX_NAMED: usize = 1 << 10;

/// Where the value stands behind a label: in quotes, or behind a colon up to what ends it.
pub(super) fn value_behind(behind: &str, kind: Kind) -> Option<Range<usize>> {
    let marks = ['*', '_', '`', 's', ')', '"'];
    let behind = behind.get(..behind.floor_char_boundary(MAX_NAMED)).unwrap_or_default();
    let colon = behind.trim_start_matches(marks).trim_start().strip_prefix([':', '=']);
    let rest = colon.unwrap_or(behind).trim_start_matches([' ', '*', '\t']);
    let quoted = QUOTES.iter().find_map(|(open, close)| rest.strip_prefix(*open)?.split(*close).next());
    let stops: &[char] =
        if kind == Kind::UserAgent { &['|', '\t', '"'] } else { &['|', '\t', '"', ';', ',', '('] };
    let plain = || colon.and_then(|_| rest.split(stops).next());
    let value = quoted.or_else(plain)?;
    let trimmed = value.trim_start();
    let start = behind.len() - rest.len()
        + usize::from(quoted.is_some()) * rest.chars().next().map_or(0, char::len_utf8);
    let start = start + (value.len() - trimmed.len());
    let trimmed = trimmed.trim_end().trim_end_matches('.');
    (!trimmed.is_empty()).then(|| start..start + trimmed.len())
}

/// How far back of a value is looked for what says what it is, in bytes.
const MAX_BEFORE: usize = 60;

/// The words before a value, if they end with a colon or name a kind, and the kind that they name.
pub(super) fn before(text: &str) -> Option<(Option<Label>, String)> {
    let near = text.get(text.ceil_char_boundary(text.len().saturating_sub(MAX_BEFORE))..)?;
    let near = near.trim_end_matches([
        ' ', '"', '\'', '`', '*', '_', '(', '[', '<', '\u{201c}', '\u{201e}', '\u{ab}', '\t',
    ]);
    let words = near.trim_end_matches([':', '=', '\u{ff1a}', ' ', '*', '_', '`']);
    let has_colon = words.len() < near.len()
        && near.trim_end_matches([' ', '*', '_', '`']).ends_with([':', '=', '\u{ff1a}']);
    let words = words
        .rsplit(['.', ';', ',', '|', ')', '(', ':', '>', '"', '\u{ff0c}', '\u{3001}', '\u{3002}'])
        .next()
        .unwrap_or_default()
        .trim();
    let words = last_words(words, if has_colon { 4 } else { 2 });
    let label = kinds(words);
    match (has_colon, &label) {
        (true, Some(_)) => Some((label, words.to_owned())),
        (true, None) if topic(words) == Some(Topic::Indicators) => Some((None, words.to_owned())),
        (_, _) if is_bad(words) => Some((None, words.to_owned())),
        (false, Some(Label::Kinds([Kind::Md5 | Kind::Sha1 | Kind::Sha256, ..]) | Label::Other)) => {
            Some((label, words.to_owned()))
        }
        _ => None,
    }
}

fn last_words(text: &str, count: usize) -> &str {
    let start =
        text.rmatch_indices(char::is_whitespace).nth(count.saturating_sub(1)).map_or(0, |(place, _)| place);
    text.get(start..).unwrap_or_default().trim()
}

/// What the words before a value say of it.
pub(super) fn behind(text: &str, start: usize, before: Option<&(Option<Label>, String)>) -> Option<Before> {
    if let Some((_, words)) = before {
        return Some(Before::Label(words.clone()));
    }
    let near = text.get(..start)?.trim_end_matches([' ', '`', '(', '"']);
    let word = near
        .get(near.ceil_char_boundary(near.len().saturating_sub(20))..)?
        .rsplit(char::is_whitespace)
        .next()?;
    let lower = word.trim_matches([':', '(', ',']).to_lowercase();
    let versions = [
        "version", "versions", "v", "ver", "release", "build", "firmware", "commit", "revision", "rev",
        "oid", "section", "chapter",
    ];
    versions.contains(&&*lower).then(|| Before::Version(word.to_owned()))
}

/// Whether words say that what follows is an attacker's.
fn is_bad(words: &str) -> bool {
    let lower = words.to_lowercase();
    let bad = [
        "c2",
        "c&c",
        "cnc",
        "ioc",
        "iocs",
        "c2s",
        "malicious",
        "dropper",
        "payload",
        "phishing",
        "exfiltration",
        "beacon",
        "indicator",
        "indicators",
    ];
    lower
        .split(|letter: char| letter.is_whitespace() || letter == '/' || letter == '-')
        .any(|word| bad.contains(&word))
}

/// A value behind a word and a colon without a space: `domain:evil.corp`.
pub(super) fn prefixed(words: &str, value: &str) -> Option<(Read, Option<String>)> {
    let label = kinds(words);
    let read = match &label {
        Some(Label::Kinds(kinds)) if !kinds.contains(&Kind::FileName) => Observable::read_among(kinds, value),
        _ => Observable::read(value),
    };
    let says = matches!(label, Some(Label::Kinds(_))) || is_bad(words);
    Some((read.ok()?, says.then(|| words.to_owned())))
}
