//! JSON lines: one flat object a line. Strings are text; every other value keeps the characters that it was written with,
//! less the white space between them, so that no digit of a number is lost.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer as _, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::cell::Kind;
use crate::declaration::MAX_COLUMNS;
use crate::error::SealError;
use crate::input::blocks::Blocks;
use crate::input::fields::Fields;
use crate::input::normalise::column_name;

/// The keys of all objects, in the order in which they first appear.
pub(crate) fn header(blocks: &mut Blocks<'_, impl Read>) -> Result<Vec<String>, SealError> {
    let mut keys = Keys::default();
    while let Some(block) = blocks.next()? {
        for line in block.bytes.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
            // A line that is no object is reported when the rows are read.
            let _ = serde_json::Deserializer::from_slice(line).deserialize_map(Collect(&mut keys));
            if keys.names.len() > MAX_COLUMNS {
                return Err(blocks.header_error("more keys than a table has columns"));
            }
        }
    }
    match keys.names.is_empty() {
        true => Err(blocks.header_error("no line is a JSON object")),
        false => Ok(keys.names),
    }
}

#[derive(Default)]
struct Keys {
    names: Vec<String>,
    known: HashMap<String, usize>,
}

impl Keys {
    fn add(&mut self, name: &str) {
        if !self.known.contains_key(name) {
            self.known.insert(name.to_owned(), self.names.len());
            self.names.push(column_name(self.names.len(), Some((Kind::Text, name.as_bytes()))));
        }
    }
}

struct Collect<'a>(&'a mut Keys);

impl<'de> Visitor<'de> for Collect<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(()) = map.next_key_seed(AddKey(self.0))? {
            map.next_value::<serde::de::IgnoredAny>()?;
        }
        Ok(())
    }
}

struct AddKey<'a>(&'a mut Keys);

impl<'de> DeserializeSeed<'de> for AddKey<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for AddKey<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<(), E> {
        self.0.add(key);
        Ok(())
    }
}

/// Reads lines against a list of columns.
#[derive(Debug)]
pub(crate) struct JsonReader {
    columns: HashMap<String, usize>,
    count: usize,
}

impl JsonReader {
    pub(crate) fn new(names: &[String]) -> Self {
        let columns: HashMap<_, _> = names.iter().cloned().enumerate().map(|(at, name)| (name, at)).collect();
        JsonReader { columns, count: names.len() }
    }

    /// Reads one object into `fields`.
    ///
    /// # Errors
    /// The line is no flat object, has a key twice, or a key that is no column.
    pub(crate) fn read<'l>(&self, line: &'l [u8], fields: &mut Fields<'l>) -> Result<(), String> {
        fields.make_absent(self.count);
        let mut reader = serde_json::Deserializer::from_slice(line);
        let read = reader.deserialize_map(Fill { columns: &self.columns, fields });
        read.and_then(|()| reader.end()).map_err(|error| error.to_string())
    }
}

struct Fill<'a, 'l> {
    columns: &'a HashMap<String, usize>,
    fields: &'a mut Fields<'l>,
}

impl<'l> Visitor<'l> for Fill<'_, 'l> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one JSON object on the line")
    }

    fn visit_map<M: MapAccess<'l>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(at) = map.next_key_seed(FindKey(self.columns))? {
            let (kind, value) = read_value(map.next_value::<&'l RawValue>()?).map_err(M::Error::custom)?;
            if !self.fields.fill(at, kind, value) {
                return Err(M::Error::custom("the same key stands twice in the object"));
            }
        }
        Ok(())
    }
}

struct FindKey<'a>(&'a HashMap<String, usize>);

impl<'de> DeserializeSeed<'de> for FindKey<'_> {
    type Value = usize;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FindKey<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<usize, E> {
        let found = self.0.get(key).copied();
        let found =
            found.or_else(|| self.0.get(&column_name(0, Some((Kind::Text, key.as_bytes())))).copied());
        found.ok_or_else(|| E::custom(format!("the key {key:?} is no column of this table")))
    }
}

fn read_value(raw: &RawValue) -> Result<(Kind, Cow<'_, [u8]>), serde_json::Error> {
    let text = raw.get();
    if !text.starts_with('"') {
        let value = match text.bytes().any(|byte| byte.is_ascii_whitespace()) {
            true => Cow::Owned(compact(text)),
            false => Cow::Borrowed(text.as_bytes()),
        };
        return Ok((Kind::Bare, value));
    }
    match text.contains('\\') {
        true => Ok((Kind::Text, Cow::Owned(serde_json::from_str::<String>(text)?.into_bytes()))),
        false => Ok((Kind::Text, Cow::Borrowed(text.trim_matches('"').as_bytes()))),
    }
}

/// Drops the white space between tokens; strings inside stay as they are.
fn compact(text: &str) -> Vec<u8> {
    let (mut inside, mut escaped) = (false, false);
    let keep = |byte: &u8| {
        let white = !inside && byte.is_ascii_whitespace();
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            _ => {}
        }
        !white
    };
    text.bytes().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Vec<(Kind, String)>, String> {
        let reader = JsonReader::new(&["a".to_owned(), "b".to_owned()]);
        let mut fields = Fields::default();
        reader.read(line.as_bytes(), &mut fields)?;
        let values = (0..2).filter_map(|at| fields.get(at));
        Ok(values.map(|(kind, bytes)| (kind, String::from_utf8_lossy(bytes).into_owned())).collect())
    }

    #[test]
    fn values_keep_their_kind_and_their_digits() {
        let is = |kind, text: &str| (kind, text.to_owned());
        assert_eq!(
            read(r#"{"b": 12345678901234567890123.10, "a": "x\u0041"}"#),
            Ok(vec![is(Kind::Text, "xA"), is(Kind::Bare, "12345678901234567890123.10")])
        );
        assert_eq!(
            read(r#"{"a": { "k" : [1 , "a \" b"] } }"#),
            Ok(vec![is(Kind::Bare, r#"{"k":[1,"a \" b"]}"#), is(Kind::Absent, "")])
        );
        assert_eq!(read(r#"{"a":null,"b":""}"#), Ok(vec![is(Kind::Bare, "null"), is(Kind::Text, "")]));
    }

    #[test]
    fn lines_that_two_readers_could_read_differently_are_refused() {
        for bad in [r#"{"a":1,"a":2}"#, r#"{"a":1}{}"#, r#"{"c":1}"#, "[1]", "{", r#"{"a":1} x"#, ""] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(read(&format!("{{\"a\":{}", "[".repeat(1_000_000))).is_err());
    }
}
