//! From an event to its class, and what is kept for each class.

use super::{
    names::NameId,
    partition::{Partition, Slot},
    paths::PathTable,
    ruleset::{Fixed, Ruleset},
    search::{Search, Tools},
};
use crate::{Candidate, Class, Mapping, Marks};
use event::{Event, Field, PathId, Paths, Value};
use hashbrown::HashMap;
use std::{io::Write, sync::Arc};

/// Classes with values of their own that are kept apart. Real telemetry has some hundreds; events made to have more share one
/// class for each log source, which is slower for them and bounded for us.
const MAX_CLASSES: usize = 2048;

/// Past this many (a stranger can invent log sources, such as Zeek streams) all is forgotten and learned anew.
const MAX_STATES: usize = 2 * MAX_CLASSES;

/// In place of a path's place in a class: none of its events has had the path.
const UNMET: u32 = u32::MAX;

/// The classes that a hunter has met.
#[derive(Debug)]
pub(crate) struct Classes {
    /// The mapping that the user named.
    forced: Option<usize>,
    candidates: HashMap<Marks, Arc<[Candidate]>>,
    by_key: HashMap<Box<[u8]>, usize>,
    states: Vec<ClassState>,
    /// How many states there have been.
    entered: u32,
    key: Vec<u8>,
    last: Option<(Marks, Arc<[Candidate]>)>,
}

/// One class: its rules, and what its paths mean to them.
#[derive(Debug)]
pub(crate) struct ClassState {
    pub(crate) mapping: Option<usize>,
    pub(crate) class: Class,
    partition: Arc<Partition>,
    search: Search,
    generation: u64,
    /// By path: its place in `spans`.
    met: Vec<u32>,
    /// The first is empty: most paths mean nothing to the rules of a class, and a stranger can make many.
    spans: Vec<Spans>,
    slots: Vec<Slot>,
    names: Vec<NameId>,
}

/// Where the slots and names of a path stand in the pools.
#[derive(Clone, Copy, Debug, Default)]
struct Spans {
    slots: (u32, u32),
    names: (u32, u32),
}

impl Classes {
    pub(crate) fn new(forced: Option<usize>) -> Self {
        Classes {
            forced,
            candidates: HashMap::new(),
            by_key: HashMap::new(),
            states: Vec::new(),
            entered: 0,
            key: Vec::new(),
            last: None,
        }
    }

    /// The class of an event, made if it is new.
    pub(crate) fn of(&mut self, event: &Event<'_>, paths: &PathTable, ruleset: &Ruleset) -> &mut ClassState {
        let (mapping, alternative) = self.belongs(event, paths, ruleset);
        self.write_key(event, paths, mapping, alternative);
        let place = match self.by_key.get(self.key.as_slice()) {
            Some(&place) => place,
            None => self.enter(event, paths, ruleset, mapping, alternative),
        };
        self.states.get_mut(place).expect("a place is entered together with its state")
    }

    /// The mapping and the alternative of its recogniser that the event fits.
    fn belongs(
        &mut self,
        event: &Event<'_>,
        paths: &PathTable,
        ruleset: &Ruleset,
    ) -> (Option<usize>, Option<usize>) {
        if self.forced.is_some() {
            return (self.forced, None);
        }
        let marks =
            event.fields.iter().fold(Marks::default(), |marks, field| marks | paths.marks(field.path));
        let candidates = self.candidates(marks, ruleset);
        let marked = event.fields.iter().map(|field| (paths.marks(field.path), field.value));
        let fits = candidates.iter().find(|candidate| candidate.fits(marked.clone()));
        (fits.map(|candidate| candidate.mapping), fits.map(|candidate| candidate.alternative))
    }

    fn candidates(&mut self, marks: Marks, ruleset: &Ruleset) -> Arc<[Candidate]> {
        if let Some((_, candidates)) = self.last.as_ref().filter(|(last, _)| *last == marks) {
            return candidates.clone();
        }
        if self.candidates.len() > MAX_STATES {
            self.candidates.clear();
        }
        let candidates =
            self.candidates.entry(marks).or_insert_with(|| ruleset.mappings().candidates(marks).into());
        self.last = Some((marks, candidates.clone()));
        candidates.clone()
    }

    /// The key of a class: mapping, alternative, and the values that decide.
    fn write_key(
        &mut self,
        event: &Event<'_>,
        paths: &PathTable,
        mapping: Option<usize>,
        alternative: Option<usize>,
    ) {
        self.key.clear();
        let number = |place: Option<usize>| place.map_or(u8::MAX, |place| place as u8);
        self.key.extend([number(mapping), number(alternative)]);
        for (asked, value) in deciding(event, paths, mapping) {
            self.key.extend(asked.to_le_bytes());
            match value {
                Value::Text(text) => self.key.extend(text.as_bytes()),
                // Writing to memory does not fail.
                value => drop(write!(self.key, "{value}")),
            }
            // No UTF-8 text holds this byte, so no two lists of values have one key.
            self.key.push(0xFF);
        }
    }

    fn enter(
        &mut self,
        event: &Event<'_>,
        paths: &PathTable,
        ruleset: &Ruleset,
        mapping: Option<usize>,
        alternative: Option<usize>,
    ) -> usize {
        let (class, values) = classify(event, paths, ruleset, mapping, alternative);
        if self.states.len() >= MAX_STATES {
            self.states.clear();
            self.by_key.clear();
        }
        let crowded = self.states.len() >= MAX_CLASSES;
        if crowded {
            self.key = format!("{mapping:?} {class:?}").into_bytes();
            if let Some(&place) = self.by_key.get(self.key.as_slice()) {
                return place;
            }
        }
        let fields = mapping
            .and_then(|place| ruleset.mappings().list().get(place))
            .map_or(&[][..], Mapping::class_fields);
        let fixed = if crowded { Vec::new() } else { fixed(fields, &values, &class) };
        let partition = ruleset.partition(&class, &fixed);
        self.entered += 1;
        self.states.push(ClassState::new(self.entered, mapping, class, partition));
        self.by_key.insert(self.key.as_slice().into(), self.states.len() - 1);
        self.states.len() - 1
    }
}

