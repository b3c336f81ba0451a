//! All mappings in force.

use std::sync::Arc;

use super::{Candidate, MAX_CLASS_FIELDS, Mapping, Marks, PathFacts, recognise::Alternative};
use crate::diagnostic::Diagnostic;

/// How many fields all recognisers together may ask for: the bits of [`Marks`]. The built-in mappings take 117.
pub const MAX_MARKS: usize = 128;

/// The mappings that come with the program, the most particular first.
const BUILTIN: [(&str, &str); 14] = [
    ("sysmon-linux.yml", include_str!("../../mappings/sysmon-linux.yml")),
    ("windows.yml", include_str!("../../mappings/windows.yml")),
    ("zeek.yml", include_str!("../../mappings/zeek.yml")),
    ("suricata.yml", include_str!("../../mappings/suricata.yml")),
    ("auditd.yml", include_str!("../../mappings/auditd.yml")),
    ("syslog.yml", include_str!("../../mappings/syslog.yml")),
    ("cloudtrail.yml", include_str!("../../mappings/cloudtrail.yml")),
    ("okta.yml", include_str!("../../mappings/okta.yml")),
    ("m365.yml", include_str!("../../mappings/m365.yml")),
    ("defender.yml", include_str!("../../mappings/defender.yml")),
    ("azure.yml", include_str!("../../mappings/azure.yml")),
    ("webserver.yml", include_str!("../../mappings/webserver.yml")),
    ("dns.yml", include_str!("../../mappings/dns.yml")),
    ("lines.yml", include_str!("../../mappings/lines.yml")),
];

/// A user's mapping asks for more than there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMany {
    /// The recognisers of all mappings ask for more than [`MAX_MARKS`] different fields.
    #[error("the mappings recognise events by more than {MAX_MARKS} fields: name fewer under `recognise`")]
    Marks,
    /// The conditions of one mapping, ours and the user's together, ask for more than [`MAX_CLASS_FIELDS`] fields.
    #[error(
        "the conditions of one source ask for more than {MAX_CLASS_FIELDS} fields: name fewer under `when`"
    )]
    ClassFields,
}

/// The mappings in force, in the order in which an event is offered to them.
#[derive(Clone, Debug, Default)]
pub struct Mappings {
    list: Vec<Mapping>,
    /// Which field of which mapping each bit of [`Marks`] stands for.
    marks: Vec<(usize, Arc<str>)>,
}

impl Mappings {
    /// The mappings that come with the program.
    pub fn builtin() -> Self {
        let parse = |(file, text): (&str, &str)| {
            Mappings::parse(file, text).expect("the built-in mappings are right: a test reads them")
        };
        let list = BUILTIN.into_iter().map(parse).collect();
        Mappings::new(list).expect("the built-in mappings have few enough marks: a test reads them")
    }

    /// Reads a mapping file. `file` is its name, for the diagnostics.
    ///
    /// # Errors
    /// All that is wrong with it, each with its place.
    pub fn parse(file: &str, text: &str) -> Result<Mapping, Vec<Diagnostic>> {
        super::load::load(file, text)
    }

    fn new(list: Vec<Mapping>) -> Result<Self, TooMany> {
        let mut marks: Vec<(usize, Arc<str>)> = Vec::new();
        for (at, mapping) in list.iter().enumerate() {
            for field in mapping.recognise.iter().flat_map(Alternative::fields) {
                if !marks.iter().any(|mark| mark.0 == at && mark.1 == *field) {
                    marks.push((at, field.clone()));
                }
            }
        }
        if marks.len() > MAX_MARKS {
            return Err(TooMany::Marks);
        }
        if list.iter().any(|mapping| mapping.class_fields.len() > MAX_CLASS_FIELDS) {
            return Err(TooMany::ClassFields);
        }
        Ok(Mappings { list, marks })
    }

    /// With a user's mapping: added to the one of the same source if there is one (see
    /// docs/MAPPINGS.md), else put before all others.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn with(self, user: Mapping) -> Result<Self, TooMany> {
        let mut list = self.list;
        match list.iter_mut().find(|mapping| mapping.source == user.source) {
            Some(mapping) => mapping.extend(user),
            None => list.insert(0, user),
        }
        Mappings::new(list)
    }

    /// The mappings in order; a place in this list is what [`Candidate::mapping`] and [`PathFacts::within`] mean.
    pub fn list(&self) -> &[Mapping] {
        &self.list
    }

    /// The place of the mapping of a source.
    pub fn find(&self, source: &str) -> Option<usize> {
        self.list.iter().position(|mapping| &*mapping.source == source)
    }

    /// What all mappings say of a path. Pure, and not cheap: to be asked once a path.
    pub fn path(&self, path: &str) -> PathFacts {
        let within: Vec<_> = self.list.iter().map(|mapping| mapping.path(path)).collect();
        let marked = |(mapping, field): &(usize, Arc<str>)| {
            within.get(*mapping).is_some_and(|path| path.names.contains(field))
        };
        let bits = self.marks.iter().zip(0..MAX_MARKS).filter(|(mark, _)| marked(mark));
        let marks = Marks(bits.fold(0, |bits, (_, bit)| bits | (1 << bit)));
        PathFacts { marks, within }
    }

    /// The mappings that an event with these marks may belong to, in order: it belongs to the first that
    /// [fits](Candidate::fits). The last one listed has no condition, if there is such a one.
    ///
    /// Pure, and worth remembering: the events of one kind have the same marks.
    pub fn candidates(&self, present: Marks) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for (mapping, of) in self.list.iter().enumerate() {
            for (alternative, needs) in of.recognise.iter().enumerate() {
                if !needs.fields().all(|field| present.contain(self.mark(mapping, field))) {
                    continue;
                }
                let having =
                    needs.having.iter().map(|(field, values)| (self.mark(mapping, field), values.clone()));
                candidates.push(Candidate { mapping, alternative, having: having.collect() });
                if needs.having.is_empty() {
                    return candidates;
                }
            }
        }
        candidates
    }

    fn mark(&self, mapping: usize, field: &Arc<str>) -> Marks {
        let bit = self.marks.iter().position(|mark| mark.0 == mapping && mark.1 == *field);
        Marks(bit.map_or(0, |bit| 1 << bit))
    }

    /// The values of a placeholder of Sigma's `expand`, from all mappings; `None` if none of them has it.
    pub fn placeholder(&self, name: &str) -> Option<Vec<&str>> {
        let all = self.list.iter().flat_map(|mapping| &mapping.placeholders);
        let mut named = all.filter(|(of, _)| **of == *name).map(|(_, values)| values).peekable();
        named.peek()?;
        Some(named.flatten().map(|value| &**value).collect())
    }
}
