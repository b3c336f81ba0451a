//! Whether an object is as the specification wants its type to be.

use super::{
    common::Granular,
    name,
    object::Object,
    selector,
    shape::Shape,
    types::{Class, IN_ORDER, Need, Type},
};
use std::fmt::{Display, Formatter, Result};
use thiserror::Error;

/// How many remarks and faults of one object are told. It is not the object's report.
const MAX_TOLD: usize = 20;

/// The extensions that the specification defines (STIX 2.1, 6), and that of TLP 2.
const EXTENSIONS: [&str; 13] = [
    "archive-ext",
    "ntfs-ext",
    "pdf-ext",
    "raster-image-ext",
    "windows-pebinary-ext",
    "http-request-ext",
    "icmp-ext",
    "socket-ext",
    "tcp-ext",
    "windows-process-ext",
    "windows-service-ext",
    "unix-account-ext",
    "extension-definition--60a3c5c5-0d15-413e-aab3-9e08dde9ade1",
];

/// How far an object is understood. It is kept in any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is as its type wants it.
    Understood,
    /// It is kept as it is, without being understood.
    Opaque(Opaque),
}

/// Why an object is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opaque {
    /// The specification has no such type.
    Type,
    /// It is written by another version of STIX than 2.1; none is said in 2.0.
    Version(Option<String>),
    /// It is not as its type wants it.
    Faults(Vec<Fault>),
}

/// What is not as the type of an object wants it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// A property that its type must have is not there.
    #[error("it has no {0}")]
    Missing(&'static str),
    /// A property has a value of another shape.
    #[error("{0} is not {1}")]
    Shape(String, &'static str),
    /// None of several properties, one of which has to be there.
    #[error("it has none of {}", .0.join(", "))]
    None(&'static [&'static str]),
    /// Neither or both of two properties.
    #[error("it needs either {0} or {1}")]
    NotOne(&'static str, &'static str),
    /// A property without another that belongs to it.
    #[error("it has {0} without {1}")]
    Without(&'static str, &'static str),
    /// Nothing is said.
    #[error("it says nothing")]
    Empty,
}

/// What is worth saying of an object that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Remark {
    /// Properties that the specification does not give its type.
    #[error("it has properties of its author's own: {}", .0.join(", "))]
    Own(Vec<String>),
    /// Extensions that the specification does not define.
    #[error("it has extensions: {}", .0.join(", "))]
    Extensions(Vec<String>),
    /// An observable's id is of version 5 and does not follow from its properties.
    #[error("its id does not follow from its properties, from which would follow {0}")]
    Name(String),
    /// One time lies before another.
    #[error("{1} is before {0}")]
    Order(&'static str, &'static str),
    /// A granular marking of something that is not in the object.
    #[error("a marking is on {0}, and there is no such thing in it")]
    Selector(String),
    /// A granular marking without a marking or a language.
    #[error("a granular marking says neither a marking nor a language")]
    NoMarking,
    /// A version of an object after the one that its author revoked.
    #[error("a version of an object that is revoked, which is final")]
    AfterRevoked,
    /// An observable that was here before and had other properties beside those that its id follows from.
    #[error("the same observable was here before with other properties")]
    Differs,
}

impl Display for Opaque {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Type => f.write_str("its type is not one of STIX 2.1"),
            Self::Version(None) => f.write_str("it says no spec_version, as objects of STIX 2.0"),
            Self::Version(Some(version)) => write!(f, "it is of STIX {version}"),
            Self::Faults(faults) => {
                let words: Vec<String> = faults.iter().map(Fault::to_string).collect();
                f.write_str(&words.join("; "))
            }
        }
    }
}

/// Judges an object by its type.
pub(super) fn judge(object: &Object<'_>, remarks: &mut Vec<Remark>) -> Standing {
    let Some(known) = object.known() else { return Standing::Opaque(Opaque::Type) };
    let version = object.common().spec_version;
    if !matches!((version, known.class), (Some("2.1"), _) | (None, Class::Observable)) {
        return Standing::Opaque(Opaque::Version(version.map(str::to_owned)));
    }
    remark(object, known, remarks);
    let mut faults = faults(object, known);
    faults.truncate(MAX_TOLD);
    if faults.is_empty() { Standing::Understood } else { Standing::Opaque(Opaque::Faults(faults)) }
}