/// The fields that decide on the class: which of the mapping's class fields each is, as bits, and its value.
fn deciding<'e>(
    event: &'e Event<'_>,
    paths: &'e PathTable,
    mapping: Option<usize>,
) -> impl Iterator<Item = (u32, Value<'e>)> {
    let asked = move |field: &Field<'_>| mapping.map_or(0, |mapping| paths.asked(field.path, mapping));
    event.fields.iter().map(move |field| (asked(field), field.value)).filter(|(asked, _)| *asked != 0)
}

/// The class of an event, and the values that decided, each with the place of its class field.
fn classify<'e>(
    event: &'e Event<'_>,
    paths: &'e PathTable,
    ruleset: &Ruleset,
    mapping: Option<usize>,
    alternative: Option<usize>,
) -> (Class, Vec<(usize, Value<'e>)>) {
    let places = |bits: u32| (0..32).filter(move |place| bits >> place & 1 == 1);
    let values: Vec<(usize, Value<'_>)> = deciding(event, paths, mapping)
        .flat_map(|(asked, value)| places(asked).map(move |place| (place as usize, value)))
        .collect();
    let mapping = mapping.and_then(|place| ruleset.mappings().list().get(place));
    (mapping.map_or_else(Class::default, |mapping| mapping.classify(alternative, &values)), values)
}

/// The class fields that have one value, which rules then need not ask for.
fn fixed<'v>(fields: &'v [Arc<str>], values: &[(usize, Value<'v>)], class: &Class) -> Vec<Fixed<'v>> {
    let mut fixed = Vec::new();
    for (place, name) in fields.iter().enumerate() {
        let mut own = values.iter().filter(|(of, _)| *of == place).map(|(_, value)| *value);
        if let Some(first) = own.next()
            && own.all(|value| value == first)
            && !class.gives_other_meaning(name)
        {
            fixed.push((&**name, first));
        }
    }
    fixed
}

impl ClassState {
    fn new(number: u32, mapping: Option<usize>, class: Class, partition: Arc<Partition>) -> Self {
        let search = Search::new(number, &partition);
        ClassState {
            mapping,
            class,
            partition,
            search,
            generation: 0,
            met: Vec::new(),
            spans: vec![Spans::default()],
            slots: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Learns what the paths that are new to it mean to its rules.
    pub(crate) fn meet(&mut self, paths: &Paths, event: &Event<'_>, table: &PathTable, ruleset: &Ruleset) {
        if self.generation != table.generation() {
            self.generation = table.generation();
            self.met.clear();
            self.spans.truncate(1);
            self.slots.clear();
            self.names.clear();
        }
        for field in event.fields {
            let index = field.path.index();
            if self.met.get(index).is_none_or(|place| *place == UNMET) {
                self.met.resize(self.met.len().max(index + 1), UNMET);
                let place = self.learn(index, paths, table, ruleset);
                self.met.iter_mut().skip(index).take(1).for_each(|met| *met = place);
            }
        }
    }

    /// The place in `spans` of a path that is new to the class. Only paths that its events have are learned: a stranger can
    /// make many of both.
    fn learn(&mut self, index: usize, paths: &Paths, table: &PathTable, ruleset: &Ruleset) -> u32 {
        let names = match table.within_at(index, self.mapping) {
            Some(within) => self.class.names(within),
            None => vec![paths.name_at(index).into()],
        };
        let (first_slot, first_name) = (self.slots.len() as u32, self.names.len() as u32);
        for name in names.iter().filter_map(|name| ruleset.names.get(name)) {
            self.names.push(name);
            self.slots.extend(self.partition.slot(name));
        }
        if self.names.len() as u32 == first_name {
            return 0;
        }
        self.spans.push(Spans {
            slots: (first_slot, self.slots.len() as u32),
            names: (first_name, self.names.len() as u32),
        });
        self.spans.len() as u32 - 1
    }

    /// Calls `hit` with each rule that the event meets.
    pub(crate) fn search(&mut self, event: &Event<'_>, tools: &mut Tools, hit: impl FnMut(u32)) {
        if self.partition.is_empty() {
            return;
        }
        let (met, spans, slots) = (&self.met, &self.spans, &self.slots);
        let slots_of = |path: PathId| {
            let place = met.get(path.index()).copied().unwrap_or_default();
            let spans = spans.get(place as usize).copied().unwrap_or_default();
            slots.get(spans.slots.0 as usize..spans.slots.1 as usize).unwrap_or_default()
        };
        self.search.run(&self.partition, event, slots_of, tools, hit);
    }

    /// Every name of rules that a field of the event answers to, with the field's place.
    pub(crate) fn names(&self, event: &Event<'_>) -> Vec<(NameId, u32)> {
        let mut names = Vec::new();
        for (number, field) in (0..).zip(event.fields) {
            let place = self.met.get(field.path.index()).copied().unwrap_or_default();
            let spans = self.spans.get(place as usize).copied().unwrap_or_default();
            let own = self.names.get(spans.names.0 as usize..spans.names.1 as usize).unwrap_or_default();
            names.extend(own.iter().map(|&name| (name, number)));
        }
        names
    }
}
