//! The types of STIX 2.1 and what each of them must and may have: a table.
//!
//! Facts of the specification (OASIS, "STIX Version 2.1", sections 3 to 7) and of the schemas that go with it (cti-stix2-json-schemas).

mod domain;
mod observable;
mod other;

use Class::{Domain, Meta, Observable, Relationship};

/// What kind of thing a type is (STIX 2.1, 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A domain object: what somebody knows or thinks.
    Domain,
    /// A relationship object: what lies between two objects.
    Relationship,
    /// A cyber-observable object: what was, or can be, seen.
    Observable,
    /// A meta object: what is said about objects. Each has common properties of its own choice.
    Meta,
}

/// A type.
#[derive(Debug)]
pub struct Type {
    /// Its name.
    pub name: &'static str,
    /// What kind of thing it is.
    pub class: Class,
    /// The properties that an object of it must have, besides those of its class.
    pub(super) required: &'static [&'static str],
    /// Those that it may have.
    pub(super) others: &'static [&'static str],
    /// What must hold between properties.
    pub(super) needs: &'static [Need],
    /// The properties from which the id of an observable follows (STIX 2.1, 6: "ID Contributing Properties").
    pub(super) naming: &'static [&'static str],
}

/// What must hold between the properties of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// At least one of these.
    Any(&'static [&'static str]),
    /// Exactly one of the two.
    One(&'static str, &'static str),
    /// Where the first is, the second is too.
    With(&'static str, &'static str),
    /// Where the first is true, the second is there.
    IfTrue(&'static str, &'static str),
    /// At least one property beyond those of all types.
    Something,
}

/// Properties in the order of time: none lies before the one in front of it.
pub(super) const IN_ORDER: [(&str, &str); 7] = [
    ("created", "modified"),
    ("valid_from", "valid_until"),
    ("first_seen", "last_seen"),
    ("first_observed", "last_observed"),
    ("start_time", "stop_time"),
    ("start", "end"),
    ("validity_not_before", "validity_not_after"),
];

impl Type {
    /// The type of this name, if the specification has it.
    ///
    /// ```
    /// use exchange::stix::{Class, Type};
    /// assert_eq!(Type::of("mutex").unwrap().class, Class::Observable);
    /// assert!(Type::of("x-mitre-tactic").is_none());
    /// ```
    pub fn of(name: &str) -> Option<&'static Self> {
        Self::all().find(|known| known.name == name)
    }

    /// All types: 19 domain objects, 18 observables, 2 relationships, 3 meta objects.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        domain::TYPES.iter().chain(other::TYPES).chain(observable::TYPES)
    }

    /// What every object of the class must have, besides type and id.
    pub(super) fn common(&self) -> &'static [&'static str] {
        match self.class {
            Domain | Relationship => &["spec_version", "created", "modified"],
            Observable | Meta => &[],
        }
    }

    /// Whether the specification gives the type a property of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let of_class: &[&str] = match self.class {
            Domain | Relationship => &ALL,
            Observable => &[
                "type",
                "spec_version",
                "id",
                "object_marking_refs",
                "granular_markings",
                "defanged",
                "extensions",
            ],
            Meta => &["type", "id"],
        };
        [of_class, self.required, self.others].iter().any(|names| names.contains(&name))
    }
}

/// The properties that domain objects and relationships have in common (STIX 2.1, 3.2).
const ALL: [&str; 14] = [
    "type",
    "spec_version",
    "id",
    "created_by_ref",
    "created",
    "modified",
    "revoked",
    "labels",
    "confidence",
    "lang",
    "external_references",
    "object_marking_refs",
    "granular_markings",
    "extensions",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_types_as_the_specification_has() {
        let count = |class| Type::all().filter(|known| known.class == class).count();
        assert_eq!([Domain, Observable, Relationship, Meta].map(count), [19, 18, 2, 3]);
    }

    #[test]
    fn no_property_stands_in_two_places() {
        for known in Type::all() {
            let mut names: Vec<_> = known.required.iter().chain(known.others).collect();
            names.sort();
            assert!(names.windows(2).all(|pair| pair.first() != pair.last()), "{}", known.name);
            assert!(known.naming.iter().all(|name| known.has(name)), "{}", known.name);
        }
    }
}
