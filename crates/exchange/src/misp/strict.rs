//! JSON of strangers as values: what readers could take for two things (a name that stands twice, half a surrogate pair) is refused.

use crate::{
    NotJson, Reason,
    json::{Json, Members},
};
use serde_json::{Map, Value};

/// Reads one value.
pub(super) fn read(text: &[u8]) -> Result<Value, Reason> {
    let json = Json::read(text).map_err(|fault: NotJson| Reason::Element(fault.to_string()))?;
    Ok(value(&json))
}

/// Nesting has a limit since the value was read.
fn value(json: &Json<'_>) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Truth(truth) => Value::Bool(*truth),
        // A number that no double holds stays what it looks like.
        Json::Number(number) => serde_json::from_str(number).unwrap_or_else(|_| Value::from(*number)),
        Json::Text(text) => Value::String(text.plain().into_owned()),
        Json::Array(list) => list.iter().map(value).collect(),
        Json::Object(members) => Value::Object(object(members)),
    }
}

fn object(members: &Members<'_>) -> Map<String, Value> {
    members.iter().map(|(name, member)| (name.plain().into_owned(), value(member))).collect()
}
