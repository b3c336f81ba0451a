//! A finding as one line of JSON: docs/finding.schema.json.

use super::json::{self, Object, object};
use event::{Field, Format, Paths, Position, Time, Value};
use hunt::{About, Cause, Class, Correlated, Finding, Part, Sighted};
use std::io::Write;

/// Appends the line of a finding.
pub fn write_finding(out: &mut Vec<u8>, finding: &Finding<'_>) {
    object(out, |line| {
        line.text("kind", finding.kind());
        time(line.member("time"), finding.time);
        line.object("rule", |rule| write_rule(rule, finding.about));
        let origin = finding.origin;
        source(line.member("source"), origin.file, origin.position, origin.format);
        logsource(line.member("logsource"), finding.class);
        line.optional("host", text(finding.host).as_deref());
        line.optional("user", text(finding.user).as_deref());
        line.fields("matched", finding.matched.iter().copied());
        write_cause(line, finding);
    });
    out.push(b'\n');
}

/// Appends what only this kind of finding has, under a name of its own.
pub fn write_cause(line: &mut Object<'_>, finding: &Finding<'_>) {
    match &finding.cause {
        Cause::Rule => {}
        Cause::Indicator(sighted) => {
            let field = finding.matched.first().map_or("", |(field, _)| field);
            line.object("indicator", |object| indicator(object, sighted, field));
        }
        Cause::Correlation(correlated) => {
            line.object("correlation", |object| correlation(object, correlated));
        }
    }
}

fn write_rule(rule: &mut Object<'_>, about: &About) {
    rule.text("id", &about.id);
    rule.text("title", &about.title);
    rule.text("level", about.level.as_str());
    rule.text("status", &about.status);
    rule.texts("tags", about.tags.iter().map(String::as_str));
    rule.text("file", &about.file);
}

/// The indicator, and the first field where it stands.
fn indicator(object: &mut Object<'_>, sighted: &Sighted<'_>, field: &str) {
    object.text("value", sighted.value);
    object.text("type", sighted.kind);
    object.text("source", sighted.source);
    object.text("field", field);
    object.text("found", sighted.found);
    object.texts("normalised", sighted.normalised.iter().copied());
}

fn correlation(object: &mut Object<'_>, correlated: &Correlated<'_>) {
    object.text("type", correlated.kind);
    match correlated.value.is_finite() {
        true => object.number("value", correlated.value),
        false => object.optional("value", None),
    }
    time(object.member("first"), Some(correlated.first));
    object.number("count", correlated.count);
    object.list("events", correlated.events, |out, part| json::object(out, |event| write_part(event, part)));
}

fn write_part(event: &mut Object<'_>, part: &Part) {
    event.object("rule", |rule| {
        rule.text("id", &part.rule.id);
        rule.text("title", &part.rule.title);
    });
    time(event.member("time"), Some(part.time));
    source(event.member("source"), &part.file, part.position, part.format);
}

/// Where a record stood.
pub fn source(out: &mut Vec<u8>, file: &str, position: Position, format: Format) {
    object(out, |source| {
        source.text("file", file);
        source.number("record", position.record);
        source.number("offset", position.offset);
        source.text("format", format.as_str());
    });
}

/// The log source of an event, with all its categories and services.
pub fn logsource(out: &mut Vec<u8>, class: &Class) {
    object(out, |logsource| {
        logsource.optional("product", class.product.as_deref());
        logsource.texts("category", class.categories.iter().map(|category| &**category));
        logsource.texts("service", class.services.iter().map(|service| &**service));
    });
}

/// A time, or `null`.
pub fn time(out: &mut Vec<u8>, time: Option<Time>) {
    match time {
        Some(time) => drop(write!(out, "\"{time}\"")),
        None => out.extend_from_slice(b"null"),
    }
}

/// The fields of an event by their paths.
pub fn fields(out: &mut Vec<u8>, paths: &Paths, fields: &[Field<'_>]) {
    json::fields(out, fields.iter().map(|field| (paths.name(field.path), field.value)));
}

fn text<'v>(value: Option<Value<'v>>) -> Option<std::borrow::Cow<'v, str>> {
    value.map(|value| match value {
        Value::Text(text) => text.into(),
        other => other.to_string().into(),
    })
}
