//! The thread's side of a hunt: what it remembers of paths and classes, and the way of one event.

use super::{
    check::Text,
    classes::{ClassState, Classes},
    look::Look,
    names::NameId,
    paths::PathTable,
    plain::{Met, Named},
    ruleset::Ruleset,
    search::Tools,
};
use crate::{
    About, Cause, Class, Finding, Origin, PathNames,
    correlation::{Hit, Node, cut},
    indicator::{Indicators, Occurrence, Scout},
};
use event::{Event, Field, Format, Paths, Position, Time, Value};
use std::sync::Arc;

/// Hunts with a [`Ruleset`]. One for each thread and decoder: it keeps what it learns of the decoder's paths.
pub struct Hunter<'r> {
    ruleset: &'r Ruleset,
    paths: PathTable,
    classes: Classes,
    tools: Tools,
    hits: Vec<u32>,
    correlated: Vec<Hit>,
    /// None where there are no indicators.
    scouts: Vec<Scout>,
    now: Option<Time>,
}

/// The input that events are from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'i> {
    /// What it is called.
    pub file: &'i Arc<str>,
    /// How it is written.
    pub format: Format,
}

/// What the hunt sees of an event besides its fields.
pub struct Sight<'h> {
    /// What kind of record it is; of no log source where no mapping recognised it.
    pub class: &'h Class,
    /// The name of the mapping that recognised it.
    pub source: Option<&'h str>,
}

impl<'r> Hunter<'r> {
    /// A hunter; `source` names the mapping that all events are taken to belong to, instead of recognising each.
    /// An unknown name recognises nothing: the caller asks [`Mappings::find`](crate::Mappings::find) first. `now` gives a year to
    /// the times of RFC 3164, which have none; without it they are not read.
    pub fn new(ruleset: &'r Ruleset, source: Option<&str>, now: Option<Time>) -> Self {
        let forced = source.and_then(|source| ruleset.mappings().find(source));
        Hunter {
            ruleset,
            paths: PathTable::default(),
            classes: Classes::new(forced),
            tools: Tools::default(),
            hits: Vec::new(),
            correlated: Vec::new(),
            scouts: ruleset.indicators().cloned().map(Scout::new).into_iter().collect(),
            now,
        }
    }

    /// Looks for the indicators of these sets from now on, in the place of those that it looked for: a large set that is seldom made,
    /// and a small one of what came since. A value that stands in two sets is found twice.
    pub fn look_for(&mut self, sets: impl IntoIterator<Item = Arc<Indicators>>) {
        self.scouts = sets.into_iter().filter(|set| !set.is_empty()).map(Scout::new).collect();
    }

    /// Calls `found` with each finding in the event, those of rules in the order of the ruleset, then those of indicators in
    /// the order of the fields. Says what the event was taken for.
    pub fn hunt(
        &mut self,
        input: Input<'_>,
        paths: &Paths,
        event: &Event<'_>,
        mut found: impl FnMut(&Finding<'_>),
    ) -> Sight<'_> {
        self.paths.meet(paths, self.ruleset.mappings());
        let state = self.classes.of(event, &self.paths, self.ruleset);
        state.meet(paths, event, &self.paths, self.ruleset);
        self.hits.clear();
        let hits = &mut self.hits;
        state.search(event, &mut self.tools, |rule| hits.push(rule));
        let scene = Scene { ruleset: self.ruleset, state, paths, event, table: &self.paths, now: self.now };
        for &rule in self.hits.iter() {
            if self.ruleset.is_correlated(rule) {
                let event = next_event(&self.correlated, event.position);
                self.correlated.push(scene.hit(rule, event));
            }
            if !self.ruleset.is_silent(rule) {
                scene.tell(input, rule, &mut self.tools.text, &mut found);
            }
        }
        for scout in &mut self.scouts {
            scout.look(event, |occurrence| scene.point(input, occurrence, &mut found));
        }
        let source = state.mapping.and_then(|mapping| self.ruleset.mappings().list().get(mapping));
        Sight { class: &state.class, source: source.map(|mapping| mapping.source()) }
    }

