//! The thread's side of looking for indicators: one event after the other, with memory that is kept between them.

use super::{
    candidate::{Candidate, Token},
    confirm::{Seen, Workshop},
    dull::{Dull, Number},
    occurrence::Occurrence,
    scan::{Scanner, Wants},
    set::Indicators,
};
use event::Event;
use std::sync::Arc;

/// How many candidates are gathered before they are looked up. Together, because a look into the filter mostly waits for memory, and
/// several can wait at once.
const MAX_CANDIDATES: usize = 4096;

/// How many indicators of one event are kept apart from what was told. An event with more tells of some of them twice.
const MAX_TOGETHER: usize = 256;

/// How many places of one indicator in one event are told.
const MAX_PLACES: usize = 64;

/// Looks for indicators in events. One for each thread.
#[derive(Debug)]
pub(crate) struct Scout {
    set: Arc<Indicators>,
    wants: Wants,
    candidates: Vec<Candidate>,
    tokens: Vec<Token>,
    dull: Dull,
    /// Texts with candidates, by their fields: when none of those is let through, they hold nothing.
    undecided: Vec<(u32, Number)>,
    workshop: Workshop,
    occurrences: Vec<Occurrence>,
}

impl Scout {
    /// A scout for these indicators.
    pub(crate) fn new(set: Arc<Indicators>) -> Self {
        Scout {
            wants: Wants::of(&set),
            set,
            candidates: Vec::new(),
            tokens: Vec::new(),
            dull: Dull::default(),
            undecided: Vec::new(),
            workshop: Workshop::default(),
            occurrences: Vec::new(),
        }
    }

    /// Calls `tell` with each indicator that stands in a text of the event, field by field.
    pub(crate) fn look(&mut self, event: &Event<'_>, mut tell: impl FnMut(&Occurrence)) {
        for (field, value) in (0..).zip(event.fields.iter().map(|field| field.value)) {
            let Some(text) = value.as_text() else { continue };
            self.scan(field, text);
            if self.candidates.len() > MAX_CANDIDATES {
                self.look_up(event, &mut tell);
            }
        }
        self.look_up(event, &mut tell);
        self.occurrences.drain(..).for_each(|occurrence| tell(&occurrence));
    }

    /// Gathers the candidates of a text, unless it is known to hold nothing.
    #[inline]
    fn scan(&mut self, field: u32, text: &str) {
        let Scout { set, wants, candidates, dull, undecided, .. } = self;
        let number = dull.number(text);
        if number.is_some_and(|number| dull.knows(number)) {
            return;
        }
        let before = candidates.len();
        Scanner { set, wants: *wants, text, field, out: candidates }.scan();
        match number {
            Some(number) if candidates.len() == before => dull.learn(number),
            Some(number) => undecided.push((field, number)),
            None => {}
        }
    }

    /// Decides about the candidates that were gathered.
    fn look_up(&mut self, event: &Event<'_>, tell: &mut impl FnMut(&Occurrence)) {
        let Scout { set, candidates, tokens, dull, undecided, .. } = self;
        let likely = candidates.drain(..).filter(|candidate| set.filter.may_have(candidate.number));
        tokens.extend(likely.map(|candidate| candidate.token));
        for (field, number) in undecided.drain(..) {
            if tokens.iter().all(|token| token.field != field) {
                dull.learn(number);
            }
        }
        let mut tokens = std::mem::take(&mut self.tokens);
        for token in tokens.drain(..) {
            let text = event.fields.get(token.field as usize).and_then(|field| field.value.as_text());
            let Scout { set, workshop, occurrences, .. } = self;
            workshop.confirm(set, text.unwrap_or_default(), token, |seen| {
                let text = text.unwrap_or_default();
                note(occurrences, token.field, seen, |range| text.get(range));
            });
            if self.occurrences.len() > MAX_TOGETHER {
                self.occurrences.drain(..).for_each(|occurrence| tell(&occurrence));
            }
        }
        self.tokens = tokens;
    }
}

/// Adds what was seen to the occurrence of the same indicator, or as a new one.
fn note<'t>(
    occurrences: &mut Vec<Occurrence>,
    field: u32,
    seen: Seen,
    text: impl Fn(std::ops::Range<usize>) -> Option<&'t str>,
) {
    let place = (field, seen.range.clone());
    let Some(known) = occurrences.iter_mut().find(|known| known.seen.is_same(&seen)) else {
        occurrences.push(Occurrence { seen, places: vec![place] });
        return;
    };
    let repeated = |(other, range): &(u32, std::ops::Range<usize>)| {
        *other == field && text(range.clone()) == text(place.1.clone())
    };
    if known.places.len() < MAX_PLACES && !known.places.iter().any(repeated) {
        known.places.push(place);
    }
}
