//! Values of tables and lists, as indicators of STIX.

use super::Source;
use crate::{
    Loss, NotTaken, Options, Outcome, Taken,
    misp::{Converted, Takers, tlp_definition},
    read,
    stix::make::{self, About, Terms},
};
use statement::Tlp;
use std::{
    collections::HashSet,
    io::{self, Read},
};

/// The most values that are taken of one text: the id of each is held, so that none comes twice.
pub const MAX_VALUES: usize = 1 << 22;

/// Makes an indicator of each value.
pub(super) fn to_stix(input: impl Read, source: &Source<'_>, takers: Takers<'_>) -> io::Result<Converted> {
    let mut values = Values {
        source,
        takers,
        made: HashSet::new(),
        defined: Vec::new(),
        converted: Converted::default(),
        outcome: Ok(()),
    };
    read(input, Options::default(), &mut |outcome| match outcome {
        Outcome::Taken(taken) => values.take(&taken),
        Outcome::NotTaken(not) => values.refuse(&not),
    })?;
    values.outcome.map(|()| values.converted)
}

struct Values<'t, 'o> {
    source: &'t Source<'t>,
    takers: Takers<'o>,
    made: HashSet<Box<str>>,
    defined: Vec<Tlp>,
    converted: Converted,
    /// The first object that could not be handed on.
    outcome: io::Result<()>,
}

impl Values<'_, '_> {
    fn take(&mut self, taken: &Taken<'_>) {
        let context = &taken.context;
        // Who may be told is what whoever hands it on says, or less.
        let tlp = [self.source.terms.tlp, context.tlp].into_iter().flatten().min();
        let description = context.description().or_else(|| taken.label.map(str::to_owned));
        let about = About {
            description: description.as_deref(),
            valid_from: context.from,
            valid_until: [self.source.until, context.until].into_iter().flatten().min(),
            ..About::default()
        };
        let made = make::indicator(&taken.indicator, about, &Terms { tlp, ..self.source.terms.clone() });
        if self.made.len() >= MAX_VALUES {
            return self.lose(taken, "more values than are taken of one text");
        }
        if !self.made.insert(made.id.into()) {
            return self.lose(taken, "the value came before, and one indicator stands for both");
        }
        if taken.indicator.exact {
            self.lose(taken, "exact: a pattern of STIX is, and a hunt of ours takes what is below a name, too");
        }
        self.define(tlp);
        self.put("indicator", made.json.as_bytes());
    }

    /// The definition of a marking, before the first object that has it.
    fn define(&mut self, tlp: Option<Tlp>) {
        let Some(tlp) = tlp.filter(|tlp| !self.defined.contains(tlp)) else { return };
        self.defined.push(tlp);
        self.put("marking-definition", tlp_definition(tlp).as_bytes());
    }

    fn put(&mut self, kind: &str, object: &[u8]) {
        *self.converted.objects.entry(kind.to_owned()).or_default() += 1;
        if self.outcome.is_ok() {
            self.outcome = (self.takers.object)(object);
        }
    }

    fn lose(&mut self, taken: &Taken<'_>, why: &'static str) {
        self.converted.losses += 1;
        (self.takers.loss)(Loss::new(taken.place.to_string(), taken.indicator.observable.value(), why));
    }

    fn refuse(&mut self, not: &NotTaken<'_>) {
        self.converted.losses += 1;
        self.converted.refused += 1;
        let what = if not.text.is_empty() { not.reason.to_string() } else { format!("{}: {}", not.text, not.reason) };
        (self.takers.loss)(Loss::new(not.place.to_string(), what, "it cannot be taken"));
    }
}
