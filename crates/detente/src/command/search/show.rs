//! A record that was found, for a person: when, where, what, and the values that matched.

use crate::output::escape::terminal;
use anstyle::{AnsiColor, Style};
use event::{Event, Value};
use hunt::{Input, Look, Matcher, Piece};
use respond::{Kind, Query};
use std::io::Write;

/// How many matching values of a record are shown.
const MAX_VALUES: usize = 8;

/// How many characters of a value are shown around what matched.
const MAX_AROUND: usize = 240;

/// How many bytes of a value are looked through for the place to highlight.
const MAX_SEARCHED: usize = 1 << 20;

/// A field that matched: its name, and its value in three parts, of which the middle one is what was looked for.
pub struct Matched {
    name: String,
    parts: [String; 3],
}

/// The fields that matched, cut to what is worth showing.
pub fn matched(fields: &[(&str, Value<'_>)], query: &Query) -> Vec<Matched> {
    let literals: Vec<String> = query.terms.iter().flat_map(|term| literals(&term.matcher)).collect();
    let each = |(name, value): &(&str, Value<'_>)| Matched {
        name: terminal(name),
        parts: around(&value.to_string(), &literals),
    };
    fields.iter().take(MAX_VALUES).map(each).collect()
}

/// Appends a record.
pub fn record(
    out: &mut Vec<u8>,
    look: &Look<'_, '_>,
    input: Input<'_>,
    event: &Event<'_>,
    matched: &[Matched],
    colour: bool,
) {
    let style = |style: Style| if colour { style } else { Style::new() };
    let (bold, red, dim) = (
        style(Style::new().bold()),
        style(AnsiColor::BrightRed.on_default().bold()),
        style(Style::new().dimmed()),
    );
    let time = look.time().map_or_else(|| "no time".to_owned(), |time| time.to_string());
    let kind = Kind::of(look);
    let host = look.host().map(|host| terminal(&host.to_string()));
    let words = [
        host.unwrap_or_default(),
        terminal(&kind.log),
        terminal(&kind.id),
        kind.name().unwrap_or_default().to_owned(),
    ];
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    // Writing to memory does not fail; so below.
    let _ = writeln!(
        out,
        "{bold}{time}{bold:#}  {}  {dim}record {} of {}{dim:#}",
        words.join("  "),
        event.position.record,
        terminal(input.file)
    );
    for Matched { name, parts: [before, found, after] } in matched {
        let _ = writeln!(out, "    {name}: {before}{red}{found}{red:#}{after}");
    }
}

/// The folded texts that a value was searched for.
fn literals(matcher: &Matcher) -> Vec<String> {
    let Matcher::Text(pattern) = matcher else { return Vec::new() };
    let literal = |piece: &Piece| match piece {
        Piece::Literal(text) => Some(text.to_lowercase()),
        Piece::Any | Piece::One => None,
    };
    pattern.pieces.iter().filter_map(literal).collect()
}

/// A value around the first of the literals that stands in it; its start, where that cannot be told.
fn around(value: &str, literals: &[String]) -> [String; 3] {
    let mut searched = value.len().min(MAX_SEARCHED);
    while !value.is_char_boundary(searched) {
        searched -= 1;
    }
    // Folding ASCII alone keeps the places of bytes.
    let folded = value.get(..searched).unwrap_or_default().to_ascii_lowercase();
    let place =
        literals.iter().find_map(|literal| folded.find(literal.as_str()).map(|at| (at, literal.len())));
    let (at, length) = place.unwrap_or((0, 0));
    let before: Vec<char> = value.get(..at).unwrap_or_default().chars().rev().take(MAX_AROUND / 3).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = value.get(at + length..).unwrap_or_default().chars().take(MAX_AROUND).collect();
    let dots = |whole: usize, shown: &str| if shown.len() < whole { "..." } else { "" };
    let found = value.get(at..at + length).unwrap_or_default();
    [
        format!("{}{}", dots(at, &before), terminal(&before)),
        terminal(found),
        format!("{}{}", terminal(&after), dots(value.len() - at - length, &after)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_shown_with_what_stands_around_it() {
        let shown = |value: &str, literal: &str| around(value, &[literal.to_owned()]).join("|");
        assert_eq!(shown("run EVIL now", "evil"), "run |EVIL| now");
        assert_eq!(shown("nothing", "evil"), "||nothing");
        assert_eq!(shown("é\u{1b}[2Jevil", "evil"), "é\\u{1b}[2J|evil|");
        let long = format!("{}evil{}", "a".repeat(1_000), "é".repeat(1_000));
        let shown = shown(&long, "evil");
        assert!(shown.starts_with("...a") && shown.contains("|evil|") && shown.ends_with("é..."), "{shown}");
    }
}
