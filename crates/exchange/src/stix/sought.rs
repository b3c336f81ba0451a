//! The objects of a bundle: which of them says to look for something.

use super::{Id, Usable, pattern, tlp};
use crate::{
    Context, Moment, Options, Reason,
    outcome::{Place, Sink, Stood},
};
use serde_json::Value;

/// The types of STIX cyber-observable objects that have a value such as indicators have (STIX 2.1, 6). On their own they say what was
/// seen, and a bundle about a victim is full of the victim's own.
const OBSERVABLES: [&str; 9] = [
    "ipv4-addr",
    "ipv6-addr",
    "domain-name",
    "url",
    "email-addr",
    "file",
    "artifact",
    "network-traffic",
    "observed-data",
];

/// Whether an object that stands alone is one of STIX: its id has the type in front.
pub(crate) fn is_object(object: &Value) -> bool {
    text(object, "id").is_some_and(|id| id.contains("--"))
}

/// Hands on what an object says to look for. Returns its type if it says nothing of the kind.
pub(crate) fn take<'v>(
    object: &'v Value,
    place: Place<'_>,
    options: Options,
    sink: &mut Sink<'_>,
) -> Option<&'v str> {
    match text(object, "type") {
        Some("indicator") => indicator(object, place, options, sink),
        Some(kind) if OBSERVABLES.contains(&kind) => {
            let shown = text(object, "value")
                .or_else(|| text(object, "name"))
                .or_else(|| text(object, "id"))
                .unwrap_or_default();
            sink.refuse(place, shown, Reason::Observed(kind.to_owned()));
        }
        Some(kind) => return Some(kind),
        None => sink.refuse(place, "", Reason::Unknown),
    }
    None
}

fn indicator(object: &Value, place: Place<'_>, options: Options, sink: &mut Sink<'_>) {
    let Some(written) = text(object, "pattern") else { return sink.refuse(place, "", Reason::Unknown) };
    if let Some(reason) = invalid(object, options) {
        return sink.refuse(place, written, reason);
    }
    let usable = match pattern(written) {
        Ok(usable) => usable,
        Err(refused) => return sink.refuse(place, written, refused),
    };
    let label = text(object, "name").or_else(|| text(object, "description"));
    let context = context(object);
    for part in usable {
        match part {
            Usable::Value { outcome, text } => sink.put(outcome, false, Stood { place, text: &text, label, context }),
            Usable::Not { refused, text } => sink.refuse(place, &text, refused),
            Usable::Beside { text } => sink.refuse(place, &text, Reason::Beside),
        }
    }
}

/// How long an indicator is valid, and who may be told.
fn context(object: &Value) -> Context<'static> {
    let moment = |member| text(object, member).and_then(Moment::read);
    let markings = object.get("object_marking_refs").and_then(Value::as_array).into_iter().flatten();
    let markings = markings.filter_map(Value::as_str).filter_map(|id| tlp(Id::read(id).ok()?));
    Context { from: moment("valid_from"), until: moment("valid_until"), tlp: markings.min(), ..Context::default() }
}

/// Why an indicator is not to be taken, whatever its pattern.
fn invalid(object: &Value, options: Options) -> Option<Reason> {
    if object.get("revoked") == Some(&Value::Bool(true)) {
        return Some(Reason::Revoked);
    }
    if let Some(language) = text(object, "pattern_type").filter(|language| *language != "stix") {
        return Some(Reason::Language(language.to_owned()));
    }
    let at = options.valid_at?;
    let moment = |member| text(object, member).and_then(Moment::read);
    let expired =
        moment("valid_until").filter(|until| *until <= at).map(|until| Reason::Expired(until.to_string()));
    expired.or_else(|| {
        moment("valid_from").filter(|from| *from > at).map(|from| Reason::NotYet(from.to_string()))
    })
}

fn text<'v>(object: &'v Value, member: &str) -> Option<&'v str> {
    object.get(member).and_then(Value::as_str)
}
