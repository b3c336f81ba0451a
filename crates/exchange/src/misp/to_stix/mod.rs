//! MISP to STIX 2.1.
//!
//! What becomes what is comparable with what misp-stix publishes; docs/INTEL.md has the tables, docs/DIFFERENCES.md where the two differ
//! and why. A text is read twice: once for what has to be known of an event before its first attribute can be written (who made it, how
//! it is marked, which of its parts others refer to), and once for the parts, which are written one by one and forgotten.

mod attribute;
mod event;
mod fit;
mod galaxy;
mod object;
mod observed;
mod out;
mod parts;
mod pattern;
mod report;
mod sighting;
mod survey;

pub use out::Converted;

use super::{
    marking,
    stream::{Part, walk},
};
use crate::{Loss, bytes::Opened, stix::tlp_marking};
use event::Event;
use out::Out;
use statement::Tlp;
use std::io::{self, Read};

/// The most events that one text may hold. What is surveyed of each is held at a time.
pub const MAX_EVENTS: usize = 1 << 17;

/// The most attributes and objects that are taken of one event: of each its id is held, so that none comes twice.
pub const MAX_PARTS: usize = 1 << 22;

/// Where the objects (of STIX, or events of MISP) and the losses of a conversion go.
pub struct Takers<'t> {
    /// Takes the next object: one JSON value.
    pub object: &'t mut dyn FnMut(&[u8]) -> io::Result<()>,
    /// Takes what cannot be said.
    pub loss: &'t mut dyn FnMut(Loss),
}

/// Makes objects of STIX 2.1 of a text of MISP: an event, a list of events, an answer of MISP's interface, or attributes alone.
///
/// `open` gives the text from its start, and is called twice. `tlp` is who may be told of events that do not say it themselves. At no time more than an element ([`MAX_ELEMENT`](crate::MAX_ELEMENT)) is
/// held, and a few dozen bytes for each attribute. The same text gives the same objects.
///
/// ```
/// use exchange::misp::{Takers, to_stix};
/// let event = br#"{"Event":{"uuid":"5bf42950-1904-48ad-a609-13fc0a016219","info":"Phishing","timestamp":"1542728551",
///     "Attribute":[{"uuid":"5be331a1-fe7c-450c-bf36-693f0a016219","type":"domain","value":"bad.example","to_ids":true}]}}"#;
/// let mut bundle = exchange::stix::Bundle::new(Vec::new());
/// let done = to_stix(&mut || Ok(&event[..]), None, Takers {
///     object: &mut |object| bundle.add(object),
///     loss: &mut |loss| panic!("{loss}"),
/// }).unwrap();
/// let types: Vec<_> = done.objects.keys().collect();
/// assert_eq!(types, ["domain-name", "grouping", "indicator", "observed-data", "relationship"]);
/// ```
///
/// # Errors
/// If the text cannot be read, or an object not be taken. What cannot be understood is a loss.
pub fn to_stix<R: Read>(
    open: &mut dyn FnMut() -> io::Result<R>,
    tlp: Option<Tlp>,
    takers: Takers<'_>,
) -> io::Result<Converted> {
    let unmarked = tlp.and_then(|tlp| marking::Tlp::of_id(&tlp_marking(tlp)));
    let surveyed = survey::survey(Opened::new(open()?)?.into_reader(), unmarked)?;
    let mut out = Out::new(takers);
    let mut events = surveyed.iter();
    let mut event: Option<Event<'_>> = None;
    walk(Opened::new(open()?)?.into_reader(), &mut |pointer, part| {
        match (part, &mut event) {
            (Part::Start, _) => match events.next() {
                Some(surveyed) => event = Some(Event::start(surveyed, &mut out)?),
                None => out.lose(pointer, "an event", "a text has more events than are taken"),
            },
            (Part::End, _) => {
                if let Some(event) = event.take() {
                    event.end(&mut out)?;
                }
            }
            (Part::Refused(what, reason), _) => out.refuse(pointer, what, &reason),
            (Part::Member(name, value), Some(event)) => event.member(&name, &value, &mut out),
            (Part::Element(list, value), Some(event)) => event.element(list, &value, pointer, &mut out)?,
            (Part::Member(..) | Part::Element(..), None) => {}
        }
        Ok(())
    })?;
    // A text that ends inside an event: what came of it is there, and holds together.
    if let Some(event) = event.take() {
        event.end(&mut out)?;
    }
    Ok(out.converted)
}
