//! MISP: the core format (draft-dulaunoy-misp-core-format), whole, and its conversion to STIX 2.1 and back.
//!
//! What came as MISP is kept as its bytes, and given back as such; nothing here writes it anew. [`to_stix`] says in STIX what an event
//! says, [`FromStix`] the other way round, and both name what is lost.

mod fields;
mod from_stix;
mod indicators;
mod marking;
mod path;
mod stream;
mod strict;
mod table;
mod time;
mod to_stix;
mod uuid;
mod written;

pub use from_stix::{FromStix, MAX_HELD};
pub(crate) use indicators::{attribute, is_attribute, object};
pub use to_stix::{Converted, MAX_EVENTS, MAX_PARTS, Takers, to_stix};

use crate::Moment;
use serde_json::Value;

/// The media type of a body that is MISP: an event, a list of events, or an answer of MISP's interface. MISP itself says only that it is
/// JSON.
pub const MEDIA_TYPE: &str = "application/vnd.misp+json";

/// A moment as MISP and as tables write it, to the second.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    time::read(text).and_then(|moment| Moment::read(&format!("{moment:.0}")))
}

/// The definition of a marking of the Traffic Light Protocol 2.0, as an object of STIX.
pub(crate) fn tlp_definition(tlp: statement::Tlp) -> String {
    let known = marking::Tlp::of_id(&crate::stix::tlp_marking(tlp));
    known.and_then(|known| Some(written::object(known.definition().as_object()?))).unwrap_or_default()
}

/// Whether a value is the manifest of a feed: events by their ids, each with a head and without its attributes.
pub(crate) fn is_manifest(value: &Value) -> bool {
    let Value::Object(members) = value else { return false };
    !members.is_empty()
        && members.iter().all(|(name, event)| uuid::read(name).is_some() && event.get("info").is_some())
}