fn faults(object: &Object<'_>, known: &Type) -> Vec<Fault> {
    let mut faults = Vec::new();
    let must = known.common().iter().chain(known.required);
    faults.extend(must.filter(|name| !has(object, name)).map(|name| Fault::Missing(name)));
    faults.extend(known.needs.iter().filter_map(|need| unmet(object, known, need)));
    for (name, value) in object.members().iter() {
        let Some(name) = name.verbatim().filter(|name| known.has(name)) else { continue };
        let shape = Shape::of(name);
        if !shape.fits(value) {
            faults.push(Fault::Shape(name.to_owned(), shape.wanted()));
        }
    }
    let common = object.common();
    if has(object, "confidence") && common.confidence.is_none() && known.has("confidence") {
        faults.push(Fault::Shape("confidence".to_owned(), "a number from 0 to 100"));
    }
    faults
}

fn has(object: &Object<'_>, name: &str) -> bool {
    object.members().get(name).is_some()
}

fn unmet(object: &Object<'_>, known: &Type, need: &Need) -> Option<Fault> {
    match *need {
        Need::Any(names) => (!names.iter().any(|name| has(object, name))).then_some(Fault::None(names)),
        Need::One(one, other) => {
            (has(object, one) == has(object, other)).then_some(Fault::NotOne(one, other))
        }
        Need::With(one, other) => {
            (has(object, one) && !has(object, other)).then_some(Fault::Without(one, other))
        }
        Need::IfTrue(one, other) => {
            (is_true(object, one) && !has(object, other)).then_some(Fault::Without(one, other))
        }
        Need::Something => (!says_something(object, known)).then_some(Fault::Empty),
    }
}

fn is_true(object: &Object<'_>, name: &str) -> bool {
    matches!(object.members().get(name), Some(crate::json::Json::Truth(true)))
}

fn says_something(object: &Object<'_>, known: &Type) -> bool {
    has(object, "extensions") || known.others.iter().any(|name| has(object, name))
}

fn remark(object: &Object<'_>, known: &Type, remarks: &mut Vec<Remark>) {
    let names = object.members().iter().map(|(name, _)| name.plain());
    let own: Vec<String> =
        names.filter(|name| !known.has(name)).take(MAX_TOLD).map(std::borrow::Cow::into_owned).collect();
    if !own.is_empty() {
        remarks.push(Remark::Own(own));
    }
    let extensions = object.common().extensions.iter().filter(|key| !EXTENSIONS.contains(&&***key));
    let extensions: Vec<String> = extensions.take(MAX_TOLD).map(|key| key.clone().into_owned()).collect();
    if !extensions.is_empty() {
        remarks.push(Remark::Extensions(extensions));
    }
    remarks.extend(name::wrong(object, known).map(Remark::Name));
    remarks.extend(
        IN_ORDER.iter().filter(|pair| is_turned(object, pair)).map(|(one, other)| Remark::Order(one, other)),
    );
    for granular in object.common().granular_markings.iter().take(MAX_TOLD) {
        remark_granular(object, granular, remarks);
    }
}

fn is_turned(object: &Object<'_>, (one, other): &(&str, &str)) -> bool {
    let time = |name| object.time(name);
    matches!((time(one), time(other)), (Some(one), Some(other)) if other < one)
}

fn remark_granular(object: &Object<'_>, granular: &Granular<'_>, remarks: &mut Vec<Remark>) {
    if granular.marking.is_none() && granular.lang.is_none() {
        remarks.push(Remark::NoMarking);
    }
    let lost = granular.selectors.iter().filter(|selector| !selector::selects(selector, object.members()));
    remarks.extend(lost.take(MAX_TOLD).map(|selector| Remark::Selector(selector.clone().into_owned())));
}
