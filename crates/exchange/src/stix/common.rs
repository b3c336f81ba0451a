//! What all objects have (STIX 2.1, 3.2), read into one type.

use super::{id::Id, timestamp::Timestamp};
use crate::json::{Json, Members, Text};
use std::borrow::Cow;

/// The common properties of an object, as far as it has them and they are well formed.
#[derive(Clone, Debug, Default)]
pub struct Common<'t> {
    /// By which version of STIX it is written.
    pub spec_version: Option<&'t str>,
    /// Who made it.
    pub created_by_ref: Option<Id<'t>>,
    /// When its first version was made.
    pub created: Option<Timestamp<'t>>,
    /// When this version was made.
    pub modified: Option<Timestamp<'t>>,
    /// Whether its author has taken it back.
    pub revoked: bool,
    /// Words of its author's choice.
    pub labels: Vec<Cow<'t, str>>,
    /// How sure its author is, from 0 to 100; see [`Scale`](super::Scale).
    pub confidence: Option<u8>,
    /// In which language its texts are (RFC 5646).
    pub lang: Option<Cow<'t, str>>,
    /// Markings of the whole of it.
    pub object_marking_refs: Vec<Id<'t>>,
    /// Markings of parts of it.
    pub granular_markings: Vec<Granular<'t>>,
    /// Where else something is said about it.
    pub external_references: Vec<Reference<'t>>,
    /// The keys of its extensions.
    pub extensions: Vec<Cow<'t, str>>,
}

/// A marking of parts of an object (STIX 2.1, 7.2.3).
#[derive(Clone, Debug)]
pub struct Granular<'t> {
    /// The marking; none where the parts are only in another language.
    pub marking: Option<Id<'t>>,
    /// The language of these parts.
    pub lang: Option<Cow<'t, str>>,
    /// Which parts: `description`, `labels.[0]`.
    pub selectors: Vec<Cow<'t, str>>,
}

/// A place outside of STIX (STIX 2.1, 2.5).
#[derive(Clone, Debug)]
pub struct Reference<'t> {
    /// Whose place it is: `mitre-attack`, `cve`.
    pub source_name: Cow<'t, str>,
    /// What it is called there: `T1059.001`, `CVE-2014-4114`.
    pub external_id: Option<Cow<'t, str>>,
    /// Its address. Nothing here ever fetches it.
    pub url: Option<Cow<'t, str>>,
}

impl<'t> Common<'t> {
    /// Reads them out of an object's members.
    pub(super) fn read(members: &Members<'t>) -> Self {
        let mut common = Self::default();
        for (name, value) in members.iter() {
            common.take(name.verbatim().unwrap_or_default(), value);
        }
        common
    }

    fn take(&mut self, name: &str, value: &Json<'t>) {
        match name {
            "spec_version" => self.spec_version = verbatim(value),
            "created_by_ref" => self.created_by_ref = id(value),
            "created" => self.created = verbatim(value).and_then(Timestamp::read),
            "modified" => self.modified = verbatim(value).and_then(Timestamp::read),
            "revoked" => self.revoked = matches!(value, Json::Truth(true)),
            "labels" => self.labels = texts(value),
            "confidence" => self.confidence = confidence(value),
            "lang" => self.lang = value.text().map(Text::plain),
            "object_marking_refs" => self.object_marking_refs = each(value, id),
            "granular_markings" => self.granular_markings = each(value, granular),
            "external_references" => self.external_references = each(value, reference),
            "extensions" => {
                let members = value.members().into_iter().flat_map(Members::iter);
                self.extensions = members.map(|(name, _)| name.plain()).collect();
            }
            _ => {}
        }
    }

    /// All markings, of the whole and of parts.
    pub fn markings(&self) -> impl Iterator<Item = Id<'t>> {
        let of_parts = self.granular_markings.iter().filter_map(|granular| granular.marking);
        self.object_marking_refs.iter().copied().chain(of_parts)
    }
}

fn each<'t, T>(value: &Json<'t>, read: impl Fn(&Json<'t>) -> Option<T>) -> Vec<T> {
    value.elements().unwrap_or_default().iter().filter_map(read).collect()
}

fn texts<'t>(value: &Json<'t>) -> Vec<Cow<'t, str>> {
    each(value, |element| element.text().map(Text::plain))
}

fn verbatim<'t>(value: &Json<'t>) -> Option<&'t str> {
    value.text()?.verbatim()
}

fn id<'t>(value: &Json<'t>) -> Option<Id<'t>> {
    Id::read(verbatim(value)?).ok()
}

fn confidence(value: &Json<'_>) -> Option<u8> {
    let Json::Number(number) = value else { return None };
    number.parse().ok().filter(|confidence| *confidence <= 100)
}

fn granular<'t>(value: &Json<'t>) -> Option<Granular<'t>> {
    let members = value.members()?;
    Some(Granular {
        marking: members.get("marking_ref").and_then(id),
        lang: members.get("lang").and_then(Json::text).map(Text::plain),
        selectors: texts(members.get("selectors")?),
    })
}

fn reference<'t>(value: &Json<'t>) -> Option<Reference<'t>> {
    let text = |name| value.members()?.get(name)?.text().map(Text::plain);
    Some(Reference { source_name: text("source_name")?, external_id: text("external_id"), url: text("url") })
}
