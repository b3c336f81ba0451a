//! One event as the mappings see it, for those who ask other things of it than rules do.

use super::{hunter::Scene, names::NameId};
use crate::{Class, Mapping};
use event::{Time, Value};

/// An event, what kind of record it is, and its values by the names of rules.
pub struct Look<'o, 'e> {
    scene: Scene<'o, 'e>,
    /// Every name known to the ruleset that a field answers to, with the field's place.
    names: Vec<(NameId, u32)>,
}

impl<'o, 'e> Look<'o, 'e> {
    pub(super) fn new(scene: Scene<'o, 'e>) -> Self {
        Look { names: scene.state.names(scene.event), scene }
    }

    /// What kind of record it is; of no log source where no mapping recognised it.
    pub fn class(&self) -> &'o Class {
        &self.scene.state.class
    }

    /// The mapping that recognised it.
    pub fn mapping(&self) -> Option<&'o Mapping> {
        self.scene.ruleset.mappings().list().get(self.scene.state.mapping?)
    }

    /// When it happened, by its own account.
    pub fn time(&self) -> Option<Time> {
        self.scene.time()
    }

    /// The computer that it is about.
    pub fn host(&self) -> Option<Value<'e>> {
        self.scene.host()
    }

    /// The account that it is about.
    pub fn user(&self) -> Option<Value<'e>> {
        self.scene.user()
    }

    /// The values of the fields that answer to a name which the rules use or that was given to
    /// [`Ruleset::asking`](crate::Ruleset::asking). A name of neither kind has no values.
    pub fn values(&self, name: &str) -> impl Iterator<Item = Value<'e>> {
        let asked = self.scene.ruleset.names.get(name);
        let own = self.names.iter().filter(move |(known, _)| Some(*known) == asked);
        own.filter_map(|(_, field)| self.scene.event.fields.get(*field as usize)).map(|field| field.value)
    }
}
