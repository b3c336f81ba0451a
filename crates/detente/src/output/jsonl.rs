//! A finding as one line of JSON: docs/finding.schema.json.

use super::escape::json_string;
use event::{Field, Format, Paths, Position, Value};
use hunt::{Class, Finding};
use std::{collections::HashMap, io::Write};

/// Appends the line of a finding.
pub fn write_finding(out: &mut Vec<u8>, finding: &Finding<'_>) {
    out.extend_from_slice(b"{\"kind\":");
    json_string(out, finding.kind());
    out.extend_from_slice(b",\"time\":");
    time(out, finding.time);
    out.extend_from_slice(b",\"rule\":{\"id\":");
    json_string(out, &finding.about.id);
    out.extend_from_slice(b",\"title\":");
    json_string(out, &finding.about.title);
    out.extend_from_slice(b",\"level\":");
    json_string(out, finding.about.level.as_str());
    out.extend_from_slice(b",\"status\":");
    json_string(out, &finding.about.status);
    out.extend_from_slice(b",\"tags\":");
    texts(out, finding.about.tags.iter().map(String::as_str));
    out.extend_from_slice(b",\"file\":");
    json_string(out, &finding.about.file);
    out.extend_from_slice(b"},\"source\":");
    source(out, finding.origin.file, finding.origin.position, finding.origin.format);
    out.extend_from_slice(b",\"logsource\":");
    logsource(out, finding.class);
    out.extend_from_slice(b",\"host\":");
    optional(out, finding.host);
    out.extend_from_slice(b",\"user\":");
    optional(out, finding.user);
    out.extend_from_slice(b",\"matched\":");
    object(out, finding.matched.iter().copied());
    out.extend_from_slice(b"}\n");
}

/// Where a record stood.
pub fn source(out: &mut Vec<u8>, file: &str, position: Position, format: Format) {
    out.extend_from_slice(b"{\"file\":");
    json_string(out, file);
    let Position { record, offset } = position;
    // Writing to memory does not fail; so below.
    let _ = write!(out, ",\"record\":{record},\"offset\":{offset},\"format\":\"{format}\"}}");
}

/// The log source of an event, with all its categories and services.
pub fn logsource(out: &mut Vec<u8>, class: &Class) {
    out.extend_from_slice(b"{\"product\":");
    match &class.product {
        Some(product) => json_string(out, product),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"category\":");
    texts(out, class.categories.iter().map(|category| &**category));
    out.extend_from_slice(b",\"service\":");
    texts(out, class.services.iter().map(|service| &**service));
    out.push(b'}');
}

/// A time, or `null`.
pub fn time(out: &mut Vec<u8>, time: Option<event::Time>) {
    match time {
        Some(time) => drop(write!(out, "\"{time}\"")),
        None => out.extend_from_slice(b"null"),
    }
}

/// The fields of an event by their paths.
pub fn fields(out: &mut Vec<u8>, paths: &Paths, fields: &[Field<'_>]) {
    object(out, fields.iter().map(|field| (paths.name(field.path), field.value)));
}

/// Names and values; a name with several values gets a list, in the place where it came first.
fn object<'v>(out: &mut Vec<u8>, pairs: impl Iterator<Item = (&'v str, Value<'v>)>) {
    let mut members: Vec<(&str, Vec<Value<'_>>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (name, value) in pairs {
        let place = *places.entry(name).or_insert(members.len());
        match members.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => members.push((name, vec![value])),
        }
    }
    out.push(b'{');
    for (at, (name, values)) in members.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        json_string(out, name);
        out.push(b':');
        match values.as_slice() {
            [only] => value(out, *only),
            values => list(out, values),
        }
    }
    out.push(b'}');
}

fn list(out: &mut Vec<u8>, values: &[Value<'_>]) {
    for (at, each) in values.iter().enumerate() {
        out.push(if at == 0 { b'[' } else { b',' });
        value(out, *each);
    }
    out.push(b']');
}

fn value(out: &mut Vec<u8>, value: Value<'_>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Text(text) => json_string(out, text),
        Value::Float(float) if !float.is_finite() => out.extend_from_slice(b"null"),
        number => drop(write!(out, "{number}")),
    }
}

fn optional(out: &mut Vec<u8>, value: Option<Value<'_>>) {
    match value {
        Some(Value::Text(text)) => json_string(out, text),
        Some(value) => json_string(out, &value.to_string()),
        None => out.extend_from_slice(b"null"),
    }
}

fn texts<'t>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'t str>) {
    out.push(b'[');
    for (at, text) in texts.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        json_string(out, text);
    }
    out.push(b']');
}
