//! What attributes say to look for.

use super::{
    fields::{is_true, text},
    table::kinds,
};
use crate::{
    Context, Options, Reason,
    label::ADDRESS,
    outcome::{Place, Sink, Stood},
};
use serde_json::Value;
use statement::observable::{Kind, Observable};

/// Whether an object that stands alone is an attribute: it has a type, a value, and no id of STIX.
pub(crate) fn is_attribute(object: &Value) -> bool {
    text(object, "type").is_some() && object.get("value").is_some()
}

/// Hands on the attributes of an object.
pub(crate) fn object(object: &Value, pointer: &str, options: Options, sink: &mut Sink<'_>) {
    if is_true(object.get("deleted")) {
        return sink.refuse(
            Place::Pointer(pointer),
            text(object, "name").unwrap_or_default(),
            Reason::Deleted,
        );
    }
    let attributes = object.get("Attribute").and_then(Value::as_array);
    for (number, each) in attributes.into_iter().flatten().enumerate() {
        attribute(each, Place::Pointer(&format!("{pointer}/Attribute/{number}")), options, sink);
    }
}

/// Hands on an attribute.
pub(crate) fn attribute(attribute: &Value, place: Place<'_>, options: Options, sink: &mut Sink<'_>) {
    let (Some(kind), Some(value)) = (text(attribute, "type"), text(attribute, "value")) else {
        return sink.refuse(place, "", Reason::Unknown);
    };
    if is_true(attribute.get("deleted")) {
        return sink.refuse(place, value, Reason::Deleted);
    }
    if !options.ignore_to_ids && attribute.get("to_ids").is_some_and(|to_ids| !is_true(Some(to_ids))) {
        return sink.refuse(place, value, Reason::NotToIds);
    }
    let label = text(attribute, "comment").filter(|comment| !comment.is_empty());
    Typed { kind, stood: Stood { place, text: value, label, context: context(attribute) } }.take(sink);
}

/// When it was seen first and last, and who may be told where its own tags say so.
fn context(attribute: &Value) -> Context<'static> {
    let moment = |member| text(attribute, member).and_then(super::moment);
    let tags = attribute.get("Tag").and_then(Value::as_array).into_iter().flatten();
    let markings = tags.filter_map(|tag| text(tag, "name").filter(|name| name.starts_with("tlp:")).and_then(crate::context::tlp));
    Context { from: moment("first_seen"), until: moment("last_seen"), tlp: markings.min(), ..Context::default() }
}

/// A value with the type that MISP says.
struct Typed<'m> {
    kind: &'m str,
    stood: Stood<'m>,
}

impl<'m> Typed<'m> {
    fn take(self, sink: &mut Sink<'_>) {
        let (first, second) = self.stood.text.split_once('|').unwrap_or((self.stood.text, ""));
        match self.kind {
            "ip-src|port" | "ip-dst|port" => self.put(ADDRESS, first, sink),
            "hostname|port" => self.put_exactly(first, sink),
            "domain|ip" => {
                self.put(&[Kind::Domain], first, sink);
                self.put(ADDRESS, second, sink);
            }
            "malware-sample" => self.beside(&[Kind::Md5], first, second, sink),
            "hostname" => self.put_exactly(self.stood.text, sink),
            kind => match (kinds(kind), kind.strip_prefix("filename|").and_then(kinds)) {
                (Some(kinds), _) => self.put(kinds, self.stood.text, sink),
                (None, Some(kinds)) => self.beside(kinds, first, second, sink),
                (None, None) => sink.refuse(self.stood.place, self.stood.text, Reason::Kind(kind.to_owned())),
            },
        }
    }

    /// A hash, and a file name beside it: many good files are called as a bad one is.
    fn beside(&self, kinds: &[Kind], name: &'m str, hash: &'m str, sink: &mut Sink<'_>) {
        self.put(kinds, hash, sink);
        sink.refuse(self.stood.place, name, Reason::Beside);
    }

    fn put(&self, kinds: &[Kind], text: &'m str, sink: &mut Sink<'_>) {
        sink.put(Observable::read_among(kinds, text), false, Stood { text, ..self.stood });
    }

    /// The name of one host, as MISP tells it from a domain.
    fn put_exactly(&self, text: &'m str, sink: &mut Sink<'_>) {
        sink.put(Observable::read_as(Kind::Domain, text), true, Stood { text, ..self.stood });
    }
}
