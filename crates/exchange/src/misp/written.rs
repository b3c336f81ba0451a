//! Values as JSON text, always in the same order of members, whatever order a map keeps.

use crate::json::write_text;
use serde_json::{Map, Value};

/// What an object is comes first, so that a person sees it; the rest is in the order of the names.
const FIRST: [&str; 3] = ["type", "spec_version", "id"];

/// Writes an object.
pub(super) fn object(members: &Map<String, Value>) -> String {
    let mut out = String::new();
    write_members(members, &mut out);
    out
}

/// How deep it may go was limited when it was read.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => write_text(text, out),
        Value::Array(list) => {
            out.push('[');
            for (place, each) in list.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(each, out);
            }
            out.push(']');
        }
        Value::Object(members) => write_members(members, out),
        other => out.push_str(&other.to_string()),
    }
}

fn write_members(members: &Map<String, Value>, out: &mut String) {
    let rank = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| (rank(name), *name));
    out.push('{');
    for (place, (name, value)) in sorted.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_text(name, out);
        out.push(':');
        write(value, out);
    }
    out.push('}');
}
