//! STIX 2.1 to MISP.
//!
//! A report or grouping becomes an event with the objects that it names; what none names becomes an event of its own. What misp-stix or
//! [`to_stix`](super::to_stix) made of MISP becomes what it was, by its labels; what comes from elsewhere becomes what its properties say.
//! STIX is a graph and MISP is not, so that all objects have to be held until the last has come.

mod cluster;
mod event;
mod held;
mod indicator;
mod labels;
mod links;
mod losses;
mod observed;
mod parts;
mod written;

use super::{Converted, Takers};
use held::Held;
use std::io;

pub use held::MAX_HELD;

/// Makes events of MISP of objects of STIX.
///
/// ```
/// use exchange::misp::{FromStix, Takers};
/// let mut from = FromStix::new();
/// from.add(br#"{"type":"indicator","spec_version":"2.1","id":"indicator--5be331a1-fe7c-450c-bf36-693f0a016219",
///     "created":"2018-11-20T15:42:31.000Z","modified":"2018-11-20T15:42:31.000Z","valid_from":"2018-11-20T15:42:31Z",
///     "pattern":"[domain-name:value = 'bad.example']","pattern_type":"stix"}"#);
/// let mut events = Vec::new();
/// from.finish(Takers {
///     object: &mut |event| Ok(events.push(String::from_utf8(event.to_vec()).unwrap())),
///     loss: &mut |loss| panic!("{loss}"),
/// }).unwrap();
/// assert!(events[0].contains(r#""uuid":"5be331a1-fe7c-450c-bf36-693f0a016219","value":"bad.example""#));
/// ```
#[derive(Debug, Default)]
pub struct FromStix {
    held: Held,
    called: Option<String>,
}

impl FromStix {
    /// Begins without objects.
    pub fn new() -> Self {
        Self::default()
    }

    /// What the event is called that holds what no report names.
    #[must_use]
    pub fn called(mut self, name: &str) -> Self {
        self.called = Some(name.to_owned());
        self
    }

    /// Takes an object: one JSON value. Of two with one id, the later version counts. What is beyond [`MAX_HELD`] bytes is lost, and said
    /// to be at the end.
    pub fn add(&mut self, object: &[u8]) {
        self.held.add(object);
    }

    /// Hands on the events, each a JSON object with the one member `Event`, and what was lost.
    ///
    /// # Errors
    /// If an event cannot be taken.
    pub fn finish(self, takers: Takers<'_>) -> io::Result<Converted> {
        let mut out = losses::Out::new(takers);
        self.held.name_losses(&mut out);
        for plan in self.held.plans() {
            event::write(&self.held, &plan, self.called.as_deref(), &mut out)?;
        }
        self.held.name_unread(&mut out);
        Ok(out.converted)
    }
}
