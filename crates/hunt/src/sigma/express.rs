//! From a value that has been through its modifiers to the tests that the engine asks.

use super::{
    apply::surrounded,
    reading::{any, not},
    regex,
    value::{Plain, Text, Value},
};
use crate::{
    diagnostic::{Code, Problem},
    rule::{Expr, Matcher, Pattern, Place, Subject, Test},
    yaml::Span,
};

/// The tests of `value` on `subject`.
pub(super) fn express(subject: &Subject, value: Value, at: Span) -> Result<Expr, Problem> {
    let matcher = match value {
        Value::Any(values) => {
            let each = values.into_iter().map(|value| express(subject, value, at));
            return each.collect::<Result<_, _>>().map(any);
        }
        Value::Plain(plain) => return Ok(written(subject, &plain)),
        Value::Text(text) => Matcher::Text(pattern(subject, &text)),
        Value::Regex(regex) => Matcher::Regex(regex::checked(regex, at)?),
        Value::Cidr(network) => Matcher::Cidr(network),
        other => return of_field(subject, other, at),
    };
    Ok(Expr::Test(Test { subject: subject.clone(), matcher }))
}

/// Values that only a field can have.
fn of_field(subject: &Subject, value: Value, at: Span) -> Result<Expr, Problem> {
    if *subject == Subject::Keyword {
        let message = format!("{} asks for a field, and this value has none", value.noun());
        return Err(Problem::new(Code::BadValue, at, message));
    }
    let test = |matcher| Expr::Test(Test { subject: subject.clone(), matcher });
    Ok(match value {
        Value::Exists(true) => test(Matcher::Exists),
        Value::Exists(false) => not(test(Matcher::Exists)),
        Value::Number(comparison, number) => test(Matcher::Number(comparison, number)),
        Value::Time(part, comparison, number) => test(Matcher::Time(part, comparison, number)),
        Value::Field(comparison) => test(Matcher::Field(comparison)),
        // `express` has taken all others.
        _ => test(Matcher::Null),
    })
}

/// A value without modifiers. A number that the rule spells otherwise than events do is looked for in both forms.
fn written(subject: &Subject, plain: &Plain) -> Expr {
    let test = |text: Text| {
        Expr::Test(Test { subject: subject.clone(), matcher: Matcher::Text(pattern(subject, &text)) })
    };
    let respelled = plain.respelled().map(|number| test(Text::read(&number)));
    any([test(Text::read(&plain.text))].into_iter().chain(respelled).collect())
}

/// A keyword may stand anywhere in the event's values, unless a modifier says where.
fn pattern(subject: &Subject, text: &Text) -> Pattern {
    let anywhere = *subject == Subject::Keyword && !text.placed;
    let pieces = if anywhere { surrounded(&text.pieces, Place::Anywhere) } else { text.pieces.clone() };
    Pattern { pieces, cased: text.cased }
}
