//! Members of MISP's JSON objects, as whoever exported them wrote them: numbers and truths may be texts, and what is empty is as good
//! as absent.

use serde_json::{Map, Value};
use std::borrow::Cow;

/// A text that stands there as one, empty or not.
pub(super) fn text<'v>(object: &'v Value, member: &str) -> Option<&'v str> {
    object.get(member).and_then(Value::as_str)
}

/// MISP writes truth as a boolean, a number or a text, depending on its version and on who exports.
pub(super) fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(truth)) => *truth,
        Some(Value::Number(number)) => number.as_u64() != Some(0),
        Some(Value::String(text)) => text == "1" || text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// The members of one object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'v>(pub(super) &'v Map<String, Value>);

impl<'v> Fields<'v> {
    /// Of a value that is an object.
    pub(super) fn of(value: &'v Value) -> Option<Self> {
        value.as_object().map(Fields)
    }

    /// A text that is not empty, or a number or truth as text.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'v, str>> {
        match self.0.get(name)? {
            Value::String(text) if !text.is_empty() => Some(Cow::Borrowed(text)),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::Bool(truth) => Some(Cow::Owned(truth.to_string())),
            _ => None,
        }
    }

    /// A whole number, written as one or as text.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.0.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// Whether the member is there and true.
    pub(super) fn is_true(&self, name: &str) -> bool {
        is_true(self.0.get(name))
    }

    /// An object.
    pub(super) fn object(&self, name: &str) -> Option<Fields<'v>> {
        self.0.get(name).and_then(Value::as_object).map(Fields)
    }

    /// The objects of a list; an object alone is a list of one. What is no object is passed over.
    pub(super) fn objects(&self, name: &str) -> impl Iterator<Item = Fields<'v>> + use<'v> {
        let member = self.0.get(name);
        let alone = member.and_then(Value::as_object);
        let list = member.and_then(Value::as_array);
        alone.into_iter().chain(list.into_iter().flatten().filter_map(Value::as_object)).map(Fields)
    }

    /// The texts of a list; a text alone is a list of one.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &'v str> + use<'v> {
        let member = self.0.get(name);
        let alone = member.and_then(Value::as_str);
        let list = member.and_then(Value::as_array);
        let texts = alone.into_iter().chain(list.into_iter().flatten().filter_map(Value::as_str));
        texts.filter(|text| !text.is_empty())
    }

    /// The names of members that say something and are none of those that are known, in their order.
    pub(super) fn others(&self, known: &'static [&'static str]) -> impl Iterator<Item = &'v str> + use<'v> {
        let others = self.0.iter().filter(|(name, value)| !known.contains(&&***name) && says(value));
        let mut names: Vec<_> = others.map(|(name, _)| &**name).collect();
        names.sort_unstable();
        names.into_iter()
    }
}

/// Whether a value says anything: nothing, an empty text or list, false and 0 are what MISP writes where it has nothing to say.
fn says(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(text) => !text.is_empty() && text != "0",
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}
