//! Search identifiers: the named parts of a detection. Maps mean "and", lists mean "or", values without a
//! field are keywords.

use super::{
    apply::apply,
    express::express,
    modifier::{Key, Modifier},
    reading::{Reading, Refused, all, any, not, size},
    value::Value,
};
use crate::{
    diagnostic::{Code, Problem},
    rule::{Expr, Subject},
    yaml::{Kind, Node},
};

/// What a search identifier stands for.
pub(super) fn selection(node: &Node, reading: &mut Reading<'_>) -> Result<Expr, Refused> {
    match &node.kind {
        Kind::Map(entries) => {
            not_empty(node, entries.len(), reading)?;
            Reading::all(entries.iter().map(|(key, value)| entry(key, value, reading))).map(all)
        }
        Kind::List(items) => {
            not_empty(node, items.len(), reading)?;
            Reading::all(items.iter().map(|item| selection(item, reading))).map(any)
        }
        _ => values(&Key { field: String::new(), modifiers: Vec::new() }, node, reading),
    }
}

fn not_empty(node: &Node, length: usize, reading: &mut Reading<'_>) -> Result<(), Refused> {
    if length > 0 {
        return Ok(());
    }
    let message = format!("{} without an element neither matches nor excludes anything", node.noun());
    Err(reading.refuse(Problem::new(Code::EmptyValue, node.span, message)))
}

/// One entry of a map: a field with its modifiers, and what it is asked for.
fn entry(key: &Node, value: &Node, reading: &mut Reading<'_>) -> Result<Expr, Refused> {
    let key = Key::read(key, reading.text);
    let key = reading.check(key)?;
    let order = check_order(&key);
    reading.check(order)?;
    values(&key, value, reading)
}

/// The combinations of modifiers that the values do not refuse by themselves.
fn check_order(key: &Key) -> Result<(), Problem> {
    let mut placed: Option<Modifier> = None;
    for applied in &key.modifiers {
        match applied.modifier {
            Modifier::Exists if key.modifiers.len() > 1 => {
                return Err(applied.problem("goes with no other modifier"));
            }
            place @ Modifier::Place(_) => match placed.replace(place) {
                Some(other) if other != place => {
                    return Err(applied
                        .problem("a value has one place, and another modifier has given it one")
                        .help("write two entries, in one map for `and` or in a list of maps for `or`"));
                }
                _ => {}
            },
            _ => {}
        }
    }
    Ok(())
}

fn values(key: &Key, value: &Node, reading: &mut Reading<'_>) -> Result<Expr, Refused> {
    let subject =
        if key.field.is_empty() { Subject::Keyword } else { Subject::Field(key.field.as_str().into()) };
    let single = std::slice::from_ref(value);
    let list = value.list().unwrap_or(single);
    not_empty(value, list.len(), reading)?;
    warn_about_list(key, value, reading);
    let each = Reading::all(list.iter().map(|value| {
        if reading.is_spent() {
            return Err(Refused);
        }
        let expression = one(key, &subject, value, reading);
        let expression = reading.check(expression)?;
        reading.pay_in_selection(size(&expression), value.span)?;
        Ok(expression)
    }))?;
    let linked = if key.has(Modifier::All) { all(each) } else { any(each) };
    Ok(if key.has(Modifier::Differs) { not(linked) } else { linked })
}

fn warn_about_list(key: &Key, value: &Node, reading: &mut Reading<'_>) {
    let list = value.list().unwrap_or_default();
    if let Some(null) = list.iter().find(|item| item.kind == Kind::Null) {
        let message = "null stands in a list of values; it is taken as: the field is absent or null";
        reading.warn(
            Problem::new(Code::NullInList, null.span, message).help("write a selection of its own for null"),
        );
    }
    let of_one = key.modifiers.iter().find(|applied| applied.modifier == Modifier::All);
    if let Some(all) = of_one.filter(|_| list.len() < 2) {
        reading.warn(Problem::new(Code::AllOfOne, all.span, "`all` has only one value to link"));
    }
}

/// One value, from the text to its tests.
fn one(key: &Key, subject: &Subject, node: &Node, reading: &mut Reading<'_>) -> Result<Expr, Problem> {
    let wrong =
        || Problem::new(Code::BadValue, node.span, format!("{} cannot be the value of a field", node.noun()));
    let mut value = Value::read(node).ok_or_else(wrong)?;
    reading.value = node.span;
    for applied in &key.modifiers {
        value = apply(value, applied, reading)?;
    }
    if let (Value::Null, true) = (&value, key.field.is_empty()) {
        return Err(Problem::new(Code::BadValue, node.span, "null asks for a field, and a keyword has none"));
    }
    express(subject, value, node.span)
}
