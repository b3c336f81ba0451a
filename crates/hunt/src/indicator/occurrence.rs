//! An indicator in an event, told as a finding.

use super::confirm::Seen;
use crate::{About, Level, Sighted};
use event::{Event, Paths, Value};
use std::{ops::Range, sync::Arc};

/// Findings of rules and correlations have smaller numbers.
const FIRST_PLACE: usize = 1 << 32;

/// An indicator in an event, with all its places there: one finding, however many fields repeat a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Occurrence {
    pub(super) seen: Seen,
    /// Fields with the bytes of their text, each text of a field once. Never empty.
    pub(super) places: Vec<(u32, Range<usize>)>,
}

impl Occurrence {
    /// The number of the indicator among the causes of findings.
    pub(crate) fn place(&self) -> usize {
        FIRST_PLACE + self.seen.known.at.number()
    }

    /// What is said of the indicator where a rule would have its description.
    ///
    /// The level is medium, for a list says that a value was seen in bad company, not how bad it is here: it deserves a look, as
    /// a rule without a level does.
    pub(crate) fn about(&self) -> Arc<About> {
        Arc::new(About {
            title: format!("indicator: {} {}", self.seen.kind, self.seen.value),
            level: Level::Medium,
            file: self.seen.known.sources.as_str().into(),
            ..About::default()
        })
    }

    /// The names of what normalisation did.
    pub(crate) fn steps(&self) -> Vec<&'static str> {
        self.seen.steps.iter().map(|step| step.as_str()).collect()
    }

    /// The fields where it stands, with the texts that are it.
    pub(crate) fn matched<'e>(&self, paths: &'e Paths, event: &Event<'e>) -> Vec<(&'e str, Value<'e>)> {
        let place = |(field, range): &(u32, Range<usize>)| {
            let field = event.fields.get(*field as usize)?;
            let text = field.value.as_text()?.get(range.clone())?;
            Some((paths.name(field.path), Value::Text(text)))
        };
        self.places.iter().filter_map(place).collect()
    }

    /// The indicator, beside the text that is it, the first of them.
    pub(crate) fn sighted<'f>(&'f self, found: &'f str, steps: &'f [&'static str]) -> Sighted<'f> {
        Sighted {
            value: &self.seen.value,
            kind: self.seen.kind.as_str(),
            source: &self.seen.known.sources,
            cited: &self.seen.known.cited,
            found,
            normalised: steps,
        }
    }
}
