//! A rule asked plainly: every test of the condition on every value, one after the other.
//!
//! It is what rules mean, without indexes. A hit is asked again this way to learn which fields made it, and the tests hold the indexed
//! search to its answers.

use super::{
    check::{Check, Text, fields_compare},
    names::{NameId, Names},
};
use crate::{Expr, Matcher, Subject};
use event::{Event, Value};

/// A condition with its matchers compiled.
#[derive(Debug)]
pub(crate) enum Plain {
    All(Vec<Plain>),
    Any(Vec<Plain>),
    Not(Box<Plain>),
    Test { field: Option<NameId>, check: Check, other: Option<NameId> },
}

/// An event whose fields go by the names of rules.
#[derive(Clone, Copy)]
pub(crate) struct Named<'n, 'e> {
    pub(crate) event: &'n Event<'e>,
    /// Every name that a field of the event answers to, with the field's place.
    pub(crate) names: &'n [(NameId, u32)],
}

/// A field that had a part in a hit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Met<'e> {
    /// `None` for a keyword: then `path` says where it stood.
    pub(crate) name: Option<NameId>,
    pub(crate) field: u32,
    pub(crate) value: Value<'e>,
}

impl Plain {
    pub(crate) fn new(expr: &Expr, names: &Names) -> Self {
        let list = |parts: &[Expr]| parts.iter().map(|part| Plain::new(part, names)).collect();
        match expr {
            Expr::All(parts) => Plain::All(list(parts)),
            Expr::Any(parts) => Plain::Any(list(parts)),
            Expr::Not(part) => Plain::Not(Box::new(Plain::new(part, names))),
            Expr::Test(test) => Plain::Test {
                field: match &test.subject {
                    Subject::Field(name) => names.get(name),
                    Subject::Keyword => None,
                },
                check: Check::new(&test.matcher),
                other: match &test.matcher {
                    Matcher::Field(comparison) => names.get(&comparison.other),
                    _ => None,
                },
            },
        }
    }

    /// Whether the event meets the condition; the fields that had a part in it are added to `met`.
    pub(crate) fn holds<'e>(&self, event: Named<'_, 'e>, text: &mut Text, met: &mut Vec<Met<'e>>) -> bool {
        let before = met.len();
        let holds = match self {
            // A list is asked to its end where that can add fields to show.
            Plain::All(parts) => parts.iter().all(|part| part.holds(event, text, met)),
            Plain::Any(parts) => parts.iter().fold(false, |any, part| part.holds(event, text, met) | any),
            Plain::Not(part) => {
                let holds = !part.holds(event, text, met);
                met.truncate(before);
                holds
            }
            Plain::Test { field, check, other } => test(*field, check, *other, event, text, met),
        };
        if !holds {
            met.truncate(before);
        }
        holds
    }
}

fn test<'e>(
    name: Option<NameId>,
    check: &Check,
    other: Option<NameId>,
    event: Named<'_, 'e>,
    text: &mut Text,
    met: &mut Vec<Met<'e>>,
) -> bool {
    let before = met.len();
    for (field, value) in event.values(name) {
        let holds = match check {
            Check::Exists => true,
            Check::Null => false,
            Check::Field(how) => event.values(other).any(|(_, other)| {
                let (mut left, mut right) = (Text::default(), Text::default());
                left.read(&value)
                    .zip(right.read(&other))
                    .is_some_and(|(left, right)| fields_compare(how, left.plain, right.plain))
            }),
            check => text.read(&value).is_some_and(|mut words| check.text(&mut words)),
        };
        if holds {
            met.push(Met { name, field, value });
        }
    }
    match check {
        Check::Null => name.is_some() && event.values(name).all(|(_, value)| value.is_null()),
        Check::Exists if name.is_none() => event.values(name).any(|(_, value)| !value.is_null()),
        _ => met.len() > before,
    }
}

impl<'n, 'e> Named<'n, 'e> {
    /// The values of a field, or every value for a keyword.
    fn values(self, name: Option<NameId>) -> impl Iterator<Item = (u32, Value<'e>)> + use<'n, 'e> {
        let fields = self.event.fields;
        let named = self.names.iter().filter(move |(known, _)| Some(*known) == name).map(|(_, field)| *field);
        let every = (0..fields.len() as u32).take_while(move |_| name.is_none());
        named
            .chain(every)
            .filter_map(move |field| fields.get(field as usize).map(|found| (field, found.value)))
    }
}