    /// When an event happened and which computer it is about, without hunting.
    pub fn when_and_where<'e>(
        &mut self,
        paths: &Paths,
        event: &Event<'e>,
    ) -> (Option<Time>, Option<Value<'e>>) {
        self.paths.meet(paths, self.ruleset.mappings());
        let state = self.classes.of(event, &self.paths, self.ruleset);
        let scene = Scene { ruleset: self.ruleset, state, paths, event, table: &self.paths, now: self.now };
        (scene.time(), scene.host())
    }

    /// Takes this for the present from now on: see [`Hunter::new`].
    pub fn set_now(&mut self, now: Option<Time>) {
        self.now = now;
    }

    /// The hits for correlations since they were taken last, in the order of the events and of the rules. Events are numbered from 0
    /// each time, and the number of the input is for the caller to fill in.
    pub fn take_hits(&mut self) -> Vec<Hit> {
        std::mem::take(&mut self.correlated)
    }

    /// What [`Hunter::hunt`] finds, by asking each rule of the event's class plainly. The event was hunted through just before.
    #[cfg(test)]
    pub(super) fn plainly(&mut self, event: &Event<'_>) -> Vec<usize> {
        let state = self.classes.of(event, &self.paths, self.ruleset);
        let names = state.names(event);
        let mut hits = Vec::new();
        for (place, rule) in self.ruleset.rules().iter().enumerate() {
            let plain = self.ruleset.plain(place as u32).filter(|_| state.class.is(&rule.logsource));
            if plain.is_some_and(|plain| {
                plain.holds(Named { event, names: &names }, &mut self.tools.text, &mut Vec::new())
            }) {
                hits.push(place);
            }
        }
        hits
    }

    /// All that is known of an event without hunting.
    pub fn look<'o, 'e>(&'o mut self, paths: &'o Paths, event: &'o Event<'e>) -> Look<'o, 'e> {
        self.paths.meet(paths, self.ruleset.mappings());
        let state = self.classes.of(event, &self.paths, self.ruleset);
        state.meet(paths, event, &self.paths, self.ruleset);
        let (ruleset, table, now) = (self.ruleset, &self.paths, self.now);
        Look::new(Scene { ruleset, state, paths, event, table, now })
    }

    /// What [`Hunter::hunt`] would take the event for, without hunting.
    pub fn sight(&mut self, paths: &Paths, event: &Event<'_>) -> (Sight<'_>, Option<Time>) {
        self.paths.meet(paths, self.ruleset.mappings());
        let state = self.classes.of(event, &self.paths, self.ruleset);
        let scene = Scene { ruleset: self.ruleset, state, paths, event, table: &self.paths, now: self.now };
        let time = scene.time();
        let source = state.mapping.and_then(|mapping| self.ruleset.mappings().list().get(mapping));
        (Sight { class: &state.class, source: source.map(|mapping| mapping.source()) }, time)
    }
}

/// The number of an event among those with hits. Those of one event follow one another, and no two events have one place.
fn next_event(hits: &[Hit], position: Position) -> u64 {
    hits.last().map_or(0, |last| last.event + u64::from(last.position != position))
}

/// Where findings come from: one event, and all that is known of it.
pub(super) struct Scene<'o, 'e> {
    pub(super) ruleset: &'o Ruleset,
    pub(super) state: &'o ClassState,
    paths: &'o Paths,
    pub(super) event: &'o Event<'e>,
    table: &'o PathTable,
    now: Option<Time>,
}

