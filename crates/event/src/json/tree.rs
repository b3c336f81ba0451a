//! The slow way, for records that the tape refuses: it reads what JSON allows and the tape does not, and
//! where both refuse it says why in `serde_json`'s words, which name the column.

use super::{Flatten, Refusal, bad, flatten::MAX_DEPTH, flatten::too_deep};
use crate::{Event, Fault, PathId, Paths, Position, Value, decoder::Each};
use serde_json::Value as Json;

pub(super) fn decode(record: &[u8], position: Position, paths: &mut Paths, each: &mut Each<'_>) {
    let tree = match parse(record) {
        Ok(tree) => tree,
        Err(refusal) => return each(paths, bad(position, refusal)),
    };
    let mut fields = Vec::new();
    let outcome = walk(&mut Flatten::new(paths, &mut fields), &tree, PathId::ROOT, MAX_DEPTH);
    match outcome {
        Ok(()) => each(paths, Ok(Event { position, fields: &fields })),
        Err(refusal) => each(paths, bad(position, refusal)),
    }
}

fn parse(record: &[u8]) -> Result<Json, Refusal> {
    let text = std::str::from_utf8(record)
        .map_err(|error| (Fault::NotUtf8, format!("not UTF-8 at byte {}", error.valid_up_to())))?;
    match serde_json::from_str(text) {
        Ok(tree @ Json::Object(_)) => Ok(tree),
        Ok(_) => Err((Fault::Malformed, "the record is not a JSON object".to_owned())),
        Err(error) if error.is_eof() => Err((Fault::Truncated, "the JSON object does not end".to_owned())),
        Err(error) => Err((Fault::Malformed, format!("not JSON: {error}"))),
    }
}

fn walk<'a>(
    into: &mut Flatten<'_, '_, 'a>,
    value: &'a Json,
    path: PathId,
    depth: usize,
) -> Result<(), Refusal> {
    let below = depth.checked_sub(1);
    match (value, below) {
        (Json::Object(members), Some(depth)) => members.iter().try_for_each(|(key, value)| {
            into.enter(path, key).and_then(|path| walk(into, value, path, depth))
        }),
        (Json::Array(elements), Some(depth)) => {
            elements.iter().try_for_each(|value| walk(into, value, path, depth))
        }
        (Json::Object(_) | Json::Array(_), None) => Err(too_deep()),
        (Json::Null, _) => into.push(path, Value::Null),
        (Json::Bool(value), _) => into.push(path, Value::Bool(*value)),
        (Json::String(text), _) => into.push(path, Value::Text(text)),
        (Json::Number(number), _) => into.push(path, scalar(number)),
    }
}

fn scalar<'a>(number: &serde_json::Number) -> Value<'a> {
    match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(value), _, _) => Value::Int(value),
        (_, Some(value), _) => Value::UInt(value),
        (_, _, Some(value)) => Value::Float(value),
        _ => Value::Null,
    }
}
