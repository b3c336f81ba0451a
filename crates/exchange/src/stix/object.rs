//! An object of STIX, whole: its bytes, and what is understood of them.

use super::{
    common::Common,
    id::{Id, NotAnId},
    refusal::Refusal,
    timestamp::Timestamp,
    types::Type,
};
use crate::json::{Json, Members, Text};
use std::borrow::Cow;

/// An object of STIX, of whatever type.
#[derive(Clone, Debug)]
pub struct Object<'t> {
    bytes: &'t [u8],
    members: Members<'t>,
    kind: &'t str,
    id: Id<'t>,
    common: Common<'t>,
}

impl<'t> Object<'t> {
    /// Reads an object out of exactly its bytes. It has a type and an id that go together; nothing more is asked here.
    ///
    /// ```
    /// use exchange::stix::Object;
    /// let object = Object::read(br#"{"type": "x-own", "id": "x-own--11111111-2222-4333-8444-555555555555", "a": 1}"#).unwrap();
    /// assert_eq!(object.kind(), "x-own");
    /// ```
    ///
    /// # Errors
    /// What is no such object.
    pub fn read(bytes: &'t [u8]) -> Result<Self, Refusal> {
        let Json::Object(members) = Json::read(bytes)? else { return Err(Refusal::NotAnObject) };
        let text = |name: &'static str| {
            let value = members.get(name).ok_or(Refusal::Without(name))?;
            value.text().and_then(Text::verbatim).ok_or(Refusal::Without(name))
        };
        let (kind, id) = (text("type")?, text("id")?);
        if kind == "bundle" {
            return Err(Refusal::Bundle);
        }
        let id = Id::read(id).map_err(|why: NotAnId| Refusal::Id { id: id.to_owned(), why })?;
        if id.kind() != kind {
            return Err(Refusal::OtherType { id: id.as_str().to_owned(), kind: kind.to_owned() });
        }
        let common = Common::read(&members);
        Ok(Self { bytes, members, kind, id, common })
    }

    /// Its bytes, as they came.
    pub fn bytes(&self) -> &'t [u8] {
        self.bytes
    }

    /// Its id.
    pub fn id(&self) -> Id<'t> {
        self.id
    }

    /// The name of its type.
    pub fn kind(&self) -> &'t str {
        self.kind
    }

    /// Its type, where the specification has it.
    pub fn known(&self) -> Option<&'static Type> {
        Type::of(self.kind)
    }

    /// What all objects have.
    pub fn common(&self) -> &Common<'t> {
        &self.common
    }

    /// The text of a property.
    pub fn text(&self, property: &str) -> Option<Cow<'t, str>> {
        self.members.get(property)?.text().map(Text::plain)
    }

    /// The time of a property.
    pub fn time(&self, property: &str) -> Option<Timestamp<'t>> {
        Timestamp::read(self.members.get(property)?.text()?.verbatim()?)
    }

    /// The texts of a property that is a list of them.
    pub fn texts(&self, property: &str) -> Vec<Cow<'t, str>> {
        let elements = self.members.get(property).and_then(Json::elements).unwrap_or_default();
        elements.iter().filter_map(Json::text).map(Text::plain).collect()
    }

    /// What the object is called, or what it is about where it has no name.
    pub fn title(&self) -> Option<Cow<'t, str>> {
        [
            "name",
            "value",
            "pattern",
            "path",
            "key",
            "abstract",
            "relationship_type",
            "opinion",
            "subject",
            "product",
        ]
        .into_iter()
        .find_map(|property| self.text(property))
    }

    /// All its members.
    pub(super) fn members(&self) -> &Members<'t> {
        &self.members
    }
}
