//! The observable, and how one is read from a text.

use super::{
    Kind, NotAnObservable, Step, Steps,
    refang::{self, Marks},
    shape::{self, Shaped},
};
use std::fmt::{Display, Formatter};

/// The longest text that is read, in bytes: as long as a URL may be.
pub const MAX_TEXT: usize = 8 << 10;

/// A value of a kind, in the one spelling that stands for all of its spellings.
///
/// Two observables are the same if kind and value are: `192.0.2.1/24` is a canonical URL and a network that is not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Observable {
    kind: Kind,
    value: Box<str>,
}

/// An observable as it was read from a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The observable.
    pub observable: Observable,
    /// What it took to get it.
    pub steps: Steps,
}

impl Observable {
    /// What the text is by its shape, in canonical form, with defanging undone.
    ///
    /// A file name or a user agent has no shape of its own: those need [`read_as`](Self::read_as).
    ///
    /// ```
    /// use statement::observable::{Kind, Observable};
    /// let read = Observable::read("hxxps://Evil[.]example.com:443/a").unwrap();
    /// assert_eq!((read.observable.kind(), read.observable.value()), (Kind::Url, "evil.example.com/a"));
    /// assert_eq!(read.steps.to_string(), "defanged,case,port,scheme");
    /// ```
    ///
    /// # Errors
    /// If it has the shape of nothing, with a reason where it nearly has one.
    pub fn read(text: &str) -> Result<Read, NotAnObservable> {
        read_with(text, shape::of)
    }

    /// The text as a value of the kind that a label says. The shape must agree with the label.
    ///
    /// # Errors
    /// If the text has not the shape; [`NotAnObservable::Label`] if it has that of another kind.
    pub fn read_as(kind: Kind, text: &str) -> Result<Read, NotAnObservable> {
        Self::read_among(&[kind], text)
    }

    /// The text as a value of the first of these kinds whose shape it has: for labels such as `ip` and `hash` that stand for several.
    /// With no kind, as [`read`](Self::read) does.
    ///
    /// With a label, a domain may end in any label (`server.corp`, `setup.exe`), a URL needs no scheme, and a network of full length or
    /// an IPv4-mapped address may turn out to be an address.
    ///
    /// # Errors
    /// As those of [`read_as`](Self::read_as).
    pub fn read_among(kinds: &[Kind], text: &str) -> Result<Read, NotAnObservable> {
        let Some(&label) = kinds.first() else { return Self::read(text) };
        let shape = |text: &str| labelled(kinds, label, text);
        match kinds {
            // What stands in brackets there is no defanging.
            [Kind::UserAgent] => plainly(text, &shape),
            [Kind::FileName] => {
                let restored =
                    refanged(Marks::Brackets, bounded(text)?, &shape).map(|read| spaced(read, text));
                restored.map_or_else(|| plainly(text, &shape), Ok)
            }
            _ => read_with(text, shape),
        }
    }

    /// What kind of value it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The value in canonical form, as the [table](super) says.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl Display for Observable {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.value)
    }
}

/// Reads a text, as it is or as it was before it was defanged. Marks that stand in nothing else are undone first: `h.example/a[.]exe`
/// is a URL of sorts as it stands.
fn read_with(
    text: &str,
    shape: impl Fn(&str) -> Result<Shaped, NotAnObservable>,
) -> Result<Read, NotAnObservable> {
    let bounded = bounded(text)?;
    if let Some(read) = refanged(Marks::Plain, bounded, &shape) {
        return Ok(spaced(read, text));
    }
    plainly(text, &shape).or_else(|fault| {
        refanged(Marks::Doubtful, bounded, &shape).map(|read| spaced(read, text)).ok_or(fault)
    })
}

fn plainly(
    text: &str,
    shape: &impl Fn(&str) -> Result<Shaped, NotAnObservable>,
) -> Result<Read, NotAnObservable> {
    shape(bounded(text)?).map(|shaped| spaced(read(shaped), text))
}

/// The text without the space around it.
fn bounded(text: &str) -> Result<&str, NotAnObservable> {
    match text.trim() {
        "" => Err(NotAnObservable::Empty),
        text if text.len() > MAX_TEXT => Err(NotAnObservable::TooLong(text.len())),
        text => Ok(text),
    }
}

fn refanged(
    marks: Marks,
    text: &str,
    shape: &impl Fn(&str) -> Result<Shaped, NotAnObservable>,
) -> Option<Read> {
    let restored = refang::with(marks, text)?;
    let mut read = read(shape(restored.trim()).ok()?);
    read.steps = read.steps.with(Step::Defanged);
    Some(read)
}

fn read(shaped: Shaped) -> Read {
    Read { observable: Observable { kind: shaped.kind, value: shaped.value.into() }, steps: shaped.steps }
}

fn spaced(read: Read, text: &str) -> Read {
    Read { steps: read.steps.with_if(text.trim().len() < text.len(), Step::Space), ..read }
}

fn labelled(kinds: &[Kind], label: Kind, text: &str) -> Result<Shaped, NotAnObservable> {
    if let Some(shaped) = kinds.iter().find_map(|&kind| shape::labelled(kind, text)) {
        return Ok(shaped);
    }
    match shape::of(text) {
        Ok(other) if !kinds.contains(&other.kind) => Err(NotAnObservable::Label { label, shape: other.kind }),
        Err(fault @ (NotAnObservable::Address | NotAnObservable::Cidr(_) | NotAnObservable::Digits(_))) => {
            Err(fault)
        }
        _ => Err(NotAnObservable::Shape { label }),
    }
}
