//! What a body of JSON calls one of its items: the id of the STIX object, or the UUID of the MISP attribute, that a JSON pointer points into. The text is
//! walked along the pointer and the rest is passed over, so that a body of any length costs no memory.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// How long an id may be, in bytes: a STIX type of 250 letters, two hyphens and a UUID.
const MAX_ID: usize = 288;

/// How many steps a pointer may have.
const MAX_STEPS: usize = 64;

/// The `id` or `uuid` of the object that a pointer (RFC 6901) points to, or whose member it points to. Nothing where the text is no JSON, where there is no
/// such place, and where that object has none: an outer one's would name something else.
///
/// ```
/// let body = br#"{"type": "bundle", "id": "bundle--1", "objects": [{"id": "indicator--2", "pattern": "x"}]}"#;
/// assert_eq!(exchange::named(body, "/objects/0/pattern").as_deref(), Some("indicator--2"));
/// assert_eq!(exchange::named(body, "/objects/1/pattern"), None);
/// ```
pub fn named(body: &[u8], pointer: &str) -> Option<String> {
    let steps = pointer.strip_prefix('/')?.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
    let steps: Vec<String> = steps.take(MAX_STEPS + 1).collect();
    if steps.len() > MAX_STEPS {
        return None;
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    // What is behind the place is passed over too: a text that breaks off later is no body.
    let found = Walk { steps: &steps }.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    match found {
        Found::Name(name) => Some(name),
        Found::Scalar | Found::Nothing => None,
    }
}

/// What is at a place.
enum Found {
    /// An object that has a name, or a member of one.
    Name(String),
    /// No object: what it is in may have a name.
    Scalar,
    /// Nothing, or an object without a name.
    Nothing,
}

struct Walk<'s> {
    steps: &'s [String],
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Found, D::Error> {
        from.deserialize_any(self)
    }
}

/// Scalars end the walk.
macro_rules! scalar {
    ($($name:ident: $type:ty),*) => {$(
        fn $name<E>(self, _: $type) -> Result<Found, E> {
            Ok(if self.steps.is_empty() { Found::Scalar } else { Found::Nothing })
        }
    )*};
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    scalar!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    fn visit_unit<E>(self) -> Result<Found, E> {
        Ok(if self.steps.is_empty() { Found::Scalar } else { Found::Nothing })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Found, A::Error> {
        let Some((step, rest)) = self.steps.split_first() else {
            while all.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Found::Scalar);
        };
        let wanted: Option<usize> = step.parse().ok();
        let (mut at, mut found) = (0, Found::Nothing);
        loop {
            if Some(at) == wanted {
                match all.next_element_seed(Walk { steps: rest })? {
                    Some(here) => found = here,
                    None => return Ok(found),
                }
            } else if all.next_element::<IgnoredAny>()?.is_none() {
                return Ok(found);
            }
            at += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Found, A::Error> {
        let (mut found, mut name) = (None, None);
        while let Some(key) = all.next_key::<String>()? {
            match self.steps.split_first() {
                Some((step, rest)) if *step == key => {
                    found = Some(all.next_value_seed(Walk { steps: rest })?)
                }
                _ if ["id", "uuid"].contains(&key.as_str()) => name = all.next_value_seed(Name)?.or(name),
                _ => drop(all.next_value::<IgnoredAny>()?),
            }
        }
        Ok(match (self.steps.is_empty(), found) {
            (true, _) | (false, Some(Found::Scalar)) => name.map_or(Found::Nothing, Found::Name),
            (false, Some(found)) => found,
            (false, None) => Found::Nothing,
        })
    }
}

/// A text that may be a name; anything else is passed over.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<String>, D::Error> {
        from.deserialize_any(self)
    }
}

/// Scalars that are no text.
macro_rules! no_text {
    ($($name:ident: $type:ty),*) => {$(
        fn $name<E>(self, _: $type) -> Result<Option<String>, E> {
            Ok(None)
        }
    )*};
}

impl<'de> Visitor<'de> for Name {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    no_text!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);

    fn visit_unit<E>(self) -> Result<Option<String>, E> {
        Ok(None)
    }

    fn visit_str<E>(self, text: &str) -> Result<Option<String>, E> {
        Ok((text.len() <= MAX_ID).then(|| text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Option<String>, A::Error> {
        while all.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut all: A) -> Result<Option<String>, A::Error> {
        while all.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_object_that_is_pointed_into_has_the_name() {
        let bundle = r#"{"id": "bundle--1", "objects": [
            {"pattern": "a", "id": "indicator--2"},
            {"id": ["x"], "id": "observed-data--3", "objects": {"0": {"value": "b"}}},
            {"id": 7, "pattern": "c"}]}"#;
        let event = r#"{"Event": {"uuid": "e", "Attribute": [{"uuid": "a", "value": "v"}, {"value": "w"}], "a/b~c": {"uuid": "d"}}}"#;
        let cases = [
            (bundle, "/objects/0/pattern", Some("indicator--2")),
            (bundle, "/objects/0", Some("indicator--2")),
            (bundle, "/objects/1/objects/0/value", None),
            (bundle, "/objects/2/pattern", None),
            (bundle, "/objects/3/pattern", None),
            (bundle, "/objects/-1", None),
            (bundle, "/objects", Some("bundle--1")),
            (bundle, "", None),
            (bundle, "3", None),
            (event, "/Event/Attribute/0", Some("a")),
            (event, "/Event/Attribute/0/value", Some("a")),
            (event, "/Event/Attribute/1", None),
            (event, "/Event/a~1b~0c", Some("d")),
            ("[{\"uuid\": \"x\"}, [[1]]]", "/0", Some("x")),
            ("{\"id\": \"x\"", "/a", None),
            ("{\"id\": \"x\", \"a\": 1} y", "/a", None),
            ("evil.example", "/a", None),
        ];
        for (body, pointer, name) in cases {
            assert_eq!(named(body.as_bytes(), pointer).as_deref(), name, "{pointer} in {body}");
        }
    }

    #[test]
    fn threat_23_deep_and_long_texts_have_no_names() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(named(deep.as_bytes(), &"/0".repeat(60)), None);
        assert_eq!(named(b"[]", &"/0".repeat(100_000)), None);
        let long = format!("{{\"id\": \"{}\", \"a\": 1}}", "x".repeat(1_000));
        assert_eq!(named(long.as_bytes(), "/a"), None);
    }
}
