//! An object that is being written, property by property.

use super::{
    make::{Made, OURS, Terms},
    name,
    tlp::tlp_marking,
    types::Type,
};
use crate::{
    Moment, Uuid,
    json::{Json, write_text},
};

/// An object of STIX 2.1 that is being written. What is common to all comes first, then properties in the order in which they are added;
/// texts and lists that are empty are left out.
#[derive(Clone, Debug)]
pub struct Draft {
    kind: String,
    id: String,
    rest: String,
}

impl Draft {
    /// Begins a domain object or relationship. `key` tells it from others of its type and source.
    pub fn new(kind: &str, key: &str, terms: &Terms<'_>) -> Self {
        let name = format!("{kind}\n{}\n{key}", terms.source);
        let id = format!("{kind}--{}", Uuid::of_name(OURS, name.as_bytes()));
        Self::with_id(kind, &id, terms)
    }

    /// Begins a domain object or relationship whose id is known: that of another format, say.
    pub fn with_id(kind: &str, id: &str, terms: &Terms<'_>) -> Self {
        let draft = Self { kind: kind.to_owned(), id: id.to_owned(), rest: String::new() };
        draft
            .maybe("created_by_ref", terms.author)
            .time("created", terms.created)
            .time("modified", terms.created)
            .marked(terms)
    }

    /// Begins an observable, whose id will follow from what it says.
    pub fn observable(kind: &str, terms: &Terms<'_>) -> Self {
        Self { kind: kind.to_owned(), id: String::new(), rest: String::new() }.marked(terms)
    }

    fn marked(self, terms: &Terms<'_>) -> Self {
        match terms.tlp.map(tlp_marking) {
            Some(marking) => self.texts("object_marking_refs", &[&marking]),
            None => self,
        }
    }

    /// A text.
    #[must_use]
    pub fn text(mut self, name: &str, text: &str) -> Self {
        if !text.is_empty() {
            self.name(name);
            write_text(text, &mut self.rest);
        }
        self
    }

    /// A text, if there is one.
    #[must_use]
    pub fn maybe(self, name: &str, text: Option<&str>) -> Self {
        self.text(name, text.unwrap_or_default())
    }

    /// A list of texts, or of ids.
    #[must_use]
    pub fn texts(mut self, name: &str, texts: &[&str]) -> Self {
        if texts.is_empty() {
            return self;
        }
        self.name(name);
        for (place, text) in texts.iter().enumerate() {
            self.rest.push(if place == 0 { '[' } else { ',' });
            write_text(text, &mut self.rest);
        }
        self.rest.push(']');
        self
    }

    /// A moment, to the millisecond as STIX 2.1 (3.2) wants it of `created` and `modified`.
    #[must_use]
    pub fn time(self, name: &str, moment: Moment) -> Self {
        let text = moment.to_string();
        self.text(name, &format!("{}.000Z", text.trim_end_matches('Z')))
    }

    /// A moment, if there is one.
    #[must_use]
    pub fn maybe_time(self, name: &str, moment: Option<Moment>) -> Self {
        match moment {
            Some(moment) => self.time(name, moment),
            None => self,
        }
    }

    /// A whole number.
    #[must_use]
    pub fn number(self, name: &str, number: u64) -> Self {
        self.json(name, &number.to_string())
    }

    /// True or false.
    #[must_use]
    pub fn truth(self, name: &str, truth: bool) -> Self {
        self.json(name, if truth { "true" } else { "false" })
    }

    /// A value that is JSON already.
    #[must_use]
    pub fn json(mut self, name: &str, json: &str) -> Self {
        self.name(name);
        self.rest.push_str(json);
        self
    }

    /// The hash of a file.
    #[must_use]
    pub fn hash(mut self, name: &str, value: &str) -> Self {
        self.name("hashes");
        self.rest.push('{');
        write_text(name, &mut self.rest);
        self.rest.push(':');
        write_text(value, &mut self.rest);
        self.rest.push('}');
        self
    }

    fn name(&mut self, name: &str) {
        self.rest.push(',');
        write_text(name, &mut self.rest);
        self.rest.push(':');
    }

    /// The object.
    pub fn made(self) -> Made {
        let Self { kind, id, rest } = self;
        let json = format!("{{\"type\":\"{kind}\",\"spec_version\":\"2.1\",\"id\":\"{id}\"{rest}}}");
        Made { id, json }
    }

    /// The observable, with the id that follows from it. One of which nothing is said that makes a name follows from all of it.
    pub fn named(self) -> Made {
        let text = format!("{{{}}}", self.rest.strip_prefix(',').unwrap_or(&self.rest));
        let read = Json::read(text.as_bytes()).ok();
        let members = read.as_ref().and_then(Json::members);
        let id = members.zip(Type::of(&self.kind)).and_then(|(members, known)| name::of(members, known));
        let from_all = || format!("{}--{}", self.kind, Uuid::of_name(OURS, text.as_bytes()));
        Self { id: id.unwrap_or_else(from_all), ..self.clone() }.made()
    }
}
