//! JSON, written member by member in the order in which they are given. Writing to memory does not fail.

use super::escape::json_string;
use event::Value;
use std::{collections::HashMap, fmt::Display, io::Write};

/// An object that is being written.
pub struct Object<'o> {
    out: &'o mut Vec<u8>,
    empty: bool,
}

/// Appends an object with the members that `write` gives it.
pub fn object(out: &mut Vec<u8>, write: impl FnOnce(&mut Object<'_>)) {
    out.push(b'{');
    write(&mut Object { out, empty: true });
    out.push(b'}');
}

/// Appends a list with an item for each of these.
pub fn list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

impl Object<'_> {
    /// A member whose value the caller appends.
    pub fn member(&mut self, name: &str) -> &mut Vec<u8> {
        if !std::mem::replace(&mut self.empty, false) {
            self.out.push(b',');
        }
        json_string(self.out, name);
        self.out.push(b':');
        self.out
    }

    /// A text.
    pub fn text(&mut self, name: &str, text: &str) {
        json_string(self.member(name), text);
    }

    /// A text, or `null`.
    pub fn optional(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.member(name).extend_from_slice(b"null"),
        }
    }

    /// What shows itself as a JSON number or truth value.
    pub fn number(&mut self, name: &str, number: impl Display) {
        let _ = write!(self.member(name), "{number}");
    }

    /// A list of texts.
    pub fn texts<'t>(&mut self, name: &str, texts: impl IntoIterator<Item = &'t str>) {
        list(self.member(name), texts, json_string);
    }

    /// An object.
    pub fn object(&mut self, name: &str, write: impl FnOnce(&mut Object<'_>)) {
        object(self.member(name), write);
    }

    /// A list.
    pub fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Vec<u8>, T),
    ) {
        list(self.member(name), items, write);
    }

    /// An object of fields and their values.
    pub fn fields<'v>(&mut self, name: &str, pairs: impl Iterator<Item = (&'v str, Value<'v>)>) {
        fields(self.member(name), pairs);
    }
}

/// Appends an object of fields and values; a field with several values gets a list, in the place where it came first.
pub fn fields<'v>(out: &mut Vec<u8>, pairs: impl Iterator<Item = (&'v str, Value<'v>)>) {
    let mut members: Vec<(&str, Vec<Value<'_>>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (name, value) in pairs {
        let place = *places.entry(name).or_insert(members.len());
        match members.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => members.push((name, vec![value])),
        }
    }
    object(out, |object| {
        for (name, values) in members {
            match values.as_slice() {
                [only] => value(object.member(name), *only),
                values => object.list(name, values.iter().copied(), value),
            }
        }
    });
}

/// Appends a scalar; a number that JSON cannot hold is `null`.
fn value(out: &mut Vec<u8>, value: Value<'_>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Text(text) => json_string(out, text),
        Value::Float(float) if !float.is_finite() => out.extend_from_slice(b"null"),
        number => drop(write!(out, "{number}")),
    }
}
