//! One way to meet an expression: which tests shall hold, which not, and fields that do so.

use super::{draw::Chance, judge::Judge, regex_text};
use hunt::{Expr, Matcher, Piece, Subject, Test};
use std::collections::BTreeMap;

/// A field of an event to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name, as rules call it.
    pub name: String,
    /// Its value.
    pub text: String,
}

/// The field that holds keywords.
const KEYWORDS: &str = "Remark";

/// Times from which one is chosen for questions about parts of a time.
const TIMES: [&str; 4] =
    ["2026-10-27T13:12:05Z", "2019-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "2026-06-15T03:30:00Z"];

/// One choice of every alternative of an expression.
#[derive(Default)]
pub struct Wish {
    /// Questions that shall be answered by yes, by field.
    pub yes: BTreeMap<String, Vec<Matcher>>,
    no: Vec<Test>,
}

impl Wish {
    /// Chooses by chance.
    pub fn of(expr: &Expr, chance: &mut Chance) -> Wish {
        let mut wish = Wish::default();
        wish.take(expr, true, chance);
        wish
    }

    fn take(&mut self, expr: &Expr, holds: bool, chance: &mut Chance) {
        match (expr, holds) {
            (Expr::All(parts), true) | (Expr::Any(parts), false) => {
                parts.iter().for_each(|part| self.take(part, holds, chance));
            }
            (Expr::Any(parts), true) | (Expr::All(parts), false) => {
                if let Some(part) = parts.get(chance.below(parts.len())) {
                    self.take(part, holds, chance);
                }
            }
            (Expr::Not(part), holds) => self.take(part, !holds, chance),
            (Expr::Test(test), true) => {
                self.yes.entry(name(&test.subject)).or_default().push(test.matcher.clone())
            }
            (Expr::Test(test), false) => self.no.push(test.clone()),
        }
    }

    /// Fields that answer so; `None` where no text was found that does.
    pub fn fields(&self, judge: &mut Judge) -> Option<Vec<Field>> {
        let mut fields = Vec::new();
        for (name, matchers) in &self.yes {
            if matchers.contains(&Matcher::Null) {
                continue;
            }
            let text = texts(matchers)
                .into_iter()
                .find(|text| matchers.iter().all(|matcher| judge.matches(matcher, text)))?;
            fields.push(Field { name: name.clone(), text });
        }
        self.add_what_must_be_there(&mut fields);
        self.copy_compared_fields(&mut fields);
        Some(fields)
    }

    /// A field that must not be absent is there.
    fn add_what_must_be_there(&self, fields: &mut Vec<Field>) {
        for test in self.no.iter().filter(|test| test.matcher == Matcher::Null) {
            let name = name(&test.subject);
            if !fields.iter().any(|field| field.name == name) {
                fields.push(Field { name, text: "there".to_owned() });
            }
        }
    }

    fn copy_compared_fields(&self, fields: &mut Vec<Field>) {
        for (name, matchers) in &self.yes {
            for matcher in matchers {
                let Matcher::Field(comparison) = matcher else { continue };
                let Some(text) =
                    fields.iter().find(|field| field.name == *name).map(|field| field.text.clone())
                else {
                    continue;
                };
                fields.retain(|field| field.name != *comparison.other);
                fields.push(Field { name: comparison.other.to_string(), text });
            }
        }
    }
}

fn name(subject: &Subject) -> String {
    match subject {
        Subject::Field(name) => name.to_string(),
        Subject::Keyword => KEYWORDS.to_owned(),
    }
}

/// Texts that may answer all questions by yes: each question's own text, and all of them in one.
fn texts(matchers: &[Matcher]) -> Vec<String> {
    let mut texts: Vec<String> = matchers.iter().flat_map(own_texts).collect();
    let ordered = |open_start: bool, open_end: bool| {
        let of = matchers.iter().filter(move |matcher| ends(matcher) == (open_start, open_end));
        of.filter_map(|matcher| own_texts(matcher).into_iter().next())
    };
    let all: Vec<String> =
        ordered(false, true).chain(ordered(true, true)).chain(ordered(true, false)).collect();
    // Alternatives often overlap (`\temp\` and `\x.exe`), so both ways of joining are tried, and a longest text alone.
    texts.push(all.concat());
    texts.push(all.join(" "));
    texts.push("there".to_owned());
    texts
}

/// Whether anything may stand before and behind what a question asks for.
fn ends(matcher: &Matcher) -> (bool, bool) {
    match matcher {
        Matcher::Text(pattern) => {
            (pattern.pieces.first() == Some(&Piece::Any), pattern.pieces.last() == Some(&Piece::Any))
        }
        Matcher::Regex(regex) => (!regex.source.starts_with('^'), !regex.source.ends_with('$')),
        _ => (false, false),
    }
}

fn own_texts(matcher: &Matcher) -> Vec<String> {
    match matcher {
        Matcher::Text(pattern) => vec![pattern.pieces.iter().map(piece).collect()],
        Matcher::Regex(regex) => regex_text::texts(regex),
        Matcher::Number(_, number) => [0.0, 1.0, -1.0].map(|step| (number.get() + step).to_string()).to_vec(),
        Matcher::Cidr(network) => vec![network.to_string().split('/').next().unwrap_or_default().to_owned()],
        Matcher::Time(..) => TIMES.map(str::to_owned).to_vec(),
        Matcher::Null | Matcher::Exists | Matcher::Field(_) => Vec::new(),
    }
}

fn piece(piece: &Piece) -> &str {
    match piece {
        Piece::Literal(literal) => literal,
        Piece::Any => "",
        Piece::One => "q",
    }
}
