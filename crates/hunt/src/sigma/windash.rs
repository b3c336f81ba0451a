//! The modifier `windash`: Windows programs take several characters for the dash before a flag.

use super::{
    pattern::Pieces,
    value::{Text, Value},
};
use crate::rule::Piece;

/// The characters that may stand before a flag: hyphen, slash, en dash, em dash, horizontal bar.
const DASHES: [char; 5] = ['-', '/', '\u{2013}', '\u{2014}', '\u{2015}'];

/// How many flags one value may have: each multiplies its forms by five. Four make 625.
const MAX_FLAGS: usize = 4;

/// Every form of the text in which each flag has each of the five dashes. A flag begins where
/// a dash stands between no word character and a word character, as in ` -enc`, not in `a-b`.
///
/// # Errors
/// A sentence, where there are too many flags.
pub(super) fn dashes(text: &Text) -> Result<Value, String> {
    let cut: Vec<Part<'_>> = text.pieces.iter().flat_map(parts).collect();
    let flags = cut.iter().filter(|part| matches!(part, Part::Dash)).count();
    if flags > MAX_FLAGS {
        return Err(format!("{flags} flags in one value, more than the {MAX_FLAGS} that `windash` expands"));
    }
    let forms = cut.iter().fold(vec![Vec::new()], |forms, part| extend(forms, part));
    let mut values = forms.into_iter().map(|pieces| {
        let mut merged = Pieces::default();
        merged.extend(pieces);
        Value::Text(text.with(merged.done()))
    });
    Ok(if flags == 0 {
        values.next().unwrap_or(Value::Any(Vec::new()))
    } else {
        Value::Any(values.collect())
    })
}

enum Part<'t> {
    Kept(Piece),
    Literal(&'t str),
    Dash,
}

fn parts(piece: &Piece) -> Vec<Part<'_>> {
    let Piece::Literal(text) = piece else { return vec![Part::Kept(piece.clone())] };
    let mut parts = Vec::new();
    let (mut rest, mut before) = (text.as_str(), None);
    while let Some((dash, length)) = first_flag(rest, before) {
        let (literal, after) = rest.split_at(dash);
        parts.push(Part::Literal(literal));
        parts.push(Part::Dash);
        before = Some('-');
        rest = after.get(length..).unwrap_or_default();
    }
    parts.push(Part::Literal(rest));
    parts
}

/// Offset and length of the first dash before a flag; `before` is the character before the text.
fn first_flag(text: &str, mut before: Option<char>) -> Option<(usize, usize)> {
    let mut characters = text.char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        let starts =
            !before.is_some_and(is_word) && characters.peek().is_some_and(|(_, next)| is_word(*next));
        if starts && DASHES.contains(&character) {
            return Some((offset, character.len_utf8()));
        }
        before = Some(character);
    }
    None
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn extend(forms: Vec<Vec<Piece>>, part: &Part<'_>) -> Vec<Vec<Piece>> {
    let longer = |form: &[Piece], piece: Piece| form.iter().cloned().chain([piece]).collect::<Vec<_>>();
    let each = |form: Vec<Piece>| match part {
        Part::Kept(piece) => vec![longer(&form, piece.clone())],
        Part::Literal(text) => vec![longer(&form, Piece::Literal((*text).to_owned()))],
        Part::Dash => DASHES.iter().map(|dash| longer(&form, Piece::Literal(dash.to_string()))).collect(),
    };
    forms.into_iter().flat_map(each).collect()
}
