//! Placeholders: `%name%` in a value with the modifier `expand`, whose values the user of a rule knows.

use std::collections::BTreeMap;

use super::{
    apply::text,
    modifier::Applied,
    pattern::{self, Pieces},
    reading::Reading,
    value::{Text, Value},
};
use crate::{
    diagnostic::{Code, Problem},
    mapping::Mappings,
    rule::{Piece, Regex},
};

/// Into how many values one value may expand.
const MAX_EXPANSION: usize = 10_000;

/// The values of placeholders, by name without the percent signs. Values may have wildcards.
#[derive(Clone, Debug, Default)]
pub struct Placeholders {
    values: BTreeMap<String, Vec<String>>,
    mappings: Mappings,
}

impl Placeholders {
    /// Adds values to a placeholder.
    pub fn add(&mut self, name: impl Into<String>, values: impl IntoIterator<Item = String>) {
        self.values.entry(name.into()).or_default().extend(values);
    }

    /// All values of a placeholder; none where nobody has given it any.
    fn get(&self, name: &str) -> Vec<String> {
        let own = self.values.get(name).into_iter().flatten().cloned();
        own.chain(self.mappings.placeholder(name).into_iter().flatten().map(String::from)).collect()
    }
}

/// The placeholders that mapping files give values.
impl From<Mappings> for Placeholders {
    fn from(mappings: Mappings) -> Self {
        Placeholders { values: BTreeMap::new(), mappings }
    }
}

/// `expand`: one value for each combination of the placeholders' values.
pub(super) fn expand(value: Value, applied: &Applied, reading: &mut Reading<'_>) -> Result<Value, Problem> {
    if let Value::Regex(regex) = value {
        return expand_regex(&regex, reading);
    }
    let text = text(value, applied)?;
    let mut forms = vec![Vec::new()];
    for part in text.pieces.iter().flat_map(parts) {
        let endings: Vec<_> = match part {
            Part::Kept(piece) => vec![vec![piece]],
            Part::Placeholder(name) => {
                values(&name, reading).iter().map(|value| pattern::pieces(value)).collect()
            }
        };
        check_product(forms.len(), endings.len(), reading)?;
        forms = append(&forms, &endings);
    }
    Ok(unwrapped(forms.into_iter().map(|form| Value::Text(merged(&text, form))).collect()))
}

fn check_product(forms: usize, endings: usize, reading: &Reading<'_>) -> Result<(), Problem> {
    let message = || format!("placeholders expand one value into more than {MAX_EXPANSION}");
    if forms.saturating_mul(endings) > MAX_EXPANSION {
        return Err(Problem::new(Code::Limit, reading.value, message()));
    }
    Ok(())
}

fn merged(text: &Text, form: Vec<Piece>) -> Text {
    let mut pieces = Pieces::default();
    pieces.extend(form);
    text.with(pieces.done())
}

/// In a regular expression, the values are taken as patterns and become expressions themselves.
fn expand_regex(regex: &Regex, reading: &mut Reading<'_>) -> Result<Value, Problem> {
    let mut sources = vec![String::new()];
    for part in parts(&Piece::Literal(regex.source.clone())) {
        let next: Vec<String> = match part {
            Part::Kept(Piece::Literal(text)) => vec![text],
            Part::Kept(_) => continue,
            Part::Placeholder(name) => values(&name, reading).iter().map(|value| as_regex(value)).collect(),
        };
        check_product(sources.len(), next.len(), reading)?;
        sources = sources
            .iter()
            .flat_map(|source| next.iter().map(move |more| format!("{source}{more}")))
            .collect();
    }
    Ok(unwrapped(sources.into_iter().map(|source| Value::Regex(Regex { source, ..regex.clone() })).collect()))
}

fn as_regex(value: &str) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => regex_syntax::escape(text),
        Piece::Any => ".*".to_owned(),
        Piece::One => ".".to_owned(),
    };
    format!("(?:{})", pattern::pieces(value).iter().map(piece).collect::<String>())
}

fn unwrapped(mut values: Vec<Value>) -> Value {
    match values.pop() {
        Some(value) if values.is_empty() => value,
        Some(value) => {
            values.push(value);
            Value::Any(values)
        }
        None => Value::Any(values),
    }
}

fn append(forms: &[Vec<Piece>], endings: &[Vec<Piece>]) -> Vec<Vec<Piece>> {
    let longer = |form: &[Piece], ending: &[Piece]| form.iter().chain(ending).cloned().collect();
    forms.iter().flat_map(|form| endings.iter().map(move |ending| longer(form, ending))).collect()
}

fn values(name: &str, reading: &mut Reading<'_>) -> Vec<String> {
    let values = reading.placeholders.get(name);
    if values.is_empty() {
        let message = format!("the placeholder `%{name}%` has no values, so this value matches nothing");
        reading.warn(Problem::new(Code::PlaceholderWithoutValues, reading.value, message));
    }
    values
}

enum Part {
    Kept(Piece),
    Placeholder(String),
}

/// Cuts a piece at its placeholders. `\%` is a percent sign that begins or ends none.
fn parts(piece: &Piece) -> Vec<Part> {
    let Piece::Literal(text) = piece else { return vec![Part::Kept(piece.clone())] };
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = text.as_str();
    while let Some(next) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("\\%") {
            literal.push('%');
            rest = after;
        } else if let Some((name, after)) = named(rest) {
            parts.push(Part::Kept(Piece::Literal(std::mem::take(&mut literal))));
            parts.push(Part::Placeholder(name.to_owned()));
            rest = after;
        } else {
            literal.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        }
    }
    parts.push(Part::Kept(Piece::Literal(literal)));
    parts
}

/// The placeholder that `text` begins with, and what follows it.
fn named(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('%')?.split_once('%').filter(|(name, _)| !name.is_empty())
}
