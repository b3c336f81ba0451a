//! Ways to break one thing that a rule requires of an event that meets it.

use super::wish::{Field, Wish};
use hunt::{Comparison, Expr, Matcher, Piece};

/// What was done, and the fields then.
pub type Spoilt = (String, Vec<Field>);

/// Every field spoilt in every way that its questions suggest. Some of the outcomes meet the rule by another of its alternatives;
/// the judge tells.
pub fn fields(wish: &Wish, fields: &[Field]) -> Vec<Spoilt> {
    let mut spoilt = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let mut with = |what: &str, instead: Option<Field>| {
            let mut changed = fields.to_vec();
            drop(changed.splice(at..=at, instead));
            spoilt.push((format!("{}: {what}", field.name), changed));
        };
        let text = |text: String| Some(Field { name: field.name.clone(), text });
        with("left out", None);
        with(
            "under another name",
            Some(Field { name: format!("{}X", field.name), text: field.text.clone() }),
        );
        with("one character behind", text(format!("{}~", field.text)));
        with("one character before", text(format!("~{}", field.text)));
        with("reversed", text(field.text.chars().rev().collect()));
        with("other case", text(field.text.to_uppercase()));
        with("number next to it", text(next_number(&field.text)));
        for matcher in wish.yes.get(&field.name).into_iter().flatten() {
            for changed in broken(matcher, &field.text) {
                with("one character changed", text(changed));
            }
        }
    }
    spoilt
}

fn next_number(text: &str) -> String {
    text.parse::<i64>().map_or_else(|_| format!("{text}0"), |number| number.saturating_add(1).to_string())
}

/// The text with a character changed inside of each literal that the question asks for, at its start, middle and end.
fn broken(matcher: &Matcher, text: &str) -> Vec<String> {
    let Matcher::Text(pattern) = matcher else { return numbers(matcher) };
    let mut changed = Vec::new();
    for piece in &pattern.pieces {
        let Piece::Literal(literal) = piece else { continue };
        let Some(at) = text.find(literal.as_str()) else { continue };
        let places: Vec<usize> = literal.char_indices().map(|(offset, _)| at + offset).collect();
        let chosen = [0, places.len() / 2, places.len().saturating_sub(1)];
        changed.extend(chosen.iter().filter_map(|place| replaced(text, *places.get(*place)?)));
    }
    changed
}

fn replaced(text: &str, at: usize) -> Option<String> {
    let (before, rest) = text.split_at_checked(at)?;
    let first = rest.chars().next()?;
    let other = if first == '_' { '~' } else { '_' };
    Some(format!("{before}{other}{}", rest.get(first.len_utf8()..)?))
}

/// Numbers on the other side of a comparison.
fn numbers(matcher: &Matcher) -> Vec<String> {
    match matcher {
        Matcher::Number(Comparison::Less | Comparison::LessOrEqual, number) => {
            vec![(number.get() + 1.0).to_string()]
        }
        Matcher::Number(_, number) => vec![(number.get() - 1.0).to_string()],
        Matcher::Cidr(_) => vec!["0.1.2.3".to_owned(), "not an address".to_owned()],
        _ => Vec::new(),
    }
}

/// The expression once for each `not` below only `and`s: with that part turned round, so that what it keeps away is there.
pub fn filters_met(expr: &Expr) -> Vec<Expr> {
    match expr {
        Expr::Not(part) => vec![(**part).clone()],
        Expr::All(parts) => {
            let turned = parts
                .iter()
                .enumerate()
                .flat_map(|(at, part)| filters_met(part).into_iter().map(move |turned| (at, turned)));
            turned.map(|(at, turned)| Expr::All(with(parts, at, turned))).collect()
        }
        _ => Vec::new(),
    }
}

fn with(parts: &[Expr], at: usize, instead: Expr) -> Vec<Expr> {
    let each = |(place, part): (usize, &Expr)| if place == at { instead.clone() } else { part.clone() };
    parts.iter().enumerate().map(each).collect()
}
