//! The slow way, for records that the reader leaves: it takes what JSON allows and the reader does not, and
//! where neither takes a record it says why in `serde_json`'s words, which name the column.
//!
//! Two things are read that JSON forbids: bytes that are no UTF-8, and escaped halves of a surrogate pair. Both become
//! U+FFFD. Windows lets a command line hold half a pair, and some recorders write it down as it is; refusing the record would let
//! an intruder hide by it.

use super::{
    Refusal, bad,
    flatten::{Flatten, Limit, MAX_DEPTH},
};
use crate::{Event, Fault, PathId, Paths, Position, Value, each::Each};
use memchr::memchr;
use serde_json::Value as Json;
use std::borrow::Cow;

pub(super) fn decode(record: &[u8], position: Position, paths: &mut Paths, each: &mut Each<'_>) {
    let tree = match parse(record) {
        Ok(tree) => tree,
        Err(refusal) => return each(paths, bad(position, refusal)),
    };
    let mut fields = Vec::new();
    let outcome = walk(&mut Flatten::new(paths, &mut fields), &tree, PathId::ROOT, MAX_DEPTH);
    match outcome {
        Ok(()) => each(paths, Ok(Event { position, fields: &fields })),
        Err(limit) => each(paths, bad(position, limit.into())),
    }
}

fn parse(record: &[u8]) -> Result<Json, Refusal> {
    let text = String::from_utf8_lossy(record);
    let parsed = serde_json::from_str(&text).or_else(|error| match with_whole_pairs(&text) {
        Some(mended) => serde_json::from_str(&mended),
        None => Err(error),
    });
    match parsed {
        Ok(tree @ Json::Object(_)) => Ok(tree),
        Ok(_) => Err((Fault::Malformed, "the record is not a JSON object".to_owned())),
        Err(error) if error.is_eof() => Err((Fault::Truncated, "the JSON object does not end".to_owned())),
        Err(_) if matches!(text, Cow::Owned(_)) => Err((Fault::NotUtf8, "neither UTF-8 nor JSON".to_owned())),
        Err(error) => Err((Fault::Malformed, format!("not JSON: {error}"))),
    }
}

/// The text with U+FFFD for each escaped half of a surrogate pair; none where there is no such half.
fn with_whole_pairs(text: &str) -> Option<String> {
    let (mut mended, mut done, mut at) = (String::new(), 0, 0);
    while let Some(found) = memchr(b'\\', text.as_bytes().get(at..)?) {
        at += found;
        let length = match (unit(text, at), unit(text, at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => {
                mended.push_str(text.get(done..at)?);
                mended.push_str("\\ufffd");
                done = at + 6;
                6
            }
            // Any other escape, of which the second byte may be a backslash.
            _ => 2,
        };
        at += length;
    }
    mended.push_str(text.get(done..)?);
    (done > 0).then_some(mended)
}

/// The number of the escape `\uXXXX` that stands at this byte, if one does.
fn unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

fn walk<'a>(
    into: &mut Flatten<'_, '_, 'a>,
    value: &'a Json,
    path: PathId,
    depth: usize,
) -> Result<(), Limit> {
    let below = depth.checked_sub(1);
    match (value, below) {
        (Json::Object(members), Some(depth)) => members.iter().try_for_each(|(key, value)| {
            into.enter(path, key).and_then(|path| walk(into, value, path, depth))
        }),
        (Json::Array(elements), Some(depth)) => {
            elements.iter().try_for_each(|value| walk(into, value, path, depth))
        }
        (Json::Object(_) | Json::Array(_), None) => Err(Limit::Depth),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_replaced_and_whole_ones_kept() {
        for (text, mended) in [
            (r"a\\ud800", None),
            (r"\ud83d\ude00", None),
            (r"\\ud800", None),
            (r"\ud800", Some(r"\ufffd")),
            (r"\udc00\ud83d\ude00\ud800\n", Some(r"\ufffd\ud83d\ude00\ufffd\n")),
            (r"\\\uD800\ud800\udbff", Some(r"\\\ufffd\ufffd\ufffd")),
            (r"\ud800\u00", Some(r"\ufffd\u00")),
            (r"\ud8", None),
            (r"é\ud80é", None),
        ] {
            assert_eq!(with_whole_pairs(text).as_deref(), mended, "{text}");
        }
    }
}