impl<'e> Scene<'_, 'e> {
    /// Makes the finding of a hit: the rule is asked again, plainly, to learn which fields met it.
    fn tell(&self, input: Input<'_>, rule: u32, text: &mut Text, found: &mut impl FnMut(&Finding<'_>)) {
        let known = self.ruleset.plain(rule).zip(self.ruleset.rules().get(rule as usize));
        let Some((plain, about)) = known else { return };
        let names = self.state.names(self.event);
        let mut met = Vec::new();
        plain.holds(Named { event: self.event, names: &names }, text, &mut met);
        found(&self.finding(input, &about.about, rule as usize, Cause::Rule, &self.matched(&met)));
    }

    /// Makes the finding of an indicator.
    fn point(&self, input: Input<'_>, occurrence: &Occurrence, found: &mut impl FnMut(&Finding<'_>)) {
        let (about, steps) = (occurrence.about(), occurrence.steps());
        let matched = occurrence.matched(self.paths, self.event);
        let text = matched.first().and_then(|(_, value)| value.as_text()).unwrap_or_default();
        let cause = Cause::Indicator(occurrence.sighted(text, &steps));
        found(&self.finding(input, &about, occurrence.place(), cause, &matched));
    }

    fn finding<'f>(
        &'f self,
        input: Input<'f>,
        about: &'f Arc<About>,
        place: usize,
        cause: Cause<'f>,
        matched: &'f [(&'f str, Value<'f>)],
    ) -> Finding<'f> {
        Finding {
            about,
            place,
            cause,
            origin: Origin { file: input.file, format: input.format, position: self.event.position },
            class: &self.state.class,
            time: self.time(),
            host: self.host(),
            user: self.user(),
            matched,
        }
    }

    /// What correlations need of a hit.
    fn hit(&self, rule: u32, event: u64) -> Hit {
        let names = self.state.names(self.event);
        let wanted = self.ruleset.plan().wanted(Node::Rule(rule as usize));
        let text = |value: Value<'_>| cut(value.to_string());
        Hit {
            rule,
            time: self.time(),
            event,
            file: 0,
            position: self.event.position,
            host: self.host().map(text),
            user: self.user().map(text),
            values: wanted.iter().map(|name| self.named(name, &names).map(text)).collect(),
        }
    }

    /// The first value that a field of this name has.
    fn named(&self, name: &str, names: &[(NameId, u32)]) -> Option<Value<'e>> {
        let name = self.ruleset.names.get(name)?;
        let fields = names.iter().filter(|(known, _)| *known == name);
        let mut values = fields.filter_map(|(_, field)| self.event.fields.get(*field as usize));
        values.find(|field| !field.value.is_null()).map(|field| field.value)
    }

    fn matched<'m>(&'m self, met: &[Met<'m>]) -> Vec<(&'m str, Value<'m>)> {
        let mut matched: Vec<(&str, Value<'_>)> = Vec::new();
        for part in met {
            let name = match part.name {
                Some(name) => self.ruleset.names.text(name).map_or("", |name| name),
                None => {
                    self.event.fields.get(part.field as usize).map_or("", |field| self.paths.name(field.path))
                }
            };
            if !matched.contains(&(name, part.value)) {
                matched.push((name, part.value));
            }
        }
        matched
    }

    /// The computer that the event is about.
    pub(super) fn host(&self) -> Option<Value<'e>> {
        first(self.event, |field| self.within(field)?.host)
    }

    /// The account that the event is about.
    pub(super) fn user(&self) -> Option<Value<'e>> {
        first(self.event, |field| self.user_rank(field))
    }

    /// The time of the event by the best of the fields that tell it and can be read.
    pub(super) fn time(&self) -> Option<Time> {
        let ranked = |field: &'e Field<'e>| Some((self.within(field)?.time?, field.value));
        let mut values: Vec<(u8, Value<'e>)> = self.event.fields.iter().filter_map(ranked).collect();
        values.sort_by_key(|(rank, _)| *rank);
        values.into_iter().find_map(|(_, value)| match (value, self.now) {
            (Value::Text(text), Some(now)) => Time::parse_near(text, now),
            _ => Time::from_value(&value),
        })
    }

    /// The rank of a field that names the user, if it names somebody.
    fn user_rank(&self, field: &Field<'_>) -> Option<u8> {
        let mapping = self.state.mapping.and_then(|place| self.ruleset.mappings().list().get(place));
        let nobody = mapping.is_some_and(|mapping| mapping.names_nobody(&field.value));
        self.within(field)?.user.filter(|_| !nobody)
    }

    fn within(&self, field: &Field<'_>) -> Option<&PathNames> {
        self.table.within(field.path, self.state.mapping)
    }
}

/// The value of the field with the least rank that says anything.
fn first<'e>(event: &Event<'e>, rank: impl Fn(&Field<'e>) -> Option<u8>) -> Option<Value<'e>> {
    let says = |value: &Value<'_>| !matches!(value, Value::Null | Value::Text("" | "-"));
    let ranked = event
        .fields
        .iter()
        .filter(|field| says(&field.value))
        .filter_map(|field| Some((rank(field)?, field)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, field)| field.value)
}
