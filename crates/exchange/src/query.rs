//! What somebody looks for in intelligence: a value, a name, an id, a word.
//!
//! Every word has to be met by the object, anywhere in it. What is a value is looked for as one: `hxxp://evil[.]example` meets the canonical
//! form. Names are met by parts of them, ids and numbers (`T1059.001`, `CVE-2014-4114`) by the whole, other texts by whole words.

use crate::stix::Object;
use statement::observable::{Kind, Observable, url_host};
use std::borrow::Cow;

/// How many words are taken.
pub const MAX_WORDS: usize = 32;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Query(Vec<Word>);

#[derive(Clone, Debug)]
struct Word {
    /// As it was written, in lower case.
    text: String,
    /// What it is if it is a value; else what it is if somebody says that it is a name: `evil.example` has no public suffix.
    value: Option<Observable>,
    /// Whether it is a value by its shape alone.
    is_certain: bool,
}

/// Where a word was met: the better places first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// In a value that the object holds.
    Value(String),
    /// It is the object's id, or one that it refers to.
    Id(String),
    /// It is what others call the object: `T1059.001`.
    Reference(String),
    /// In its name, or another that it has.
    Name(String),
    /// In one of its texts.
    Text,
}

impl Query {
    /// Reads words; none of them is empty, and there are [`MAX_WORDS`] at most. None without a word.
    ///
    /// ```
    /// use exchange::{Query, stix::Object};
    /// let query = Query::new(["evil[.]example"]).unwrap();
    /// let text = br#"{"type": "url", "id": "url--11111111-2222-4333-8444-555555555555", "value": "http://evil.example/a"}"#;
    /// assert!(query.meets(&Object::read(text).unwrap()).is_some());
    /// ```
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Option<Self> {
        let word = |word: S| {
            let text = word.as_ref().trim();
            let by_shape = Observable::read(text);
            let is_certain = by_shape.is_ok();
            let value = by_shape.or_else(|_| Observable::read_as(Kind::Domain, text)).ok();
            let value = value.map(|read| read.observable);
            (!text.is_empty()).then(|| Word { text: text.to_lowercase(), value, is_certain })
        };
        let words: Vec<Word> = words.into_iter().filter_map(word).take(MAX_WORDS).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// The best place where the object meets the query, if it meets all of it.
    pub fn meets(&self, object: &Object<'_>) -> Option<Met> {
        let (values, names, references) = (object.values(), object.names(), object.references());
        let met = self.0.iter().map(|word| {
            word.met(object, &values, &names, &references)
                .or_else(|| object.holds(&word.text).then_some(Met::Text))
        });
        met.collect::<Option<Vec<Met>>>()?.into_iter().min()
    }

    /// Whether a value of a list, with what the list says of it, meets the query.
    pub fn meets_value(&self, value: &Observable, label: Option<&str>) -> Option<Met> {
        let label = label.map(str::to_lowercase);
        let met = self.0.iter().map(|word| match word.meets(value) {
            true => Some(Met::Value(value.value().to_owned())),
            false => label.as_deref().filter(|label| label.contains(&word.text)).map(|_| Met::Text),
        });
        met.collect::<Option<Vec<Met>>>()?.into_iter().min()
    }
}

impl Word {
    fn met(
        &self,
        object: &Object<'_>,
        values: &[Observable],
        names: &[Cow<'_, str>],
        references: &[Cow<'_, str>],
    ) -> Option<Met> {
        let value = || {
            values.iter().find(|value| self.meets(value)).map(|value| Met::Value(value.value().to_owned()))
        };
        let id = || object.id().as_str().eq_ignore_ascii_case(&self.text).then(|| Met::Id(self.text.clone()));
        let is = |text: &&Cow<'_, str>| text.eq_ignore_ascii_case(&self.text);
        let reference = || references.iter().find(is).map(|text| Met::Reference(text.clone().into_owned()));
        let name = || {
            let found = names.iter().find(|name| name.to_lowercase().contains(&self.text));
            found.map(|name| Met::Name(name.clone().into_owned()))
        };
        value().or_else(id).or_else(reference).or_else(name)
    }

    /// Whether a value is the one that is looked for, lies below it, or has it as a part where it may be anything.
    fn meets(&self, value: &Observable) -> bool {
        let is_part = || !self.is_certain && value.value().to_lowercase().contains(&self.text);
        self.value.as_ref().is_some_and(|wanted| is_at_or_below(value, wanted)) || is_part()
    }
}

/// Whether a value is another, or lies below it: a URL or subdomain of a domain, an address of an e-mail's domain.
fn is_at_or_below(value: &Observable, wanted: &Observable) -> bool {
    let host = match value.kind() {
        Kind::Url => url_host(value.value()),
        Kind::Email => value.value().rsplit('@').next().unwrap_or_default(),
        Kind::Domain => value.value(),
        _ => "",
    };
    let is_below =
        || host.strip_suffix(wanted.value()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let is_host = || host == wanted.value();
    value == wanted
        || match wanted.kind() {
            Kind::Domain => is_below(),
            Kind::Ipv4 | Kind::Ipv6 => is_host(),
            _ => false,
        }
}
